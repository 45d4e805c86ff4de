# SPDX-License-Identifier: Apache-2.0
"""Holds docs/files.md against what real runs have left: every file, every column, every dataset and attribute."""

import json
import re
import subprocess

import markdown

CODE = re.compile(r"`([^`]+)`")

LIST_HDF5 = """
import h5py, json, sys
names = []
def visit(name, thing):
    if isinstance(thing, h5py.Dataset): names.append("/" + name)
    names.extend(["@" + attribute for attribute in thing.attrs])
with h5py.File(sys.argv[1]) as file:
    names.extend(["@" + attribute for attribute in file.attrs])
    file.visititems(visit)
print(json.dumps(names))
"""


def normal(name):
    """Numbers and names of a user as the page writes them."""
    for pattern, replacement in ((r"^layer\d+_", "layer<l>_"), (r"X_layer\d+", "X_layer<l>"), (r"^/(layers|dense|steps)/\d+/", r"/\1/<l>/"),
                                 (r"/(weights|bias)\d+$", r"/\1<l>"), (r"^/preprocessing/\d+/(numbers|texts)/\d+$", r"/preprocessing/<s>/\1/<n>"),
                                 (r"^/annotation/.+", "/annotation/<column>")):
        name = re.sub(pattern, replacement, name)
    return name


class FilesPage:
    def __init__(self, path, python):
        self.sections = markdown.sections_of(path)
        self.whole = path.read_text(encoding="utf-8")
        self.python = python  # with h5py, or None
        self.faults = []
        self.names_checked = 0

    def section(self, name):
        found = [text for heading, text in self.sections.items() if f"`{name}`" in heading]
        return found[0] if found else None

    def check_run(self, directory):
        for path in sorted(directory.rglob("*")):
            if path.is_file():
                self.check_file(path, path.relative_to(directory))

    def check_file(self, path, name):
        # They are cohorts, too; the name of a contrast is the user's.
        file = path.name
        if name.parts[0] == "cohorts" or file == "prepared.h5":
            file = "cohort.h5"
        if f"`{file}`" not in self.whole and not re.search(rf"\[`?{re.escape(file)}`?\]", self.whole):
            self.faults.append(f"{path}: docs/files.md does not name {file}")
            return
        if path.suffix == ".tsv":
            self.check_table(path, file)
        elif path.suffix == ".h5" and self.python:
            self.check_hdf5(path, "checkpoints/" if name.parts[0] == "checkpoints" else file)

    def check_table(self, path, file):
        section = self.section(file)
        if section is None:
            self.faults.append(f"docs/files.md has no section about {file}")
            return
        header = [normal(column) for column in path.read_text(encoding="utf-8").split("\n", 1)[0].split("\t")]
        told = [column for line in section.split("\n") if line.startswith("| `") for column in CODE.findall(line.split("|")[1])]
        self.names_checked += len(header)
        self.faults += [f"docs/files.md, {file}: nothing about column {column}" for column in header if column not in told]
        self.faults += [f"docs/files.md, {file}: the file has no column {column}" for column in told if column not in header]

    def check_simulation(self, directory):
        section = self.sections.get("A simulated cohort", "")
        for path in sorted(directory.iterdir()):
            if f"`{path.name}`" not in section:
                self.faults.append(f"docs/files.md: nothing about {path.name} of a simulated cohort")
            row = [line for line in section.split("\n") if line.startswith(f"| `{path.name}`")]
            if path.suffix == ".tsv" and row:
                header = path.read_text(encoding="utf-8").split("\n", 1)[0].split("\t")
                self.names_checked += len(header)
                if CODE.findall(row[0].split("|")[2]) != header:
                    self.faults.append(f"docs/files.md, {path.name} of a simulated cohort: its columns are {', '.join(header)}")

    def check_hdf5(self, path, file):
        section = self.section(file)
        if section is None:
            self.faults.append(f"docs/files.md has no section about {file}")
            return
        listed = subprocess.run([self.python, "-c", LIST_HDF5, str(path)], capture_output=True, text=True, check=True)
        told = set(CODE.findall(section))
        for name in sorted({normal(name) for name in json.loads(listed.stdout)}):
            self.names_checked += 1
            parents = {name[:at] for at, letter in enumerate(name) if letter == "/" and at > 0}
            parents.discard("/layers")
            # A group that another section describes, or arrays of one kind in several groups.
            known = name.lstrip("@") in told or parents & told or name.startswith("@")
            if name.startswith("@") and name[1:] not in told and not self.attribute_of_group(name[1:], told):
                known = False
            if not known:
                self.faults.append(f"docs/files.md, {file}: nothing about {name}")

    def attribute_of_group(self, attribute, told):
        """Of a group that the section only refers to, as /scaling of pca.h5."""
        return any(group in told and f"`{attribute}`" in self.whole for group in ("/scaling", "/preprocessing"))
