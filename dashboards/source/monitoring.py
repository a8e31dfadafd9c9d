from blocks import *


def board():
    return Board(MONITORING, 'x', WALL)
