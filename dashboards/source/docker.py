from blocks import *


def board():
    return Board(DOCKER, 'x', WALL)
