#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Words are spelt, and spelt as in Britain: codespell with its dictionary and, turned round, its table of British words.

usage: spelling.py [SOURCE_DIRECTORY]

.codespellrc says which files and words are left out.
"""
import pathlib
import shutil
import subprocess
import sys
import tempfile

import tree

BRITISH = "codespell_lib/data/dictionary_en-GB_to_en-US.txt"
HOMES = ("/usr/lib/python3/dist-packages", *sys.path)
# American words that are names: of HTML and CSS, Boost, the standard library, sanitisers, package.json, the GWAS Catalog.
NAMES = ("catalog", "center", "color", "license", "optimize", "sanitized", "sanitizer", "serialization", "serialize")


def american_words():
    """Lines "american->british" for codespell; empty where its tables are not found."""
    lines = []
    for home in HOMES:
        table = pathlib.Path(home) / BRITISH
        if table.is_file():
            for line in table.read_text(encoding="utf-8").splitlines():
                british, american = line.rstrip(",").split("->")
                lines += [f"{word.strip()}->{british}" for word in american.split(",") if word.strip() not in NAMES]
            break
    return lines


def check(root):
    """Problems, and the number of files that were looked at."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as table:
        table.write("\n".join(american_words()) + "\n")
        table.flush()
        found = subprocess.run(["codespell", "--quiet-level=3", "-D", "-", "-D", table.name, "."], cwd=root,
                               capture_output=True, text=True)
    lines = [line for line in (found.stdout + found.stderr).splitlines() if line]
    if found.returncode and not lines:
        lines = [f"codespell ended with {found.returncode}"]
    return lines, len(tree.files(root))


if __name__ == "__main__":
    if not shutil.which("codespell"):
        tree.skip("codespell is not there (Debian: codespell)")
    tree.end(*check(tree.root()))
