#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every source file says its licence in its first line, or in the second where the first names the interpreter.

usage: spdx.py [SOURCE_DIRECTORY]
"""
import tree

LINE = "SPDX-License-Identifier: Apache-2.0"
SOURCES = ("*.cpp", "*.hpp", "*.hpp.in", "*.cpp.in", "*.S.in", "*.cmake", "CMakeLists.txt", "*.sh", "*.sbatch", ".ci/run", "*.py", "*.R",
           "*.js", "*.css", "packaging/*.def", "packaging/*.yaml")


def check(root):
    """Problems, and the number of files that were looked at."""
    paths = tree.files(root, *SOURCES)
    problems = []
    for path in paths:
        lines = (root / path).read_text(encoding="utf-8").splitlines()
        first = lines[1:2] if lines and lines[0].startswith("#!") else lines[:1]
        if not first or LINE not in first[0]:
            problems.append(f"{path}: no line with {LINE} at its head")
    return problems, len(paths)


if __name__ == "__main__":
    tree.end(*check(tree.root()))
