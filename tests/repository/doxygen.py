#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every public name of src and mpi is documented: doxygen (Doxyfile) gives no warning.

usage: doxygen.py [SOURCE_DIRECTORY]
"""
import os
import shutil
import subprocess
import tempfile

import tree


def check(root):
    """Problems, and the number of headers that were looked at."""
    with tempfile.TemporaryDirectory() as scratch:
        settings = (root / "Doxyfile").read_text(encoding="utf-8")
        settings += f"\nOUTPUT_DIRECTORY = {scratch}\nSOURCE_BROWSER = NO\n"
        found = subprocess.run(["doxygen", "-"], cwd=root, input=settings, capture_output=True, text=True)
        pages = [name for _, _, names in os.walk(scratch) for name in names if name.endswith(".html")]
    lines = [line.replace(f"{root}/", "") for line in (found.stdout + found.stderr).splitlines() if line]
    if found.returncode and not lines:
        lines = [f"doxygen ended with {found.returncode}"]
    return lines, len(pages)


if __name__ == "__main__":
    if not shutil.which("doxygen"):
        tree.skip("doxygen is not there (Debian: doxygen)")
    tree.end(*check(tree.root()))
