"""A man page from what a program says of itself with --help."""

import re

INDENT = 26  # where Swift's argument parser begins the explanation of a flag
HEADING = re.compile(r"^([A-Z][A-Z0-9 ,'/&-]+):(?: (.*))?$")


def escaped(text):
    """Text in which roff sees no request and no escape."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("…", "...").replace("–", "\\-").replace("'", "\\(aq")
    # Patterns are long words: a line may end after each of their alternatives.
    text = text.replace("|", "|\\:")
    return "\\&" + text if text.startswith((".", "\\(aq")) else text


def head(program, section, summary, version, date):
    return [
        f".\\\" Made from {program} \\-\\-help by script/package.",
        f'.TH {program.upper()} {section} {date} "Vigie {version}"',
        # Flags are long: lines are not stretched to the margin, and no word is divided.
        ".nh", ".ad l",
        ".SH NAME", f"{program} \\- {escaped(summary)}",
    ]


def literal(program, section, summary, version, date, text):
    """Of a program whose --help is laid out already."""
    lines = [escaped(line.rstrip()) for line in text.splitlines()]
    return "\n".join([*head(program, section, summary, version, date), ".SH DESCRIPTION", ".nf", *lines, ".fi"]) + "\n"


def page(program, section, summary, version, date, text):
    """`text` is what Swift's argument parser says with --help; `date` as YYYY-MM-DD."""
    out = head(program, section, summary, version, date)
    out += [".SH SYNOPSIS", f".B {program}", "[flags]", ".SH DESCRIPTION"]
    section, example = "OVERVIEW", False

    def shown_literally(wanted):
        nonlocal example
        if wanted != example:
            out.append(".nf" if wanted else ".fi")
            example = wanted

    for line in text.splitlines():
        heading = HEADING.match(line)
        if heading:
            shown_literally(False)
            section, rest = heading.groups()
            if section == "USAGE":
                continue
            if section != "OVERVIEW":
                out += [f".SH {escaped(section)}"]
            if rest:
                out.append(escaped(rest))
        elif section == "USAGE":
            continue
        elif not line.strip():
            shown_literally(False)
            if out[-1] != ".PP":
                out.append(".PP")
        elif section == "OVERVIEW":
            # Examples are indented.
            shown_literally(line.startswith("  "))
            out.append(escaped(line.rstrip()))
        elif re.match(r"^  \S", line):
            flag, rest = line.rstrip(), ""
            # An explanation on the same line begins where all others do.
            if len(line) > INDENT and line[INDENT - 1] == " " and line[INDENT] != " " and not line[2:INDENT - 1].endswith("  ."):
                flag, rest = line[:INDENT].rstrip(), line[INDENT:]
            # A flag and its opposite are too long for one line.
            for request, name in zip([".TP", ".TQ"], flag.strip().split("/--", 1)):
                name = name if name.startswith("-") else f"--{name}"
                out += [request, f"\\fB{escaped(name)}\\fR"]
            if rest:
                out.append(escaped(rest))
        else:
            out.append(escaped(line.strip()))
    shown_literally(False)
    while out[-1] == ".PP":
        out.pop()
    # A paragraph before a heading is nothing, and groff says so.
    kept = [line for line, following in zip(out, out[1:] + [""])
            if not (line == ".PP" and following.startswith((".SH", ".TP")))]
    return "\n".join(kept) + "\n"
