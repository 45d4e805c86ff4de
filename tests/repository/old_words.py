#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""No old word comes back: old_words.txt has them, with what is said instead and the files that may have them.

usage: old_words.py [SOURCE_DIRECTORY]
"""
import re

import tree

TEXTS = ("*.cpp", "*.hpp", "*.in", "*.cmake", "CMakeLists.txt", "*.sh", "*.sbatch", "*.py", "*.js", "*.toml", "*.md", "*.yml")


def read_words(path):
    """(pattern, what to say instead, shell patterns of files that may have it)."""
    for fields in tree.table(path, " | "):
        word, instead, allowed = (fields + ["", ""])[:3]
        yield re.compile(word), instead, allowed.split()


def check(root):
    """Problems, and the number of files that were looked at."""
    words = list(read_words(root / "tests/repository/old_words.txt"))
    problems = []
    paths = tree.files(root, *TEXTS)
    for path in paths:
        here = [(word, instead) for word, instead, allowed in words if not tree.matches(path, allowed)]
        for number, line in enumerate((root / path).read_text(encoding="utf-8").splitlines(), 1):
            for word, instead in here:
                found = word.search(line)
                if found:
                    problems.append(f'{path}:{number}: "{found[0].strip()}": {instead}')
    return problems, len(paths) if words else 0


if __name__ == "__main__":
    tree.end(*check(tree.root()))
