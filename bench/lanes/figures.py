"""What was wanted of each lane, and what came of it: the first table of docs/PERFORMANCE.md."""

import lane_endpointing
import lane_page
import lane_pipecat
import lane_stop
from runs import ms

HEAD = ["figure", "wanted first", "then", "measured", "holds"]


def judged(figure, first, then, measured, unit="", digits=0):
    """A row; `measured` None is what never came."""
    def bound(value):
        return "–" if value is None else f"≤ {value:g}{unit}"
    if measured is None:
        holds = "no"
    elif then is not None and measured <= then:
        holds = "yes, also then"
    else:
        holds = "yes" if measured <= first else "**no**"
    shown = "never" if measured is None else ms(measured, digits) + unit
    return [figure, bound(first), bound(then), shown, holds]


def latency_rows(result):
    # voice, ahead, tail: figure, quantile, first, then
    wanted = [
        ("piper", "off", 300, "p50", 500, 350), ("piper", "off", 300, "p95", 700, None),
        ("piper", "all", 300, "p50", 320, 200), ("espeak", "all", 300, "p50", 200, 110),
    ]
    for voice, ahead, tail_ms, share, first, then in wanted:
        for row in result["rows"]:
            if (row["voice"], row["ahead"], row["run"]["turn"]) != (voice, ahead, "eos"):
                continue
            for tail in row["run"]["tails"]:
                if tail["tail_ms"] == tail_ms:
                    yield judged(f"signal → first audio, {voice}, ahead {ahead}, tail {tail_ms} ms, "
                                 f"{share}", first, then, tail["since_signal_ms"][share], " ms")
    yield from engine_rows(result)


def engine_rows(result):
    """First audio against the engines' time: 1.10 of it and 5 ms, then 1.02 and 2 ms."""
    for row in result["rows"]:
        for tail in row["run"]["tails"]:
            if (row["ahead"], row["run"]["turn"], tail["tail_ms"]) != ("off", "eos", 300):
                continue
            engines, whole = tail["engines_ms"]["p50"], tail["since_signal_ms"]["p50"]
            if engines and whole:
                yield judged(
                    f"signal → first audio, {row['voice']}, against its engines' {engines:.0f} ms",
                    round(1.10 * engines + 5), round(1.02 * engines + 2), whole, " ms")


def load_rows(result):
    runs = {(row["connected"], row["talking"]): row["run"] for row in result["rows"]}

    def p99(key):
        return runs[key]["tails"][0]["since_signal_ms"]["p99"]
    yield judged("overhead p99, one user", 10, 2, p99((1, 1)), " ms", 1)
    yield judged("overhead p99, 200 talking on one core", 20, None, p99((200, 200)), " ms", 1)
    yield judged("overhead p99, 500 talking on one core", 20, 20, p99((500, 500)), " ms", 1)
    ten, many = (runs[key]["server"]["cpu_s_per_conversation_min"] for key in ((10, 10), (200, 200)))
    yield judged("CPU s a conversation minute, 200 talking against 10", 1.15, None, many / ten, "", 2)
    yield judged("memory per idle conversation, 1 000 connected", 64, 16,
                 runs[1000, 100]["server"]["kib_per_session"], " KiB", 1)


def endpointing_rows(result):
    rows = list(lane_endpointing.of_default(result))
    seeds = ", ".join(str(seed) for seed, _ in rows)
    yield judged(f"turns cut off at a pause, default, worst of seeds {seeds}", 2, None,
                 max(100 * row["cut"] for _, row in rows), " %", 1)
    yield judged(f"end of speech → end of turn, hands-free, median, worst of seeds {seeds}", 400,
                 None, max(row["p50_ms"] for _, row in rows), " ms")


def page_rows(result):
    for name, count, median, *_ in lane_page.figures(result):
        if name.startswith("`interrupted`"):
            yield judged(f"the page: {name}, median of {count}", 150, None, median, " ms")


def stop_rows(result):
    for voice, name, count, _, p95, _ in lane_stop.figures(result):
        if name == lane_stop.OVER:
            yield judged(f"`CANCEL` sent → nothing more of the reply comes, {voice}, p95 of {count}",
                         20, None, p95, " ms", 1)


def ratio(ours, theirs):
    """None is what never came."""
    if ours is None:
        return None
    return 0 if theirs is None else ours / theirs


def worst(ratios):
    """The largest; None, what never came, is larger than any."""
    return None if None in ratios else max(ratios)


def against_rows(cells):
    """The worst of 1, 4 and 8 users; each cell is in the lane's own table."""
    latency, cpu, memory = {}, {}, {}
    for (voice, turn, sessions, tail_ms), sides in cells:
        name = "since_signal_ms" if turn == "eos" else "since_speech_ms"
        (our_run, ours), (their_run, theirs) = sides["hotpin"], sides["pipecat"]
        how = (voice, f"tail {tail_ms} ms" if turn == "eos" else "hands-free")
        latency.setdefault(how, []).append(ratio(ours[name]["p50"], theirs[name]["p50"]))
        used = [run["server"]["cpu_s_per_conversation_min"] for run in (our_run, their_run)]
        cpu.setdefault(voice, []).append(ratio(*used))
        if lane_pipecat.tells_memory(turn, sessions):
            size = [run["server"]["after"]["proportional_kib"] for run in (our_run, their_run)]
            memory[voice, "hands-free" if turn == "listen" else "push-to-talk", sessions] = ratio(*size)
    for (voice, how), ratios in latency.items():
        first, then = (0.85, None) if how == "tail 0 ms" else (0.6, 0.4)
        yield judged(f"p50 against Pipecat, {voice}, {how}, worst of its cells", first, then,
                     worst(ratios), "", 2)
    for voice, ratios in cpu.items():
        yield judged(f"CPU s a conversation minute against Pipecat, {voice}, worst of its cells", 1,
                     None, worst(ratios), "", 2)
    for (voice, how, sessions), size in memory.items():
        yield judged(f"memory against Pipecat, {voice}, {how}, {sessions} sessions", 1, None, size, "",
                     2)


def rows(everything, sorted_pairs):
    out = []
    if "latency" in everything:
        out += latency_rows(everything["latency"])
    if "load" in everything:
        out += load_rows(everything["load"])
    if "endpointing" in everything:
        out += endpointing_rows(everything["endpointing"])
    if "page" in everything:
        out += page_rows(everything["page"])
    if "stop" in everything:
        out += stop_rows(everything["stop"])
    if "pipecat" in everything:
        out += against_rows(sorted_pairs(everything["pipecat"]))
    return out
