# SPDX-License-Identifier: Apache-2.0
"""The files of the source tree, and how a check of them ends."""
import fnmatch
import os
import pathlib
import subprocess
import sys

FLOORS = ("src", "mpi", "io", "jobs")
SKIPPED_FOLDERS = {".git", "build", "runs", "node_modules", "__pycache__"}


def root():
    """The tree to check: the first argument, or the one that this file is in."""
    return pathlib.Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parents[2]


def files(tree, *patterns):
    """Paths from the root of files whose path or name matches one of the patterns; of all files without patterns.

    Only files that git knows or would add, where the tree is under git; else all but those of builds and runs.
    """
    listed = subprocess.run(["git", "-C", tree, "ls-files", "-co", "--exclude-standard"], capture_output=True, text=True)
    if listed.returncode == 0:
        paths = [path for path in listed.stdout.splitlines() if (tree / path).is_file()]
    else:
        paths = []
        for folder, folders, names in os.walk(tree):
            folders[:] = [name for name in folders if name not in SKIPPED_FOLDERS]
            paths += [os.path.relpath(os.path.join(folder, name), tree) for name in names]
    return sorted(path for path in paths if not patterns or matches(path, patterns))


def matches(path, patterns):
    """Whether the path, or its last part, matches one of the shell patterns."""
    return any(fnmatch.fnmatch(path, pattern) or fnmatch.fnmatch(os.path.basename(path), pattern) for pattern in patterns)


def sources(tree, *floors):
    """Paths of C++ files below these folders."""
    return [path for path in files(tree, "*.cpp", "*.hpp") if path.split("/")[0] in floors]


def table(path, separator):
    """Fields of every line of a file but those that are empty or begin with #."""
    rows = []
    for line in pathlib.Path(path).read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            rows.append([field.strip() for field in line.split(separator)])
    return rows


def end(problems, looked_at):
    """Prints the problems and exits with 1, or says what was looked at. A check that saw nothing has failed."""
    for problem in problems:
        print(problem)
    if not looked_at:
        print("nothing to check was found")
    print(f"{looked_at} looked at, {len(problems)} wrong")
    sys.exit(0 if looked_at and not problems else 1)


def skip(reason):
    """Ends the test as skipped."""
    print(f"skipped: {reason}")
    sys.exit(77)
