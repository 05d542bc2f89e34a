"""check.py ROOT: runs every check of this folder, prints the findings, and fails if there is one."""

import sys

import includes
import layout
import words
from project import Project


def main(root):
    project = Project(root)
    findings = sorted(finding for check in (includes, layout, words) for finding in check.check(project))
    for finding in findings:
        print(finding)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
