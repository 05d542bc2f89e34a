"""The direction of includes: who may include whom, and which folder may see which engine."""

import re

from project import Finding

# Lowest first. A folder may include the ranks below its own and itself, never its neighbours.
RANKS = [
    ["host/base"],
    ["host/lua", "host/store", "host/loop"],
    ["host/hub"],
    ["host/tasks", "host/skills", "host/schedule", "host/issues", "host/memory"],
    ["host/plugins"],
    ["bindings"],
    ["host/http", "host/repl"],
    ["host/cli"],  # one file per subcommand: puts the fronts together
    ["host"],  # main.cpp
]

# The header of an engine and the folders that may see it; everyone else goes through those.
ENGINES = {
    "sqlite3.h": ["host/store"],
    "archive.h": ["host/store"],
    "archive_entry.h": ["host/store"],
    "uv.h": ["host/loop"],
    "lua.h": ["host/lua", "bindings"],
    "lua.hpp": ["host/lua", "bindings"],
    "lauxlib.h": ["host/lua", "bindings"],
    "lualib.h": ["host/lua", "bindings"],
    "luajit.h": ["host/lua", "bindings"],
    "llhttp.h": ["host/http"],
    "simdjson.h": ["host/base"],
}

INCLUDE = re.compile(r'^\s*#\s*include\s*(?:<([^>]+)>|"([^"]+)")')

RANK_OF = {folder: rank for rank, folders in enumerate(RANKS) for folder in folders}


def folder_of(path):
    """The ranked folder that a path belongs to: `host/store/sql/x.h` belongs to `host/store`."""
    parts = path.split("/")
    if parts[0] != "host":
        return parts[0]
    return "/".join(parts[:2]) if len(parts) > 2 else "host"


def check(project):
    """All findings in host/ and bindings/. Tests may include anything."""
    for path in project.matching("host/*", "bindings/*"):
        if not path.endswith((".h", ".cpp", ".def", ".inc")):
            continue
        folder = folder_of(path)
        if folder not in RANK_OF:
            yield Finding(path, 1, f"{folder} has no rank: say in tools/lint.d/includes.py what it may include")
            continue
        for number, line in enumerate(project.lines(path), 1):
            match = INCLUDE.match(line)
            message = match and complaint(folder, match[1] or match[2], bool(match[2]))
            if message:
                yield Finding(path, number, message)


def complaint(folder, target, quoted):
    """Why code in this folder may not include the target; None if it may."""
    engine = target.rsplit("/", 1)[-1]
    if engine in ENGINES and not target.startswith(("host/", "bindings/")):
        owners = ENGINES[engine]
        return None if folder in owners else f"{engine} belongs to {' and '.join(owners)}: use what they offer"
    if not quoted and not target.startswith(("host/", "bindings/", "tests/")):
        return None
    included = folder_of(target)
    if included == "tests":
        return f"{folder} may not include from tests"
    if included not in RANK_OF:
        return f'write "{target}" from the root of the project, as in "host/base/error.h"'
    if included == folder or RANK_OF[included] < RANK_OF[folder]:
        return None
    direction = "beside" if RANK_OF[included] == RANK_OF[folder] else "above"
    return f"{folder} may not include {included}, which stands {direction} it (docs/CONTRIBUTING.md)"
