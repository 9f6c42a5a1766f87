"""The tables of docs/PERFORMANCE.md, from what the lanes measured."""

import json
import re

import chart
import figures
import lane_page
import lane_pipecat
import lane_stop
from runs import ms, quantiles


def machine_line(result):
    line = (f"{result['date']}, {result['cores']} cores of {result['processor']}, "
            f"{result['minutes']:.0f} minutes.")
    runs = [row["run"] for row in result["rows"] if "run" in row]
    return line + load_line(runs) if runs else line


def load_line(runs):
    """What else the machine did, and how late the load generator was."""
    others = max(run["machine"]["other_cores"] for run in runs)
    stolen = max(run["machine"]["stolen_cores"] for run in runs)
    late = max(run["lateness_ms"]["p99"] for run in runs)
    void = sum(run["void"] for run in runs)
    line = (f" At most {others:.2f} cores went to other programs and {stolen:.2f} to the host in any "
            f"row; the load generator was late by at most {late:.1f} ms (p99).")
    if others + stolen > 0.5:
        line += " **The machine was not quiet: these are upper bounds.**"
    if void:
        line += f" **{void} rows are void: the generator was too late.**"
    return line


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows])


def since(run, tail):
    return tail["since_signal_ms" if run["turn"] == "eos" else "since_speech_ms"]


def lost(tail):
    """What went wrong in these turns."""
    missing, early = tail["since_speech_ms"]["missing"], tail["early"]
    return ", ".join(([f"{missing} never"] if missing else []) + ([f"{early} early"] if early else [])
                     ) or "–"


def over(ours, theirs):
    return "–" if ours is None or theirs is None or theirs == 0 else f"{ours / theirs:.2f}"


def latency(result):
    rows = []
    for row in result["rows"]:
        run = row["run"]
        for tail in run["tails"]:
            by_signal = run["turn"] == "eos"
            counted, speech = since(run, tail), tail["since_speech_ms"]
            engines, ratio = tail["engines_ms"], tail["over_engines"]
            has = engines["count"] > 0
            rows.append([
                row["voice"], row["ahead"], f"{tail['tail_ms']} ms" if by_signal else "hands-free",
                counted["count"], ms(counted["p50"]) if by_signal else "–",
                ms(counted["p95"]) if by_signal else "–", ms(speech["p50"]), ms(speech["p95"]),
                *([ms(tail[name]["p50"]) for name in
                   ("recogniser_ms", "model_first_token_ms", "model_first_phrase_ms", "voice_ms",
                    "engines_ms")] if has else ["–"] * 5),
                ms(tail["rest_ms"]["p50"], 1) if has else "–",
                ms(ratio["p50"], 2) if ratio["count"] else "–", f"{tail['ahead']} of {engines['count']}" if has else "–", lost(tail)])
    head = ["voice", "ahead", "tail", "turns", "signal → audible p50", "p95",
            "last speech → audible p50", "p95", "recogniser", "first token", "first phrase",
            "voice, first phrase", "engines", "rest", "audible : engines",
            "answers begun ahead", "failed"]
    return table(head, rows)


def load(result):
    rows = []
    for row in result["rows"]:
        run, server = row["run"], row["run"]["server"]
        counted = since(run, run["tails"][0])
        rows.append([
            row["connected"], row["talking"], counted["count"],
            *(ms(counted[share], 1) for share in ("p50", "p95", "p99", "max")),
            lost(run["tails"][0]), f"{server['cpu_s_per_conversation_min']:.3f}",
            f"{100 * server['cpu_s'] / run['wall_s']:.0f} %", f"{server['kib_per_session']:.1f}",
            f"{server['after']['proportional_kib'] / 1024:.0f}", server["after"]["threads"],
            f"{run['lateness_ms']['p99']:.1f}", f"{run['generator_cpu_s'] / run['wall_s']:.2f}"])
    head = ["connected", "talking", "turns", "overhead p50, ms", "p95", "p99", "max", "failed",
            "CPU s / conversation min", "of its core", "KiB / connected session",
            "MiB afterwards", "threads", "generator late p99, ms", "generator cores"]
    return table(head, rows)


def pairs(result):
    """Cells of the lane against the peer: (voice, turn, sessions, tail) to each side's (run, tail)."""
    cells = {}
    for row in result["rows"]:
        for tail in row["run"]["tails"]:
            key = (row["voice"], row["turn"], row["sessions"], tail["tail_ms"])
            cells.setdefault(key, {})[row["side"]] = (row["run"], tail)
    return {key: sides for key, sides in cells.items() if len(sides) == 2}


def pair_order(item):
    voice, turn, sessions, tail = item[0]
    return ("piper", "espeak").index(voice), turn, -tail, sessions


def sorted_pairs(result):
    return sorted(pairs(result).items(), key=pair_order)


def stages(tail):
    """What the engines took between signal and answer."""
    if tail["engines_ms"]["count"] == 0:
        return "–"
    return " + ".join(ms(tail[name]["p50"]) for name in
                      ("recogniser_ms", "model_first_token_ms", "voice_ms"))


def pipecat(result):
    rows = []
    for (voice, turn, sessions, tail_ms), sides in sorted_pairs(result):
        (our_run, ours), (their_run, theirs) = sides["hotpin"], sides["pipecat"]
        mine, other = since(our_run, ours), since(their_run, theirs)
        cpu = [run["server"]["cpu_s_per_conversation_min"] for run in (our_run, their_run)]
        memory = [run["server"]["after"]["proportional_kib"] / 1024 for run in (our_run, their_run)]
        is_fresh = lane_pipecat.tells_memory(turn, sessions)
        rows.append([
            voice, f"{tail_ms} ms" if turn == "eos" else "hands-free", sessions, mine["count"],
            ms(mine["p50"]), ms(other["p50"]), over(mine["p50"], other["p50"]), stages(ours),
            ms(mine["p95"]),
            ms(other["p95"]), lost(ours), lost(theirs), f"{cpu[0]:.1f}", f"{cpu[1]:.1f}",
            *([f"{size:.0f}" for size in memory] if is_fresh else ["–", "–"])])
    head = ["voice", "tail", "sessions", "turns", "Hotpin p50, ms", "Pipecat p50", "ratio",
            "of Hotpin's: recogniser + first token + voice, p50", "Hotpin p95",
            "Pipecat p95", "Hotpin failed", "Pipecat failed",
            "Hotpin CPU s / conversation min", "Pipecat", "Hotpin MiB", "Pipecat MiB"]
    return table(head, rows)


def endpointing(result):
    rows = [[row["seed"], row["turns"], row["pauses"], figures["setting"], figures["evidence"],
             f"{100 * figures['cut']:.1f} %",
             f"{100 * figures['cut_low']:.1f} – {100 * figures['cut_high']:.1f}",
             ms(figures["p50_ms"]), ms(figures["p90_ms"])]
            for row in result["rows"] for figures in row["rows"]]
    head = ["seed", "turns", "pauses in them", "setting", "decided by", "cut off", "95 %",
            "end of speech → end of turn p50, ms", "p90"]
    return table(head, rows)


def page(result):
    rows = [[name, count, *(ms(value) for value in shares)]
            for name, count, *shares in lane_page.figures(result)]
    return table(["from → to", "interruptions", "median, ms", "p95", "longest"], rows)


def stop(result):
    rows = [[voice, f"`CANCEL` sent → {name}", count, *(ms(value, 1) for value in shares)]
            for voice, name, count, *shares in lane_stop.figures(result)]
    return table(["voice", "from → to", "replies", "median, ms", "p95", "longest"], rows)


def brain(result):
    rows = []
    for row in result["rows"]:
        if "run" not in row:
            continue
        run = row["run"]
        for tail in run["tails"]:
            by_signal = run["turn"] == "eos"
            counted = since(run, tail)
            rows.append([
                row["model"], row["off"] or "–", row["users"],
                f"{tail['tail_ms']} ms" if by_signal else "hands-free", counted["count"],
                ms(counted["p50"]), ms(counted["p95"]), ms(counted["max"]),
                *(ms(tail[name]["p50"]) for name in
                  ("recogniser_ms", "model_first_token_ms", "model_first_phrase_ms", "voice_ms")),
                ms(tail["since_taken_ms"]["p50"]) if not by_signal else "–",
                ms(tail["longest_gap_ms"]["max"]),
                f"{tail['ahead']} of {tail['engines_ms']['count']}", lost(tail)])
    head = ["model", "without", "users", "tail", "turns", "first audible p50", "p95", "longest",
            "recogniser", "first token", "first phrase", "voice",
            "turn taken → audible", "longest gap", "begun ahead", "lost"]
    return table(head, rows) + "\n\n" + histories(result)


def histories(result):
    rows = [[row["model"], row["history"], len(row["turns_ms"]),
             *(ms(value) for value in quantiles(row["turns_ms"]))]
            for row in result["rows"] if "turns_ms" in row]
    return table(["model", "written turns, one upon the other", "turns", "first sound p50", "p95",
                  "longest"], rows)


TABLES = {"brain": brain, "latency": latency, "load": load, "endpointing": endpointing, "page": page, "stop": stop,
          "pipecat": pipecat}


def lane_text(name, result):
    return f"{machine_line(result)}\n\n{TABLES[name](result)}"


def write(docs, results):
    """Each lane's block between its marks in PERFORMANCE.md; everything that was measured beside it."""
    path = docs / "PERFORMANCE.md"
    text = path.read_text()
    store = docs / "performance.json"
    everything = json.loads(store.read_text()) if store.exists() else {}
    everything.update(results)
    blocks = {name: lane_text(name, result) for name, result in results.items()}
    blocks["figures"] = table(figures.HEAD, figures.rows(everything, sorted_pairs))
    for name, content in blocks.items():
        block = f"<!-- {name}: scripts/bench writes this -->\n{content}\n<!-- /{name} -->"
        text, count = re.subn(rf"<!-- {name}:.*?<!-- /{name} -->", lambda _: block, text,
                              flags=re.DOTALL)
        if count != 1:
            raise SystemExit(f"{path} has no place for the lane {name}")
    path.write_text(text)
    store.write_text(json.dumps(everything, separators=(",", ":"), sort_keys=True) + "\n")
    (docs / "performance.svg").write_text(
        chart.picture(everything, sorted_pairs(everything.get("pipecat", {"rows": []}))))
    print(f"\nwritten: {path}, {store.name}, performance.svg")
