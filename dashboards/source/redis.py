from blocks import *


def board():
    return Board(REDIS, 'x', WALL)
