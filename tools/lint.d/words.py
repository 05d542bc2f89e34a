"""Words that do not belong into a repository: notes to oneself and paths of one's machine."""

import re

from project import Finding

# Spelt in pieces, since this file is checked too.
NOTES = ["TO" "DO", "FIX" "ME", "XX" "X", "HA" "CK"]
PLACES = ["/wo" "rk/", "/ro" "ot/", r"/ho" r"me/[a-z][\w-]*/", r"/Us" r"ers/\w+/"]

NOTE = re.compile(r"\b(?:" + "|".join(NOTES) + r")\b")
# Only at the beginning of a path: a folder of that name inside another is nobody's machine.
PLACE = re.compile(r"(?<![\w.~})*-])(?:" + "|".join(PLACES) + ")")


def check(project):
    """All findings in all text files."""
    for path in project.files:
        for number, line in enumerate(project.lines(path), 1):
            if match := NOTE.search(line):
                yield Finding(path, number, f"{match[0]}: do it now, or write it into an issue")
            if match := PLACE.search(line):
                yield Finding(path, number, f"{match[0]} exists on one machine only")
