from blocks import *


def board():
    return Board(POSTGRES, 'x', WALL)
