#!/usr/bin/python3
"""Refuses files over 400 lines and folders over 15 units (clang-tidy measures the functions)."""

import pathlib
import re
import sys

MAX_LINES = 400
MAX_UNITS = 15  # a unit: the .hpp, .cpp and _test.cpp of one name
FOLDERS = ("src", "tests", "bench", "scripts", "third_party", "cmake", "web")
SUFFIXES = {".hpp", ".cpp", ".py", ".sh", ".js", ".cmake", ""}


def unit_of(path):
    return re.sub(r"_test$", "", path.stem)


def main():
    root = pathlib.Path(__file__).resolve().parent.parent
    faults = 0
    units = {}
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if not path.is_file() or path.suffix not in SUFFIXES:
                continue
            units.setdefault(path.parent, set()).add(unit_of(path))
            lines = path.read_bytes().count(b"\n")
            if lines > MAX_LINES:
                print(f"{path.relative_to(root)}: {lines} lines, at most {MAX_LINES}")
                faults += 1
    for folder, names in units.items():
        if len(names) > MAX_UNITS:
            print(f"{folder.relative_to(root)}/: {len(names)} units, at most {MAX_UNITS}")
            faults += 1
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
