from blocks import *


def board():
    return Board(PROBES, 'x', WALL)
