#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""No stem of a C++ file stands in two folders, so that a name says which file is meant. A header, its source and their
test (a.hpp, a.cpp, a_test.cpp) are three uses of one stem or of a stem of their own.

usage: stems.py [SOURCE_DIRECTORY]
"""
import os

import tree


def check(root):
    """Problems, and the number of stems that were looked at."""
    homes = {}
    for path in tree.sources(root, *tree.FLOORS, "tests"):
        stem = os.path.splitext(os.path.basename(path))[0]
        homes.setdefault(stem, set()).add(os.path.dirname(path))
    problems = [f"{stem}: {' '.join(sorted(folders))}" for stem, folders in sorted(homes.items()) if len(folders) > 1]
    return problems, len(homes)


if __name__ == "__main__":
    tree.end(*check(tree.root()))
