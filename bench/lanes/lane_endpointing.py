"""How often a pause is taken for the end of a turn, and how soon the end is: recorded sentences with
pauses put into them, by seeds. All is told by bench_endpointing, which this runs."""

import json
import subprocess

SEEDS = (1, 2, 3)
TURNS = 360
LIMIT_S = 1800
DEFAULT, ALL = "default", "words, voice, language model"


def run(place):
    rows = []
    program = place.hotpin.with_name("bench_endpointing")
    for seed in SEEDS:
        path = place.work / f"endpointing-{seed}.json"
        path.unlink(missing_ok=True)
        done = subprocess.run([program, "--seed", str(seed), "--turns", str(place.turns(TURNS)),
                               "--json", path], capture_output=True, text=True, timeout=LIMIT_S)
        (place.work / f"endpointing-{seed}.txt").write_text(done.stdout + done.stderr)
        if not path.exists():
            raise SystemExit(f"bench_endpointing: {done.stderr.strip() or done.returncode}")
        rows.append(json.loads(path.read_text()))
        print(f"  seed {seed}: {rows[-1]['turns']} turns", flush=True)
    return rows


def of_default(result):
    """Seed and row of what decides by default."""
    for row in result["rows"]:
        for figures in row["rows"]:
            if (figures["setting"], figures["evidence"]) == (DEFAULT, ALL):
                yield row["seed"], figures
