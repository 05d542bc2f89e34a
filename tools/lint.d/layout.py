"""The size of files and the head of headers."""

from project import Finding

MAX_LINES = 400
SOURCES = [f"{folder}/*.{ending}"
           for folder in ("host", "bindings", "tests", "tools")
           for ending in ("cpp", "h", "lua", "py", "mjs")]
HEADERS = ["host/*.h", "bindings/*.h", "tests/*.h"]


def check(project):
    """All findings in the source folders; fixtures and attacks are data."""
    for path in project.matching(*SOURCES, "!tests/fixtures/*", "!tests/sandbox/attacks/*"):
        length = len(project.lines(path))
        if length > MAX_LINES:
            yield Finding(path, MAX_LINES + 1, f"{length} lines, the limit is {MAX_LINES}: split it by idea")
    for path in project.matching(*HEADERS):
        yield from head(path, project.lines(path))


def head(path, lines):
    """A header opens with a paragraph of comment, then guards itself before any other directive."""
    if not lines or not lines[0].startswith("//") or not lines[0].strip("/ "):
        yield Finding(path, 1, "open the header with a paragraph: what it is for and what it never does")
    for number, line in enumerate(lines, 1):
        if line.startswith("#"):
            if line.split() != ["#pragma", "once"]:
                yield Finding(path, number, "#pragma once must come before any other directive")
            return
    yield Finding(path, 1, "#pragma once is missing")
