"""alone_test.py ROOT TOY...: a protocol of the tests is a folder and one line of CMake. No other file
of the project knows its name, but those that call it up or fuzz it, and documents."""

import pathlib
import subprocess
import sys


def main(root, toys):
    if not (root / ".git").exists():
        print("skipped: not a clone, so what belongs to the project is not known")
        return 77
    for toy in toys:
        named = subprocess.run(
            ["git", "-C", str(root), "grep", "--untracked", "-n", "-i", toy, "--", ".", ":!docs"],
            capture_output=True, text=True, check=False).stdout.splitlines()
        inside = (f"tests/toys/{toy}/", f"tests/toys/{toy}_", "tests/fuzz/")
        outside = [line for line in named if not line.startswith(inside)]
        lines = [line for line in outside if line.startswith("tests/toys/CMakeLists.txt:")]
        others = [line for line in outside if line not in lines]
        assert not others, "\n".join(others)
        assert sum(f"hotpin_protocol({toy})" in line for line in lines) == 1, lines
    return 0


sys.exit(main(pathlib.Path(sys.argv[1]), sys.argv[2:]))
