"""The voting application of demo/app, to be watched: vote page, worker and result page."""

from programs import ROOT, Program, free_port


class Voting:
    """Runs on a Redis and on the database `votes` of a PostgreSQL."""

    def __init__(self, folder, redis, postgres):
        self.vote_port, self.result_port = free_port(), free_port()
        database = ["--postgres", postgres.data_source("postgres", "votes")]
        queue = ["--redis-port", redis.port]

        def start(name, *flags):
            return Program(
                f"the {name} of the voting application",
                [ROOT / f"demo/app/{name}.py", *flags],
                folder / f"{name}.log",
            )

        self.vote = start("vote", "--port", self.vote_port, *queue)
        self.worker = start("worker", *queue, *database)
        self.result = start("result", "--port", self.result_port, *database)
        self.vote.wait_for_port(self.vote_port, 30)
        self.result.wait_for_port(self.result_port, 30)
