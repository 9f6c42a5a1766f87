#!/usr/bin/python3
"""Refuses constructs that the house does without, and places that a file must not name."""

import pathlib
import re
import subprocess
import sys

# pattern, what to do instead, files of src/ where it is allowed
BANNED = [
    (r"\bnew\s+[A-Za-z_:]", "own by value or std::make_unique", ()),
    (r"\bdelete\s+[A-Za-z_*(]|\bdelete\[\]", "own by value or unique_ptr", ()),
    (r"(?<![.>])\b(?:malloc|calloc|realloc|free)\s*\(", "own by value or unique_ptr", ()),
    (r"\bstd::j?thread\b(?!::hardware_concurrency|::id)", "base::WorkerPool",
     ("src/base/", "src/net/", "src/engines/llama/", "src/engines/fake/")),
    (r"\b(?:std::)?f?printf\s*\(|\bstd::cout\b|\bstd::cerr\b", "base/log.hpp",
     ("src/app/", "src/client/", "src/espeak_child/", "src/base/assert.hpp")),
    (r"\bfriend\s+(?:class|struct)\b", "no friend of another class", ()),
    (r"\b(?:TODO|FIXME|XXX)\b", "do it or leave it", ()),
]
# No machine's folders and no registry's hosts in any file of the tree.
PLACES = re.compile(
    r"/home/\w|/root\b/|/tmp/\bw\b|/work/(?:main|shared)|pypi\.org|pythonhosted\.|deb\.debian\.|"
    r"huggingface\.co|registry\.npmjs|proxy\.golang")
# The one file that may name the public hub of models, which `hotpin models add` asks.
HUB = ("hugging", "src/app/models/hub/hub_host.hpp")

# Comments and literals hold words, not code. A raw string ends at its own mark.
NOT_CODE = re.compile(
    r'R"(?P<mark>[^(]*)\(.*?\)(?P=mark)"|//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"', re.DOTALL)


def tracked(root):
    listing = subprocess.run(
        ["git", "-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        check=True, capture_output=True, text=True).stdout
    return [name for name in listing.split("\0") if name and (root / name).is_file()]


def report(name, text, position, message):
    print(f"{name}:{text.count(chr(10), 0, position) + 1}: {message}")
    return 1


def check_code(name, text):
    """Blanks keep the line numbers right."""
    code = NOT_CODE.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), text)
    faults = 0
    for pattern, instead, where in BANNED:
        haystack = text if "TODO" in pattern else code
        for match in [] if name.startswith(where) else re.finditer(pattern, haystack):
            faults += report(name, text, match.start(), f"{match.group().strip()}: {instead}")
    return faults


def main():
    root = pathlib.Path(__file__).resolve().parent.parent
    faults = 0
    for name in tracked(root):
        try:
            text = (root / name).read_text()
        except UnicodeDecodeError:
            continue
        for match in PLACES.finditer(text):
            if match.group().startswith(HUB[0]) and name == HUB[1]:
                continue
            faults += report(name, text, match.start(), f"names a place: {match.group()}")
        if name.startswith("src/") and name.endswith((".hpp", ".cpp")):
            faults += check_code(name, text)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
