#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""CONTRIBUTING.md has a glossary: rows "| word | what it is |" under the heading "## Glossary", each word once.

usage: glossary.py [SOURCE_DIRECTORY]
"""
import re

import tree

FEWEST = 15


def check(root):
    """Problems, and the number of words that were looked at."""
    text = (root / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = re.search(r"^## Glossary\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    if not section:
        return ['CONTRIBUTING.md: no heading "## Glossary"'], 0
    rows = [line.strip("| ").split(" | ") for line in section[1].splitlines() if line.startswith("| ")]
    words = [row[0] for row in rows[1:]]
    problems = [f"CONTRIBUTING.md: {word}: stands there twice" for word in sorted(set(words)) if words.count(word) > 1]
    problems += [f"CONTRIBUTING.md: {row[0]}: nothing is said of it" for row in rows if len(row) < 2 or not row[1].strip()]
    if len(words) < FEWEST:
        problems.append(f"CONTRIBUTING.md: {len(words)} words in the glossary, at least {FEWEST}")
    return problems, len(words)


if __name__ == "__main__":
    tree.end(*check(tree.root()))
