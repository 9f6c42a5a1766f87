#!/usr/bin/python3
"""Refuses files over 400 lines, folders over 15 units, and in src/ and bench/ classes over 14 data members,
classes that are spread over two .cpp files, and functions over 40 lines."""

import pathlib
import re
import sys

import cpp_outline

MAX_LINES = 400
MAX_UNITS = 15  # a unit: the .hpp, .cpp and _test.cpp of one name
MAX_MEMBERS = 14  # whose names end in _: structs of plain values are no classes
MAX_FUNCTION_LINES = 40
FOLDERS = ("src", "tests", "bench", "scripts", "third_party", "cmake", "web")
SUFFIXES = {".hpp", ".cpp", ".py", ".sh", ".js", ".cmake", ""}


def unit_of(path):
    return re.sub(r"_test$", "", path.stem)


def faults_in(name, text, homes):
    """Of a C++ file `name` of src/ or bench/. `homes` is, for all files together, where the members of each
    class are defined."""
    classes, functions = cpp_outline.outline(text)
    for line, what, members in classes:
        if members > MAX_MEMBERS:
            yield f"{name}:{line}: {what} has {members} data members, at most {MAX_MEMBERS}"
    for line, what, lines, of_class in functions:
        if lines > MAX_FUNCTION_LINES:
            yield f"{name}:{line}: {what} has {lines} lines, at most {MAX_FUNCTION_LINES}"
        if of_class and name.endswith(".cpp"):
            home = homes.setdefault(of_class, name)
            if home != name:
                yield f"{name}:{line}: {what} is defined here, and others of its class in {home}"


def faults_of_code(root):
    homes = {}
    for folder in ("src", "bench"):
        for path in sorted((root / folder).rglob("*.[ch]pp")):
            if not path.stem.endswith("_test"):
                name = str(path.relative_to(root / "src" if folder == "src" else root))
                yield from faults_in(name, path.read_text(), homes)


def faults_of_files(root):
    units = {}
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if not path.is_file() or path.suffix not in SUFFIXES:
                continue
            units.setdefault(path.parent, set()).add(unit_of(path))
            lines = path.read_bytes().count(b"\n")
            if lines > MAX_LINES:
                yield f"{path.relative_to(root)}: {lines} lines, at most {MAX_LINES}"
    for folder, names in units.items():
        if len(names) > MAX_UNITS:
            yield f"{folder.relative_to(root)}/: {len(names)} units, at most {MAX_UNITS}"


def main():
    root = pathlib.Path(__file__).resolve().parent.parent
    sys.dont_write_bytecode = True
    faults = [*faults_of_files(root), *faults_of_code(root)]
    print(*faults, sep="\n", end="\n" if faults else "")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
