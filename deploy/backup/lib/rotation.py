"""Which sets stay. A value in, a value out: nothing is deleted here."""

import time

from sets import moment


def keep(names, recent, hourly, daily, always=(), history=lambda name: None):
    """The newest `recent`, the newest of each of the last `hourly` hours and `daily` days that have one, and `always`.

    Of an hour in which `history` changed (a server was restored, WAL was lost), the newest of each history stays: what was
    before a disaster is not pushed out by what came after it.

    Hours and days are counted where there are sets, not on the clock: servers that slept for a week wake with all
    their backups.
    """
    newest_first = sorted(names, reverse=True)
    kept = set(newest_first[:recent]) | set(always) & set(names)
    for form, count in (("%Y-%m-%d %H", hourly), ("%Y-%m-%d", daily)):
        newest_of = {}
        for name in newest_first:
            newest_of.setdefault(time.strftime(form, time.gmtime(moment(name))), {}).setdefault(history(name), name)
        for of_period in list(newest_of.values())[:count]:
            kept.update(of_period.values())
    # The last one stays, whatever the settings say.
    return kept | set(newest_first[:1])
