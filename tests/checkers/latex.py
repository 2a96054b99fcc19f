"""What breaks a LaTeX document: a small reader of the files that a paper takes."""

import re

SPECIAL = "%&#_$^~"
COMMAND = re.compile(r"\\(begin|end)\{([a-z*]+)\}(\{[a-z.]+\})?|\\([a-zA-Z]+|.)|\$[^$\n]*\$", re.DOTALL)


def faults(text: str) -> list[str]:
    """Return what LaTeX would stumble over: unescaped signs in text, braces and environments that do not close."""
    found, depth, opened, place = [], 0, [], 0
    tabular = 0
    while place < len(text):
        sign = text[place]
        command = COMMAND.match(text, place)
        if command:
            if command[1] == "begin":
                opened.append(command[2])
                tabular += command[2] == "tabular"
            elif command[1] == "end":
                tabular -= command[2] == "tabular"
                if not opened or opened.pop() != command[2]:
                    found.append(f"\\end{{{command[2]}}} closes nothing")
            place += len(command[0])
            continue
        depth += (sign == "{") - (sign == "}")
        if depth < 0:
            return [*found, "a brace closes nothing"]
        if sign in SPECIAL and not (sign == "&" and tabular):
            found.append(f"{sign!r} at {place}: {text[max(place - 20, 0) : place + 20]!r}")
        if ord(sign) > 0x17F:
            found.append(f"{sign!r} is no letter of T1")
        place += 1
    return found + ["a brace is left open"] * (depth > 0) + [f"{name} is left open" for name in opened]
