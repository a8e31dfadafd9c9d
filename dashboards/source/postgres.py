"""PostgreSQL: is it there, how full, who waits for whom, what takes long."""

from blocks import *
from blocks.backups import backups
from blocks.states import POSTGRES_STATE

HERE = 'server=~"$server", instance=~"$instance"'
BASE = f'{HERE}, datname!~"template.*|"'


def per_second(metric, name, selector=BASE):
    return over(f"sum(rate({metric}{{{selector}}}{RATE}))", name)


def board():
    postgres = Board(
        POSTGRES, "Is PostgreSQL there, how full is it, who waits for whom, what takes long.", HOST,
        variables=[server_variable("pg_up"), instance_variable("pg_up")], time="now-1h", alerts='service="postgres"',
    )  # fmt: skip
    postgres.row(
        5,
        tile(4, "State", "Whether it answers its exporter.", now(f"min(pg_up{{{HERE}}}) or vector(-1)"), state_words()),
        since(4, "Since", "Since when it is as it is; looked for in the last 8 hours.", POSTGRES_STATE.since()),
        percent_gauge(4, "Connections in use", "Of those that it lets in; when none is left, the worker and the result page are refused.",
                      now(f"max(sum by (instance) (pg_stat_database_numbackends{{{HERE}}}) / on (instance) pg_settings_max_connections{{{HERE}}})")),
        stat(4, "Longest transaction", "It holds back cleaning, and perhaps locks.", "s",
             now(f'max(pg_stat_activity_max_tx_duration{{{HERE}, state!="idle"}})'), thresholds=rising(60, 600), decimals=1),
        stat(4, "Blocked sessions", "They wait for a lock that another holds.", "none",
             now(f"sum(pg_blocked_backends{{{HERE}}})"), thresholds=any_to_watch(), mappings=none_word()),
        stat(4, "Last vote written", "Time since a vote was cast or changed, in the table itself.", "s",
             now(f"min(votes_cast_newest_age_seconds{{{HERE}}})"), thresholds=rising(60, 300), decimals=0),
    )  # fmt: skip
    postgres.heading("Work")
    postgres.row(
        7,
        timeseries(8, "Transactions", "Committed and rolled back, each second.", "ops",
                   per_second("pg_stat_database_xact_commit", "committed"), per_second("pg_stat_database_xact_rollback", "rolled back")),
        timeseries(8, "Rows", "Read for answers, written, changed, deleted, each second.", "ops",
                   per_second("pg_stat_database_tup_fetched", "fetched"), per_second("pg_stat_database_tup_inserted", "inserted"),
                   per_second("pg_stat_database_tup_updated", "updated"), per_second("pg_stat_database_tup_deleted", "deleted")),
        timeseries(8, "Votes", "As they stand in the table, by choice.", "short",
                   over(f"max by (vote) (votes_count{{{HERE}}})", "{{vote}}"), stacked=True),
    )  # fmt: skip
    postgres.row(
        7,
        timeseries(8, "Sessions by what they do", "Idle in transaction: somebody forgot to end it.", "short",
                   over(f"sum by (state) (pg_stat_activity_count{{{HERE}}})", "{{state}}"), stacked=True),
        timeseries(8, "Waiting for locks", "Sessions that are blocked, and how long the longest has waited.", "short",
                   over(f"sum(pg_blocked_backends{{{HERE}}})", "blocked sessions"),
                   over(f"max(pg_blocked_max_wait_seconds{{{HERE}}})", "s, the longest wait"), thresholds=rising(5, 30)),
        timeseries(8, "Conflicts", "Deadlocks, and sessions ended by an error or by somebody, each second.", "ops",
                   per_second("pg_stat_database_deadlocks", "deadlocks"), per_second("pg_stat_database_sessions_fatal", "ended by an error"),
                   per_second("pg_stat_database_sessions_killed", "killed"), thresholds=rising(0.01, 0.1)),
    )  # fmt: skip
    postgres.heading("What takes long")
    postgres.row(
        7,
        bars(8, "Statements by time", "Share of all the time, now; pg_stat_statements tells the text for a queryid.", "percentunit",
             now(f"topk(5, sum by (queryid) (rate(pg_stat_statements_seconds_total{{{HERE}}}{RATE}))"
                 f" / scalar(sum(rate(pg_stat_statements_seconds_total{{{HERE}}}{RATE}))))", "{{queryid}}"), high=1, decimals=0),
        timeseries(8, "Found in memory", "Share of blocks that need not be read from disk.", "percentunit",
                   over(f"sum(rate(pg_stat_database_blks_hit{{{BASE}}}{RATE})) / (sum(rate(pg_stat_database_blks_hit{{{BASE}}}{RATE})) + sum(rate(pg_stat_database_blks_read{{{BASE}}}{RATE})))", "in memory"),
                   thresholds=falling(0.95, 0.8), high=1),
        timeseries(8, "Temporary files", "Written by sorts and joins that found no room in memory.", "Bps",
                   per_second("pg_stat_database_temp_bytes", "written")),
    )  # fmt: skip
    postgres.heading("Backup")
    postgres.row(4, *backups("postgres"))
    postgres.heading("Disk and log")
    postgres.row(
        7,
        timeseries(6, "Size of databases", "On disk.", "bytes", over(f"sum by (datname) (pg_database_size_bytes{{{BASE}}})", "{{datname}}")),
        timeseries(6, "Write-ahead log", "Written each second, and kept on disk.", "bytes",
                   over(f"sum(rate(pg_stat_wal_bytes_total{{{HERE}}}{RATE}))", "written each second"),
                   over(f"sum(pg_wal_size_bytes{{{HERE}}})", "kept")),
        timeseries(6, "Archived", "Pieces of the log archived, and attempts that failed: then no backup is complete.", "short",
                   over(f"sum(increase(pg_stat_archiver_archived_count{{{HERE}}}{RATE}))", "archived"),
                   over(f"sum(increase(pg_stat_archiver_failed_count{{{HERE}}}{RATE}))", "failed"), thresholds=none_is_well()),
        timeseries(6, "Checkpoints", "Requested ones come from too much being written.", "ops",
                   over(f"sum(rate(pg_stat_bgwriter_checkpoints_timed_total{{{HERE}}}{RATE}))", "timed"),
                   over(f"sum(rate(pg_stat_bgwriter_checkpoints_req_total{{{HERE}}}{RATE}))", "requested")),
    )  # fmt: skip
    postgres.row(
        6,
        timeseries(8, "Dead rows", "They wait to be cleaned, by table.", "short",
                   over(f"topk(5, pg_stat_user_tables_n_dead_tup{{{HERE}}})", "{{datname}} {{relname}}")),
        timeseries(8, "Replicas", "Connected ones, and how far this server is behind its primary.", "short",
                   over(f"sum by (state) (pg_stat_replication_senders{{{HERE}}})", "{{state}}"),
                   over(f"max(pg_replication_lag_seconds{{{HERE}}})", "s behind")),
        stat(8, "Collectors that fail", "Parts of the exporter that could not read what they should.", "none",
             now(f"sum(pg_scrape_collector_failed{{{HERE}}})"), thresholds=none_is_well(), mappings=none_word(), to=MONITORING),
    )  # fmt: skip
    return postgres
