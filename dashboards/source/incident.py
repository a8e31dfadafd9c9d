from blocks import *


def board():
    return Board(INCIDENT, 'x', WALL)
