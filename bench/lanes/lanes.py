#!/usr/bin/env python3
"""The lanes of scripts/bench: starts the servers, puts the load on with `hotpin-bench`, prints the
tables, and with --write puts them into docs/PERFORMANCE.md with their JSON and picture beside it."""

import argparse
import datetime
import json
import os
import pathlib
import platform
import time

import lane_brain
import lane_endpointing
import lane_latency
import lane_load
import lane_page
import lane_pipecat
import lane_stop
import performance
from runs import Place

LANES = {"brain": lane_brain, "latency": lane_latency, "load": lane_load, "endpointing": lane_endpointing,
         "page": lane_page, "stop": lane_stop, "pipecat": lane_pipecat}


def processor():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def measured(name, place):
    """One lane, with where and when it ran."""
    began = time.monotonic()
    print(f"{name}:", flush=True)
    rows = LANES[name].run(place)
    minutes = (time.monotonic() - began) / 60
    return {"lane": name, "date": datetime.date.today().isoformat(), "minutes": round(minutes, 1),
            "cores": os.cpu_count(), "processor": processor(), "rows": rows}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lanes", nargs="+", choices=[*LANES, "tables"],
                        help="tables: print those of the last runs again")
    parser.add_argument("--hotpin", required=True, type=pathlib.Path)
    parser.add_argument("--parts", required=True, type=pathlib.Path)
    parser.add_argument("--work", required=True, type=pathlib.Path)
    parser.add_argument("--cache", required=True, type=pathlib.Path)
    parser.add_argument("--peers", type=pathlib.Path)
    parser.add_argument("--peer-python")
    parser.add_argument("--scale", type=float, default=1, help="of the number of turns")
    parser.add_argument("--write", type=pathlib.Path, metavar="DOCS")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    place = Place(options.hotpin, options.parts, options.work, options.peers, options.peer_python,
                  options.cache, options.scale)
    for name in options.lanes:
        if name == "tables":
            continue
        result = measured(name, place)
        (options.work / f"lane-{name}.json").write_text(json.dumps(result))
    wanted = LANES if "tables" in options.lanes else options.lanes
    results = {name: json.loads(path.read_text()) for name in wanted
               if (path := options.work / f"lane-{name}.json").exists()}
    for name, result in results.items():
        print(f"\n{performance.lane_text(name, result)}")
    if options.write:
        performance.write(options.write, results)


if __name__ == "__main__":
    main()
