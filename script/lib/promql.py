"""What an expression names: metrics, their labels and the values that it asks for."""

import re

STRING = r'"(?:[^"\\]|\\.)*"'
SELECTOR = re.compile(r"([a-zA-Z_:][\w:]*)\s*\{((?:[^}\"]|" + STRING + r")*)\}")
MATCHER = re.compile(r"(\w+)\s*(=~|!~|!=|=)\s*(" + STRING + ")")
GROUPING = re.compile(r"\b(?:by|without|on|ignoring|group_left|group_right)\s*\(([^)]*)\)")
WORDS = {"and", "or", "unless", "bool", "offset", "by", "without", "on", "ignoring", "group_left", "group_right", "inf", "nan"}


def selectors(expression):
    """Metrics, each with its matchers as (label, operator, value)."""
    found = []

    def take(match):
        matchers = [(a, op, value[1:-1]) for a, op, value in MATCHER.findall(match[2])]
        found.append((match[1], matchers))
        return " "

    rest = SELECTOR.sub(take, expression)
    rest = re.sub(STRING, " ", rest)
    rest = GROUPING.sub(" ", rest)
    rest = re.sub(r"\[[^\]]*\]", " ", rest)
    rest = re.sub(r"\boffset\s+\w+", " ", rest)
    for match in re.finditer(r"(?<![\w.:])([a-zA-Z_:][\w:]*)(\s*\()?", rest):
        if not match[2] and match[1].lower() not in WORDS:
            found.append((match[1], []))
    return found


def groupings(expression):
    """Labels that it groups or matches by."""
    lists = GROUPING.findall(SELECTOR.sub(" ", expression))
    return {label.strip() for one in lists for label in one.split(",") if label.strip()}


def made_labels(expression):
    """Labels that label_replace makes."""
    return set(re.findall(r'label_replace\((?:.|\n)*?,\s*"(\w+)"', expression))
