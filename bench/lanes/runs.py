"""Runs `hotpin-bench` and reads what it wrote; what the lanes share."""

import dataclasses
import json
import os
import pathlib
import statistics
import subprocess

import chart

RUN_LIMIT_S = 900


@dataclasses.dataclass
class Place:
    """Where things are, and how much of each lane is wanted."""

    hotpin: pathlib.Path
    parts: pathlib.Path  # models and recordings that scripts/setup brought
    work: pathlib.Path  # logs, tables and JSON of every run
    peers: pathlib.Path
    peer_python: str
    cache: pathlib.Path
    scale: float = 1

    def turns(self, count):
        return max(1, round(count * self.scale))


def bench(place, name, server, files, helpers=(), **options):
    """One run as its JSON. A void one is done again, once; what is left of it says so."""
    for attempt in (1, 2):
        run = bench_once(place, name, server, files, helpers, options)
        if not run["void"]:
            break
        print(f"    the load generator was late by {run['lateness_ms']['p99']:.1f} ms (p99)"
              + ("; once more" if attempt == 1 else "; VOID"), flush=True)
    return run


def bench_once(place, name, server, files, helpers, options):
    json_path = place.work / f"{name}.json"
    json_path.unlink(missing_ok=True)
    # It goes before busy servers, or it would be late with what it sends; it needs little of a core.
    first = ["chrt", "--rr", "1"] if os.geteuid() == 0 else []
    command = [*first, place.hotpin.with_name("hotpin-bench"), "--url", server.url,
               "--server-pid", server.pid, "--json", json_path, "--label", name, "--verbose"]
    for helper in helpers:
        command += ["--helper-pid", helper.pid]
    for option, value in options.items():
        command += [f"--{option.replace('_', '-')}", value]
    done = subprocess.run([str(word) for word in [*command, *files]], capture_output=True,
                          text=True, timeout=RUN_LIMIT_S)
    (place.work / f"{name}.txt").write_text(done.stdout + done.stderr)
    if not json_path.exists():
        raise SystemExit(f"{name}: {done.stderr.strip() or done.returncode}")
    run = json.loads(json_path.read_text())
    (place.work / f"{name}.svg").write_text(chart.drawn([chart.stairs_panel(run)]))
    print(f"  {name}: {one_line(run)}", flush=True)
    return run


def one_line(run):
    parts = []
    for tail in run["tails"]:
        since = tail["since_signal_ms" if run["turn"] == "eos" else "since_speech_ms"]
        label = f"tail {tail['tail_ms']}: " if run["turn"] == "eos" else ""
        parts.append(f"{label}p50 {ms(since['p50'])} p95 {ms(since['p95'])} "
                     f"of {since['count']}" + (f" ({since['missing']} never)" if since["missing"]
                                               else ""))
    machine = run["machine"]
    others = f"; others {machine['other_cores']:.2f}, stolen {machine['stolen_cores']:.2f} cores"
    return ", ".join(parts) + others


def quantiles(values):
    """Median, p95 and the largest."""
    ordered = sorted(values)
    return statistics.median(ordered), ordered[round(0.95 * (len(ordered) - 1))], ordered[-1]


def ms(value, digits=0):
    """What never came is null; what rounds to nothing has no sign."""
    return "never" if value is None else f"{round(value, digits) + 0.0:.{digits}f}"


def knows_option(place, flag):
    """Whether this build of the server has a setting."""
    help_text = subprocess.run([str(place.hotpin), "serve", "--help"], capture_output=True,
                               text=True, check=True).stdout
    return f"{flag} " in help_text


def compact(run):
    """A run without what each turn said, for the repository."""
    kept = {key: value for key, value in run.items() if key != "turns"}
    kept["turns"] = [[turn["tail_ms"], turn["since_signal_ms"], turn["since_speech_ms"]]
                     for turn in run["turns"]]
    return kept
