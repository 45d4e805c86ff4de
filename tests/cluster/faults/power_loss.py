# SPDX-License-Identifier: Apache-2.0
"""What a disk would hold had the power gone: power_loss.py RECORD DISK COMMAND

count              prints the number of records
build CUT KIND     makes DISK as it would be after the first CUT records, had what was not brought to the disk by then been lost:
                     all     names and contents
                     bytes   contents alone, as where a file system writes its list of names first
                     some    a part by chance: names up to a moment, of each file the first writes and a torn one
                   and checks that no manifest vouches for a file that is not whole. Prints a hash of the tree.
RECORD is what record.c wrote. DISK is a folder that was empty when recording began.
"""
import hashlib
import json
import random
import re
import shutil
import sys
from pathlib import Path


class File:
    """Contents as the program sees them, and as they are on the disk."""

    def __init__(self):
        self.seen, self.on_disk, self.waiting = bytearray(), b"", []

    def change(self, offset, data):
        put(self.seen, offset, data)
        self.waiting.append((offset, data))

    def sync(self):
        self.on_disk, self.waiting = bytes(self.seen), []

    def partly(self, chance):
        left, count = bytearray(self.on_disk), chance.randint(0, len(self.waiting))
        for offset, data in self.waiting[:count]:
            put(left, offset, data)
        if count < len(self.waiting):
            offset, data = self.waiting[count]
            if data is not None:
                put(left, offset, data[: chance.randint(0, len(data))])
        return bytes(left)


class Folder:
    def __init__(self):
        self.seen, self.on_disk = {}, {}

    def sync(self):
        self.on_disk = dict(self.seen)


def put(content, offset, data):
    """Writes, or cuts off where there is no data; what is skipped is zeros."""
    if data is None:
        del content[offset:]
    if len(content) < offset:
        content.extend(bytes(offset - len(content)))
    if data is not None:
        content[offset : offset + len(data)] = data


def read_records(path):
    data, at, records = Path(path).read_bytes(), 0, []
    while at < len(data):
        end = data.index(b"\n", at)
        what, rest = data[at:end].decode().split(" ", 1)
        at = end + 1
        if what == "write":
            number, offset, size = map(int, rest.split())
            records.append((what, number, offset, data[at : at + size]))
            at += size
        elif what == "rename":
            records.append((what, *rest.split("\t")))
        elif what == "remove":
            records.append((what, rest))
        elif what == "fsync":
            records.append((what, int(rest)))
        else:
            number, argument = rest.split(" ", 1)
            records.append((what, int(number), int(argument) if what == "truncate" else argument))
    return records


class Disk:
    def __init__(self, top):
        self.top, self.root, self.numbered = top, Folder(), {}
        self.numbered[top.stat().st_ino] = self.root

    def place(self, path):
        """The folder that a path is in, and the name there; nothing for the top itself."""
        parts = Path(path).relative_to(self.top).parts
        folder = self.root
        for part in parts[:-1]:
            folder = folder.seen[part]
        return folder, parts[-1]

    def do(self, record):
        what, *rest = record
        if what in ("create", "mkdir"):
            number, path = rest
            folder, name = self.place(path)
            self.numbered[number] = folder.seen[name] = File() if what == "create" else Folder()
        elif what == "rename":
            (source, old), (target, new) = self.place(rest[0]), self.place(rest[1])
            target.seen[new] = source.seen.pop(old)
        elif what == "remove":
            folder, name = self.place(rest[0])
            del folder.seen[name]
        elif what == "write":
            self.numbered[rest[0]].change(rest[1], rest[2])
        elif what == "truncate":
            self.numbered[rest[0]].change(rest[1], None)
        elif what == "fsync":
            self.numbered[rest[0]].sync()


def names_of(folder, which):
    return {
        name: names_of(thing, which) if isinstance(thing, Folder) else thing
        for name, thing in getattr(folder, which).items()
    }


def left_after(records, cut, kind, top):
    """Names and contents, folders as dictionaries."""
    disk, chance = Disk(top), random.Random(cut)
    synced = max((i + 1 for i in range(cut) if records[i][0] == "fsync"), default=0)
    moment = chance.randint(synced, cut)  # file systems that keep a journal keep the order of names
    names = {}
    for i, record in enumerate(records[:cut]):
        if i == moment:
            names = names_of(disk.root, "seen")
        disk.do(record)
    if kind != "some" or moment == cut:
        names = names_of(disk.root, "on_disk" if kind == "all" else "seen")
    content = File.partly if kind == "some" else lambda file, _: file.on_disk

    def fill(tree):
        return {n: fill(t) if isinstance(t, dict) else content(t, chance) for n, t in sorted(tree.items())}

    return fill(names)


def write_tree(tree, path):
    path.mkdir()
    for name, content in tree.items():
        if isinstance(content, dict):
            write_tree(content, path / name)
        else:
            (path / name).write_bytes(content)


def hash_of(tree):
    text = repr({n: hash_of(t) if isinstance(t, dict) else hashlib.sha256(t).hexdigest() for n, t in tree.items()})
    return hashlib.sha256(text.encode()).hexdigest()


def check_manifest(run):
    """A manifest that can be read vouches for nothing but whole files."""
    content = run.get("manifest.json", b"")
    if not content:
        return
    for stage, made in json.loads(content).get("stages", {}).items():
        for file in made["files"]:
            found = run
            for part in Path(file["name"]).parts:
                found = found.get(part, {}) if isinstance(found, dict) else {}
            if isinstance(found, dict) or hashlib.sha256(found).hexdigest() != file["sha256"]:
                sys.exit(f"the manifest vouches for {file['name']} of the stage {stage}, which is not whole")


def check_checkpoints(records, cut, run):
    """Once a checkpoint has its name on the disk there is always one that is whole."""
    named = [i for i, r in enumerate(records[:cut]) if r[0] == "rename" and re.search(r"/checkpoints/[0-9-]+$", r[2])]
    synced = [i for i, r in enumerate(records[:cut]) if r[0] == "fsync" and named and i > named[0]]
    if not synced:
        return
    whole = [n for n, c in run.get("checkpoints", {}).items() if n[0] != "." and c.get("state.bin") and c.get("arrays.h5")]
    if not whole:
        sys.exit("there was a checkpoint, and there is none")


def main():
    records, top = read_records(sys.argv[1]), Path(sys.argv[2])
    if sys.argv[3] == "count":
        print(len(records))
        return
    cut, kind = int(sys.argv[4]), sys.argv[5]
    tree = left_after(records, cut, kind, top)
    for name in top.iterdir():
        shutil.rmtree(name)
    for name, content in tree.items():
        write_tree(content, top / name)
    print(hash_of(tree))
    check_manifest(tree.get("run", {}))
    check_checkpoints(records, cut, tree.get("run", {}))


main()
