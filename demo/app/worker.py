#!/usr/bin/python3
"""The worker: takes votes from the list in Redis and counts them in PostgreSQL."""
import json
import time

import psycopg2
import redis

import service
from service import log, one_line

TABLE = """
CREATE TABLE IF NOT EXISTS votes (
  id VARCHAR(255) NOT NULL UNIQUE,
  vote VARCHAR(255) NOT NULL
)
"""


class Table:
    """The votes in PostgreSQL; one connection, made anew when it is gone."""

    def __init__(self, dsn):
        self.dsn = dsn
        self.connection = None

    def open(self):
        if self.connection is not None:
            return
        self.connection = psycopg2.connect(self.dsn, connect_timeout=5)
        self.connection.autocommit = True
        with self.connection.cursor() as cursor:
            cursor.execute(TABLE)
        log.info("is connected to PostgreSQL")

    def write(self, voter, vote):
        self.open()
        with self.connection.cursor() as cursor:
            # As in the well-known application: the server logs an error for each vote that is changed.
            try:
                cursor.execute("INSERT INTO votes (id, vote) VALUES (%s, %s)", (voter, vote))
            except psycopg2.errors.UniqueViolation:
                cursor.execute("UPDATE votes SET vote = %s WHERE id = %s", (vote, voter))

    def close(self):
        if self.connection is not None:
            self.connection.close()
        self.connection = None


class Worker:
    def __init__(self, args):
        self.queue = redis.Redis(
            args.redis_host, args.redis_port, socket_connect_timeout=2, socket_timeout=5
        )
        self.table = Table(args.postgres)
        self.is_cut_off = False
        # What was taken from the list and is not counted yet.
        self.vote_in_hand = None

    def run(self):
        try:
            self.persist("PostgreSQL", self.table.open)
            while True:
                self.count(self.take())
        finally:
            self.put_back()

    def take(self):
        """The next vote, however long it takes to come."""
        while True:
            item = self.persist("Redis", self.take_one)
            if item is not None:
                return item

    def take_one(self):
        item = self.queue.blpop("votes", timeout=1)
        self.vote_in_hand = item and item[1]
        return self.vote_in_hand

    def count(self, item):
        try:
            data = json.loads(item)
            voter, vote = str(data["voter_id"]), str(data["vote"])
        except (ValueError, KeyError, TypeError):
            log.error("drops what is no vote: %.200r", item)
        else:
            try:
                self.persist("PostgreSQL", lambda: self.table.write(voter, vote))
                log.info("counted a vote for %s of %r", vote, voter)
            except (psycopg2.DataError, ValueError) as error:
                log.error("drops a vote that no table takes: %s", one_line(error))
        self.vote_in_hand = None

    def persist(self, whom, attempt):
        """What `attempt` returns, once the server is there to do it."""
        while True:
            try:
                result = attempt()
                if self.is_cut_off:
                    log.info("reaches %s again", whom)
                self.is_cut_off = False
                return result
            except psycopg2.DataError:
                raise
            except (redis.RedisError, psycopg2.Error) as error:
                if not self.is_cut_off:
                    log.error("waits for %s: %s", whom, one_line(error))
                self.is_cut_off = True
                self.table.close()
                time.sleep(0.5)

    def put_back(self):
        """A vote that was not counted goes back to where it came from, so that the next worker has it."""
        if self.vote_in_hand is None:
            return
        try:
            self.queue.lpush("votes", self.vote_in_hand)
            log.info("put back the vote that it had in hand")
        except redis.RedisError as error:
            log.error("loses a vote, %.200r: %s", self.vote_in_hand, error)


def main():
    parser = service.flags(__doc__)
    service.add_redis(parser)
    service.add_postgres(parser)
    args = parser.parse_args()
    service.begin("worker")
    log.info("begins")
    Worker(args).run()


if __name__ == "__main__":
    main()
