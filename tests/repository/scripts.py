#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Shell scripts are clean under shellcheck (.shellcheckrc).

usage: scripts.py [SOURCE_DIRECTORY]
"""
import shutil
import subprocess

import tree


def check(root):
    """Problems, and the number of scripts that were looked at."""
    paths = tree.files(root, "*.sh", "*.sbatch", ".ci/run")
    if not paths:
        return [], 0
    found = subprocess.run(["shellcheck", "--format=gcc", *paths], cwd=root, capture_output=True, text=True)
    return (found.stdout + found.stderr).splitlines(), len(paths)


if __name__ == "__main__":
    if not shutil.which("shellcheck"):
        tree.skip("shellcheck is not there (Debian: shellcheck)")
    tree.end(*check(tree.root()))
