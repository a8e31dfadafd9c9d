"""Metrics as text: the format 0.0.4 and OpenMetrics, read strictly."""

import re

_SAMPLE = re.compile(
    r"([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{((?:[^\"}]|\"(?:[^\"\\]|\\.)*\")*)\})? (\S+)(?: (\S+))?"
)
LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)",?')
_SUFFIXES = {
    "histogram": ("_bucket", "_sum", "_count"),
    "summary": ("_sum", "_count", ""),
    "counter": ("_total", "_created", ""),
    "info": ("_info", ""),
}


class Page:
    """A scrape's families with their types, its series with their values, and what is wrong with it."""

    def __init__(self, text):
        self.is_open_metrics = text.endswith("# EOF\n")
        self.types = {}
        self.samples = {}
        self.family_of = {}
        self.problems = []
        self._read(text)

    def _read(self, text):
        family, closed = None, set()
        if not text.endswith("\n"):
            self.problems.append("the last line does not end")
        for number, line in enumerate(text.splitlines(), 1):
            if line.startswith("#"):
                words = line.split(" ", 3)
                if len(words) > 2 and words[1] in ("HELP", "TYPE", "UNIT"):
                    if words[2] != family:
                        closed.add(family)
                        family = words[2]
                        if family in closed:
                            self.problems.append(f"line {number}: family {family} comes twice")
                    if words[1] == "TYPE":
                        self.types[family] = "untyped" if words[3] == "unknown" else words[3]
                continue
            match = _SAMPLE.fullmatch(line)
            if not match:
                self.problems.append(f"line {number}: cannot be read: {line[:80]}")
                continue
            name, labels, value, _ = match.groups()
            kind = self.types.get(family)
            names = {f"{family}{suffix}" for suffix in _SUFFIXES.get(kind, ("",))}
            if name not in names:
                self.problems.append(f"line {number}: {name} stands in family {family}")
            pairs = tuple(sorted(LABEL.findall(labels or "")))
            key = name
            if pairs:
                key += "{" + ",".join(f'{label}="{text}"' for label, text in pairs) + "}"
            if key in self.samples:
                self.problems.append(f"line {number}: {key} comes twice")
            self.samples[key] = float(value)
            self.family_of[key] = family
        if self.is_open_metrics:
            self._use_text_names()

    def _use_text_names(self):
        """OpenMetrics names some families without the suffix of their samples; the text format not."""
        suffix = {"counter": "_total", "info": "_info"}
        renamed = {family: family + suffix.get(kind, "") for family, kind in self.types.items()}
        text_kind = {"info": "gauge"}
        self.types = {renamed[one]: text_kind.get(kind, kind) for one, kind in self.types.items()}
        self.family_of = {key: renamed.get(one, one) for key, one in self.family_of.items()}

    def rename(self, name, new_name, kind):
        """Gives a family of plain samples another name and type."""
        if self.types.pop(name, None) is None:
            return
        self.types[new_name] = kind
        for key in [key for key, family in self.family_of.items() if family == name]:
            new_key = new_name + key.removeprefix(name)
            self.samples[new_key] = self.samples.pop(key)
            self.family_of.pop(key)
            self.family_of[new_key] = new_name
