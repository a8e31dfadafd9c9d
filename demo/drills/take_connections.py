#!/usr/bin/python3
"""Takes connections to a PostgreSQL and keeps them: take_connections.py HOST PORT."""
import socket
import struct
import sys
import time

# More than there can be.
MOST = 200


def connect(host, port):
    """A session of a role without special rights; None when there is no room for it."""
    connection = socket.create_connection((host, port), timeout=10)
    words = b"user\0vigie\0database\0votes\0application_name\0drill\0\0"
    connection.sendall(struct.pack("!II", len(words) + 8, 196608) + words)
    # R: it may come in; E: it may not.
    return connection if connection.recv(1) == b"R" else None


def main():
    kept = []
    while True:
        while len(kept) < MOST and (connection := connect(sys.argv[1], int(sys.argv[2]))) is not None:
            kept.append(connection)
        time.sleep(1)


if __name__ == "__main__":
    main()
