from blocks import *


def board():
    return Board(SLO, 'x', WALL)
