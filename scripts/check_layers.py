#!/usr/bin/python3
"""Refuses an #include that goes upwards or sideways in src/: the tables below are the design."""

import pathlib
import re
import sys

BASE = {"base"}
SOUND = BASE | {"audio"}
CONTRACTS = SOUND | {"dialog", "engine", "store", "protocol"}

# room: the rooms it may include besides itself; "engines/*" is each folder of engines/.
ROOMS = {
    "base": set(),
    "audio": BASE,
    "dialog": BASE,
    "engine": SOUND,
    "store": BASE | {"dialog"},
    "protocol": SOUND | {"dialog"},
    "net": BASE,
    "engines/*": SOUND | {"engine", "net"},
    "protocols/*": SOUND | {"dialog", "protocol"},
    "stores/*": BASE | {"dialog", "store", "net"},
    "espeak_child": set(),
    "session": CONTRACTS,
    "server": CONTRACTS | {"session", "net"},
    "client": SOUND | {"protocol", "net"},
    "app": CONTRACTS | {"session", "server", "net", "client"},
}
# The one header that two programs share.
SHARED = {("engines/espeak", "espeak_child/wire.hpp")}
# A unit test may also use what tests/ offers to all.
TEST_ROOMS = {"support", "conformance"}

# foreign header: the only rooms that may see it (compile time, threads, licence).
FOREIGN = {
    "boost/asio": {"net"},
    "boost/beast": {"net"},
    "curl/": {"net"},
    "archive": {"app"},
    "sherpa-onnx/": {"engines/sherpa"},
    "llama": {"engines/llama"},
    "ggml": {"engines/llama"},
    "espeak-ng/": {"espeak_child"},  # GPL: in the separate program alone
    "spdlog/": {"base"},
}

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)


def room_of(path):
    parts = path.split("/")
    return "/".join(parts[:2]) if parts[0] in ("engines", "protocols", "stores") else parts[0]


def allowed(source, room, include):
    rooms = ROOMS.get(room) or ROOMS.get(room.split("/")[0] + "/*", set())
    if source.endswith("_test.cpp"):
        rooms = rooms | TEST_ROOMS
    target = room_of(include)
    return target == room or target in rooms or (room, include) in SHARED


def foreign_allowed(room, include):
    return all(room in rooms for start, rooms in FOREIGN.items() if include.startswith(start))


def main():
    root = pathlib.Path(__file__).resolve().parent.parent / "src"
    faults = 0
    for path in sorted(root.rglob("*.[ch]pp")):
        source = path.relative_to(root).as_posix()
        room = room_of(source)
        for mark, include in INCLUDE.findall(path.read_text()):
            check = allowed(source, room, include) if mark == '"' else foreign_allowed(room, include)
            if not check:
                print(f"src/{source}: {room} may not include {include}")
                faults += 1
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
