# SPDX-License-Identifier: Apache-2.0
"""Fenced blocks, links and headings of Markdown files, as far as README.md and docs use Markdown."""

import re
from dataclasses import dataclass
from pathlib import Path

MARK = re.compile(r"<!--\s*not run:\s*(.+?)\s*-->")
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


@dataclass
class Block:
    path: Path
    line: int  # of its first line, from 1
    language: str
    text: str
    not_run: str  # the reason, or empty

    def where(self, root):
        return f"{self.path.relative_to(root)}:{self.line}"


def blocks_of(path):
    """The fenced blocks of a file. A fence that is not closed is an error."""
    blocks, begun, reason = [], None, ""
    lines = path.read_text(encoding="utf-8").split("\n")
    for number, line in enumerate(lines, 1):
        if begun is not None:
            if line.startswith("```"):
                begun.text = "\n".join(lines[begun.line - 1 : number - 1]) + "\n"
                blocks.append(begun)
                begun, reason = None, ""
        elif line.startswith("```"):
            begun = Block(path, number + 1, line[3:].strip(), "", reason)
        elif line.strip():
            mark = MARK.fullmatch(line.strip())
            reason = mark.group(1) if mark else ""
    if begun is not None:
        raise ValueError(f"{path}:{begun.line - 1}: this block is not closed")
    return blocks


def prose_of(path):
    """(line number, line) outside of fenced blocks."""
    fenced = False
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if line.startswith("```"):
            fenced = not fenced
        elif not fenced:
            yield number, line


def links_of(path):
    for number, line in prose_of(path):
        for target in LINK.findall(line):
            yield number, target


def headings_of(path):
    return [line.lstrip("#").strip() for _, line in prose_of(path) if re.match(r"#{1,6} ", line)]


def anchors_of(path):
    """The anchors that GitHub gives the headings."""
    anchors = set()
    for heading in headings_of(path):
        name = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        name = "".join(c for c in name if c not in "²³¹")
        number = 0
        while (f"{name}-{number}" if number else name) in anchors:
            number += 1
        anchors.add(f"{name}-{number}" if number else name)
    return anchors


def sections_of(path):
    """heading of level 2 → the text below it."""
    sections, heading = {}, ""
    for _, line in prose_of(path):
        if line.startswith("## "):
            heading = line[3:].strip()
        sections[heading] = sections.get(heading, "") + line + "\n"
    return sections
