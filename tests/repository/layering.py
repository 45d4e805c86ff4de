#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The include is the layer: every room includes only itself and the rooms of its row in rooms.txt, and no two rooms
include each other, directly or around a circle.

usage: layering.py [SOURCE_DIRECTORY]

A room is a folder with C++ files. Includes of our own are written from the root.
"""
import fnmatch
import os
import re

import tree

INCLUDE = re.compile(r'^\s*#\s*include\s+(?:"([^"]+)"|<([^>]+)>)')


def read_rooms(path):
    """({room: rooms it may include}, [(pattern of a system header, rooms that may include it)])."""
    rooms, headers = {}, []
    for name, allowed in tree.table(path, ":"):
        if name.startswith("<"):
            headers.append((name.strip("<>"), allowed.split()))
        else:
            rooms[name] = allowed.split()
    return rooms, headers


def is_among(room, names):
    """Whether the room is one of the names, or stands below FOLDER for one that is FOLDER/*."""
    return any(room == name or name.endswith("/*") and room.startswith(name[:-1]) for name in names)


def includes(root, path):
    """(line number, own header or None, system header or None)."""
    for number, line in enumerate((root / path).read_text(encoding="utf-8").splitlines(), 1):
        found = INCLUDE.match(line)
        if found:
            yield number, found[1], found[2]


def circle(graph):
    """Rooms that include each other around a circle, the first one again at the end; empty when there is none."""
    done, path = set(), []

    def visit(room):
        if room in path:
            return path[path.index(room):] + [room]
        if room in done:
            return []
        path.append(room)
        for other in sorted(graph.get(room, {})):
            found = visit(other)
            if found:
                return found
        path.pop()
        done.add(room)
        return []

    for room in sorted(graph):
        found = visit(room)
        if found:
            return found
    return []


def check(root):
    """Problems, and the number of includes that were looked at."""
    rooms, headers = read_rooms(root / "tests/repository/rooms.txt")
    problems, looked_at, graph = [], 0, {}
    used = set()
    for path in tree.sources(root, *tree.FLOORS):
        room = os.path.dirname(path)
        used.add(room)
        if room not in rooms:
            continue
        for number, own, system in includes(root, path):
            looked_at += 1
            place = f"{path}:{number}"
            if system:
                for pattern, homes in headers:
                    if fnmatch.fnmatch(system, pattern) and not is_among(room, homes):
                        problems.append(f"{place}: <{system}> is for {' '.join(homes)} alone")
                continue
            other = os.path.dirname(own)
            if other.split("/")[0] not in tree.FLOORS:
                problems.append(f'{place}: "{own}" is no header of src, mpi, io or jobs, written from the root')
            elif other != room:
                graph.setdefault(room, {}).setdefault(other, f'{place} includes "{own}"')
                if not is_among(other, rooms[room]):
                    problems.append(f'{place}: {room} may not include "{own}" (tests/repository/rooms.txt)')
    problems += [f"{room}: no row in tests/repository/rooms.txt" for room in sorted(used - set(rooms))]
    problems += [f"tests/repository/rooms.txt: {room}: no such room" for room in sorted(set(rooms) - used)]
    found = circle(graph)
    if found:
        problems.append("a circle of rooms: " + " > ".join(found))
        problems += [f"  {graph[a][b]}" for a, b in zip(found, found[1:])]
    return problems, looked_at


if __name__ == "__main__":
    tree.end(*check(tree.root()))
