"""The voting application of demo/app, to be watched: vote page, worker and result page."""

from programs import HERE, ROOT, Program


class Voting:
    """Runs on a Redis and on the database `votes` of a PostgreSQL."""

    def __init__(self, folder, redis, postgres, server=HERE):
        self.host = server.address
        self.vote_port, self.result_port = server.port(5000), server.port(5001)
        database = ["--postgres", postgres.data_source("postgres", "votes")]
        queue = ["--redis-host", redis.host, "--redis-port", redis.port]

        def start(name, *flags):
            return Program(
                f"the {name} of the voting application",
                [ROOT / f"demo/app/{name}.py", *flags],
                folder / f"{name}.log",
                server=server,
            )

        listen = ["--listen", self.host]
        self.vote = start("vote", *listen, "--port", self.vote_port, *queue)
        self.worker = start("worker", *queue, *database)
        self.result = start("result", *listen, "--port", self.result_port, *database)
        self.vote.wait_for_port(self.vote_port, 30)
        self.result.wait_for_port(self.result_port, 30)
