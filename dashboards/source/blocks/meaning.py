"""What values mean: colours, thresholds and the words in place of numbers.

Green is said only by a value that was measured: what is absent is "no data", in a colour of its own.
"""

from grafana_foundation_sdk.builders import dashboard as build
from grafana_foundation_sdk.models import dashboard as model

GOOD, WATCH, BAD, UNKNOWN, PLAIN, QUIET, CLEAR = "green", "orange", "red", "purple", "blue", "#5a6472", "transparent"
TEXT = "text"

# In place of a state that no series tells.
NO_DATA = -1


def _thresholds(*steps):
    return (
        build.ThresholdsConfig()
        .mode(model.ThresholdsMode.ABSOLUTE)
        .steps([model.Threshold(value=value, color=color) for value, color in steps])
    )


def plain():
    """Nothing to judge by."""
    return _thresholds((None, PLAIN))


def quiet():
    """Said, and not to be looked at before anything else."""
    return _thresholds((None, TEXT))


def faint():
    """Said for those who look for it."""
    return _thresholds((None, QUIET))


def colourless():
    """For tables, whose cells get a colour only where it says something."""
    return _thresholds((None, CLEAR))


def rising_in_table(watch, bad):
    return _thresholds((None, CLEAR), (watch, WATCH), (bad, BAD))


def rising(watch, bad):
    """The more the worse."""
    return _thresholds((None, GOOD), (watch, WATCH), (bad, BAD))


def falling(watch, bad):
    """The less the worse: bad below `bad`, to be watched below `watch`."""
    return _thresholds((None, BAD), (bad, WATCH), (watch, GOOD))


def none_is_well():
    """A count of what should not be."""
    return _thresholds((None, GOOD), (1, BAD))


def any_to_watch():
    """A count of what may be, and is to be looked at."""
    return _thresholds((None, GOOD), (1, WATCH))


def state_thresholds():
    """Of a state: 0 is bad, 1 is well, between them something is the matter."""
    return _thresholds((None, UNKNOWN), (0, BAD), (0.1, WATCH), (1, GOOD))


def _absent():
    return model.SpecialValueMap(
        options=model.DashboardSpecialValueMapOptions(
            match=model.SpecialValueMatch.NULL_AND_NAN,
            result=model.ValueMappingResult(text="no data", color=UNKNOWN, index=9),
        )
    )


def words(*values):
    """Words for values: `(value, word, colour)`; what is absent is "no data"."""
    said = {NO_DATA: ("no data", UNKNOWN), **{value: (word, color) for value, word, color in values}}
    options = {
        f"{value:g}": model.ValueMappingResult(text=word, color=color, index=index)
        for index, (value, (word, color)) in enumerate(said.items())
    }
    return [model.ValueMap(options=options), _absent()]


def state_words(well="UP", bad="DOWN", between=None, unset=None):
    others = [(0.5, between, WATCH)] if between else []
    others += [(2, unset, PLAIN)] if unset else []
    return words((1, well, GOOD), (0, bad, BAD), *others)


def none_word():
    """A count that is 0 when all is well."""
    return words((0, "none", GOOD))


def rank_words():
    """The words and colours of the label `rank`, which is a severity and a kind."""
    colors = {"critical": BAD, "warning": WATCH}
    return [
        model.RegexMap(
            options=model.DashboardRegexMapOptions(
                pattern=f"/^{severity}.*$/", result=model.ValueMappingResult(text=severity, color=color, index=index)
            )
        )
        for index, (severity, color) in enumerate(colors.items())
    ]
