#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Clang reads the sources of the program that a build of the preset fuzz leaves out: read_rest.py BUILD

No harness and no unit test uses them, and to instrument them takes minutes; but they compile, without a warning.
"""

import json
import os
import shlex
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOMS = ("src/", "mpi/", "io/", "jobs/")


def output_of(entry):
    words = shlex.split(entry["command"])
    return words[words.index("-o") + 1]


def read(entry):
    done = subprocess.run([*shlex.split(entry["command"]), "-fsyntax-only"], cwd=entry["directory"], capture_output=True, text=True)
    return "" if done.returncode == 0 else f"{entry['file']}:\n{done.stderr}"


def main():
    build = Path(sys.argv[1])
    entries = json.loads((build / "compile_commands.json").read_text(encoding="utf-8"))
    left = [entry for entry in entries if output_of(entry).startswith(ROOMS) and not (build / output_of(entry)).exists()]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        faults = [fault for fault in pool.map(read, left) if fault]
    print(*faults, f"clang read {len(left)} more sources, {len(faults)} of them are at fault", sep="\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
