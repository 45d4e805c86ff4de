#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""No source file of src, mpi, io and jobs has more than 400 lines, no header more than 150, no function more than 50.

usage: lengths.py [SOURCE_DIRECTORY]

Functions and their ends come from universal-ctags.
"""
import re
import shutil
import subprocess

import tree

FILE, HEADER, FUNCTION = 400, 150, 50
PLACE = re.compile(r"^(?P<name>[^\t]+)\t(?P<path>[^\t]+)\t.*\tline:(?P<line>\d+)(?:\t.*)?$")
END = re.compile(r"\tend:(\d+)")


def functions(root, paths):
    """(path, line, name, lines) of every function that has a body; lines is 0 where its end was not found."""
    command = ["ctags", "--languages=C++", "--language-force=C++", "--c++-kinds=f", "--fields=+ne", "-f", "-", "-L", "-"]
    tags = subprocess.run(command, cwd=root, input="\n".join(paths), capture_output=True, text=True, check=True).stdout
    for tag in tags.splitlines():
        place, end = PLACE.match(tag), END.search(tag)
        if place:
            line = int(place["line"])
            yield place["path"], line, place["name"], int(end[1]) - line + 1 if end else 0


def has_universal_ctags():
    if not shutil.which("ctags"):
        return False
    return "Universal Ctags" in subprocess.run(["ctags", "--version"], capture_output=True, text=True).stdout


def check(root):
    """Problems, and the number of functions that were looked at."""
    problems = []
    paths = tree.sources(root, *tree.FLOORS)
    for path in paths:
        most = HEADER if path.endswith(".hpp") else FILE
        lines = len((root / path).read_text(encoding="utf-8").splitlines())
        if lines > most:
            problems.append(f"{path}: {lines} lines, at most {most}")
    found = list(functions(root, paths))
    for path, line, name, lines in found:
        if lines > FUNCTION:
            problems.append(f"{path}:{line}: {name} has {lines} lines, at most {FUNCTION}")
        elif lines == 0:
            problems.append(f"{path}:{line}: {name}: where it ends was not found")
    return problems, len(found)


if __name__ == "__main__":
    if not has_universal_ctags():
        tree.skip("universal-ctags is not there (Debian: universal-ctags)")
    tree.end(*check(tree.root()))
