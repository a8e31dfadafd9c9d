#!/usr/bin/python3
"""The vote page: takes votes and puts them into a list in Redis."""
import json
import secrets

import flask
import redis

import service
from service import log, one_line

PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{{ a }} or {{ b }}?</title></head>
<body>
<h1>{{ a }} or {{ b }}?</h1>
<form method="post" action="/">
<button name="vote" value="a"{{ ' disabled' if vote == 'a' }}>{{ a }}</button>
<button name="vote" value="b"{{ ' disabled' if vote == 'b' }}>{{ b }}</button>
</form>
{% if error %}<p class="error">{{ error }}</p>{% endif %}
{% if vote %}<p class="taken">Your vote for {{ a if vote == 'a' else b }} was taken. You may change it.</p>{% endif %}
</body>
</html>
"""


def page(args):
    app = flask.Flask(__name__)
    queue = redis.Redis(
        args.redis_host, args.redis_port, socket_connect_timeout=2, socket_timeout=5
    )

    def show(voter, status=200, **values):
        text = flask.render_template_string(PAGE, a=args.option_a, b=args.option_b, **values)
        response = flask.make_response(text, status)
        response.set_cookie("voter_id", voter)
        return response

    def voter():
        return flask.request.cookies.get("voter_id") or secrets.token_hex(8)

    # Without a look at Redis: the page is there even when no vote can be taken.
    @app.get("/")
    def choices():
        return show(voter())

    @app.post("/")
    def cast():
        choice, who = flask.request.form.get("vote"), voter()
        if choice not in ("a", "b"):
            return show(who, 400, error="There is no such choice.")
        try:
            queue.rpush("votes", json.dumps({"voter_id": who, "vote": choice}))
        except redis.RedisError as error:
            log.error("could not take the vote of %r: %s", who, one_line(error))
            return show(who, 500, error="Your vote could not be taken.")
        log.info("took a vote for %s of %r", choice, who)
        return show(who, vote=choice)

    return app


def main():
    parser = service.flags(__doc__)
    service.add_page(parser, 5000)
    service.add_redis(parser)
    args = parser.parse_args()
    service.begin("vote")
    service.serve(page(args), args)


if __name__ == "__main__":
    main()
