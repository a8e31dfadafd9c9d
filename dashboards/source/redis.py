"""Redis: is it there, how full, what it does, and the queue of votes."""

from blocks import *
from blocks.backups import backups
from blocks.states import REDIS_STATE

HERE = 'server=~"$server", instance=~"$instance"'


def per_second(metric, name):
    return over(f"sum(rate({metric}{{{HERE}}}{RATE}))", name)


def board():
    redis = Board(
        REDIS, "Is Redis there, how full is it, what does it do, and who waits in the queue.", HOST,
        variables=[server_variable("redis_up"), instance_variable("redis_up")], alerts='service=~"redis|worker"',
    )  # fmt: skip
    redis.row(
        5,
        tile(4, "State", "Whether it answers its exporter.", now(f"min(redis_up{{{HERE}}}) or vector(-1)"), state_words()),
        since(4, "Since", "Since when it is as it is; looked for in the last 8 hours.", REDIS_STATE.since()),
        percent_gauge(4, "Memory", "In use, of maxmemory; without such a limit there is no data here.",
                      now(f"max(redis_memory_used_bytes{{{HERE}}} / (redis_memory_max_bytes{{{HERE}}} > 0))")),
        percent_gauge(4, "Clients", "Connected, of those that it lets in.",
                      now(f"max(redis_connected_clients{{{HERE}}} / redis_max_clients{{{HERE}}})")),
        stat(4, "Votes in the queue", "They wait for the worker.", "short", now(f'sum(redis_key_size{{key="votes", {HERE}}})'),
             thresholds=rising(50, 500), decimals=0, trend=True),
        stat(4, "Saved on disk", "What the last saves and writes of the append-only file came to.", "none",
             now(f"min(redis_rdb_last_bgsave_status{{{HERE}}} * redis_aof_last_write_status{{{HERE}}} * redis_aof_last_bgrewrite_status{{{HERE}}}) or vector(-1)"),
             thresholds=state_thresholds(), mappings=words((1, "OK", GOOD), (0, "FAILED", BAD))),
    )  # fmt: skip
    redis.heading("The queue")
    redis.row(
        7,
        timeseries(12, "Votes in the queue", "A line that only rises: the worker is dead, or its database.", "short",
                   over(f'sum by (key) (redis_key_size{{key="votes", {HERE}}})', "{{key}}"), thresholds=rising(50, 500)),
        timeseries(12, "Put in and taken out", "Each second; blocked clients are workers that wait for the next vote.", "ops",
                   over(f'sum by (cmd) (rate(redis_commands_total{{cmd=~"[lr]push|b?[lr]pop|b?lmpop|b?lmove", {HERE}}}{RATE}))', "{{cmd}}"),
                   over(f"sum(redis_blocked_clients{{{HERE}}})", "waiting clients")),
    )  # fmt: skip
    redis.heading("Work")
    redis.row(
        7,
        timeseries(8, "Commands", "Each second, the five most frequent.", "ops",
                   over(f"topk(5, sum by (cmd) (rate(redis_commands_total{{{HERE}}}{RATE})))", "{{cmd}}")),
        timeseries(8, "Time of commands", "Mean, of the five slowest.", "s",
                   over(f"topk(5, sum by (cmd) (rate(redis_commands_duration_seconds_total{{{HERE}}}{RATE})) / (sum by (cmd) (rate(redis_commands_total{{{HERE}}}{RATE})) > 0))", "{{cmd}}"),
                   thresholds=rising(0.01, 0.1)),
        timeseries(8, "Refused and failed", "Commands that failed, were refused, and connections beyond maxclients.", "ops",
                   per_second("redis_commands_failed_calls_total", "failed"), per_second("redis_commands_rejected_calls_total", "refused"),
                   per_second("redis_rejected_connections_total", "connections refused"), thresholds=rising(0.1, 1)),
    )  # fmt: skip
    redis.heading("Memory and clients")
    redis.row(
        7,
        timeseries(8, "Memory", "In use, of the system, and the limit.", "bytes",
                   over(f"sum(redis_memory_used_bytes{{{HERE}}})", "in use"), over(f"sum(redis_memory_used_rss_bytes{{{HERE}}})", "of the system"),
                   over(f"sum(redis_memory_max_bytes{{{HERE}}} > 0)", "limit")),
        timeseries(8, "Keys lost", "Evicted for want of memory, and expired as they were meant to.", "ops",
                   per_second("redis_evicted_keys_total", "evicted"), per_second("redis_expired_keys_total", "expired"), thresholds=rising(0.1, 10)),
        timeseries(8, "Clients", "Connected and waiting, and new connections each second.", "short",
                   over(f"sum(redis_connected_clients{{{HERE}}})", "connected"), over(f"sum(redis_blocked_clients{{{HERE}}})", "waiting"),
                   per_second("redis_connections_received_total", "new each second")),
    )  # fmt: skip
    redis.row(
        7,
        timeseries(8, "Traffic", "Bytes to and from clients.", "Bps", per_second("redis_net_input_bytes_total", "in"), per_second("redis_net_output_bytes_total", "out")),
        timeseries(8, "CPU", "Redis works on one processor: at 100 % it can no more.", "percentunit",
                   over(f"sum(rate(redis_cpu_user_seconds_total{{{HERE}}}{RATE})) + sum(rate(redis_cpu_sys_seconds_total{{{HERE}}}{RATE}))", "in use"),
                   thresholds=rising(0.7, 0.9), high=1),
        timeseries(8, "Not yet saved", "Changes that a crash would lose, without an append-only file.", "short",
                   over(f"sum(redis_rdb_changes_since_last_save{{{HERE}}})", "changes")),
    )  # fmt: skip
    redis.heading("Backup")
    redis.row(4, *backups("redis"))
    return redis
