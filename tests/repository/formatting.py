#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""C++ files are as clang-format 14 formats them by .clang-format.

usage: formatting.py [SOURCE_DIRECTORY]
"""
import re
import shutil
import subprocess

import tree

VERSION = "14"  # another version breaks lines elsewhere


def clang_format():
    """The command of that version, or None."""
    for command in (f"clang-format-{VERSION}", "clang-format"):
        if shutil.which(command):
            said = subprocess.run([command, "--version"], capture_output=True, text=True).stdout
            if re.search(rf"version {VERSION}\.", said):
                return command
    return None


def check(root, command):
    """Problems, and the number of files that were looked at."""
    paths = tree.sources(root, *tree.FLOORS, "tests")
    if not paths:
        return [], 0
    found = subprocess.run([command, "--dry-run", *paths], cwd=root, capture_output=True, text=True)
    return [line for line in found.stderr.splitlines() if "-Wclang-format-violations" in line], len(paths)


if __name__ == "__main__":
    formatter = clang_format()
    if not formatter:
        tree.skip(f"clang-format {VERSION} is not there (Debian 12: clang-format)")
    tree.end(*check(tree.root(), formatter))
