#!/usr/bin/env python3
"""Pictures of what was measured, written by hand as SVG: no library, no script inside. As a program:
chart.py RUN.json RUN.svg draws a run of hotpin-bench."""

import json
import math
import pathlib
import sys

WIDTH = 920
LEFT = 240  # of every panel's plot
RIGHT = 40
ROW = 26
HEAD = 58
FOOT = 44
SHARES = 260  # from no turn to all of them
INK, FAINT, RULE = "#24292f", "#6a737d", "#e4e7eb"
# Told apart by people who do not see all colours (after Okabe and Ito).
COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"]
OURS, THEIRS = COLOURS[:2]
STAGES = [
    ("recogniser_ms", "recogniser", "#0072b2"),
    ("model_first_token_ms", "model: first token", "#e69f00"),
    ("model_first_phrase_ms", "model: first phrase", "#f0d58c"),
    ("voice_ms", "voice", "#009e73"),
    ("rest_ms", "everything else", "#9aa3ad"),
]


def text(x, y, words, anchor="start", colour=INK, size=12, weight="normal"):
    words = str(words).replace("&", "&amp;").replace("<", "&lt;")
    return (f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}" '
            f'font-size="{size}" font-weight="{weight}">{words}</text>')


def rule(x1, y1, x2, y2, colour=RULE, width=1.0, dash=""):
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return (f'<path d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" stroke="{colour}" '
            f'stroke-width="{width}"{dashed}/>')


def box(x, y, width, height, colour):
    return (f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(0, width):.1f}" height="{height}" '
            f'fill="{colour}"/>')


def dot(x, y, colour, radius=5.0):
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" fill="{colour}"/>'


def legend(entries, y):
    marks, x = [], LEFT
    for words, colour in entries:
        marks += [box(x, y - 9, 10, 10, colour), text(x + 16, y, words, colour=FAINT)]
        x += 34 + 6.4 * len(words)
    return marks


def heading(title, note):
    return [text(20, 24, title, size=15, weight="600"), text(20, 43, note, colour=FAINT)]


def linear(top):
    """Positions on an axis from 0 to at least `top`, and where its lines stand."""
    step = 10 ** math.floor(math.log10(top / 4))
    step *= next(factor for factor in (1, 2, 5, 10) if factor * step * 8 >= top)
    ticks = [step * i for i in range(math.ceil(top / step) + 1)]
    return lambda value: LEFT + value / ticks[-1] * (WIDTH - LEFT - RIGHT), ticks


def logarithmic(low, high):
    low, high = math.floor(math.log10(low) * 3) / 3, math.ceil(math.log10(high) * 3) / 3
    ticks = [digit * 10 ** decade for decade in range(math.floor(low), math.ceil(high) + 1)
             for digit in (1, 2, 5)]
    ticks = [tick for tick in ticks if low - 1e-9 <= math.log10(tick) <= high + 1e-9]

    def place(value):
        return LEFT + (math.log10(value) - low) / (high - low) * (WIDTH - LEFT - RIGHT)
    return place, ticks


def axis(place, ticks, bottom, unit):
    marks = []
    for tick in ticks:
        marks += [rule(place(tick), HEAD, place(tick), bottom),
                  text(place(tick), bottom + 16, f"{tick:g}", "middle", FAINT, 11)]
    return marks + [text(WIDTH - RIGHT, bottom + 32, unit, "end", FAINT, 11)]


def stages_panel(result):
    """Where the time goes between the end-of-speech signal and the first audible sample."""
    rows = [(f"{row['voice']}, ahead: {row['ahead']}, tail {tail['tail_ms']} ms", tail)
            for row in result["rows"] for tail in row["run"]["tails"]
            if row["run"]["turn"] == "eos" and tail["engines_ms"]["count"]]
    if not rows:
        return [], 0
    bottom = HEAD + ROW * len(rows)
    longest = max(sum(tail[name]["p50"] for name, _, _ in STAGES) for _, tail in rows)
    place, ticks = linear(longest)
    marks = heading("End-of-speech signal to first audible sample, embedded engines, one user",
                    "medians of the parts, and behind them of the whole")
    marks += axis(place, ticks, bottom, "ms")
    for index, (label, tail) in enumerate(rows):
        y, at = HEAD + ROW * index, 0
        marks.append(text(LEFT - 10, y + 17, label, "end"))
        for name, _, colour in STAGES:
            part = max(0, tail[name]["p50"])
            marks.append(box(place(at), y + 5, place(at + part) - place(at), ROW - 10, colour))
            at += part
        whole = tail["since_signal_ms"]["p50"]
        marks.append(text(place(at) + 6, y + 17, "never" if whole is None else f"{whole:.0f}",
                          colour=FAINT, size=11))
    marks += legend([(words, colour) for _, words, colour in STAGES], bottom + 34)
    return marks, bottom + FOOT


def against_panel(cells):
    """Both sides of each cell, joined by a line."""
    rows = []
    for (voice, turn, sessions, tail_ms), sides in cells:
        name = "since_signal_ms" if turn == "eos" else "since_speech_ms"
        p50 = [sides[side][1][name]["p50"] for side in ("hotpin", "pipecat")]
        if None not in p50 and min(p50) > 0:
            how = f"tail {tail_ms} ms" if turn == "eos" else "hands-free"
            rows.append((f"{voice}, {how}, {sessions} at once", p50))
    if not rows:
        return [], 0
    bottom = HEAD + ROW * len(rows)
    values = [value for _, p50 in rows for value in p50]
    place, ticks = logarithmic(min(values), max(values))
    marks = heading("Against a Pipecat bot on the same engines, stand-in model and recordings",
                    "p50 to the first audible sample: from the signal, hands-free from the last "
                    "speech sample; logarithmic")
    marks += axis(place, ticks, bottom, "ms")
    for index, (label, (ours, theirs)) in enumerate(rows):
        y = HEAD + ROW * index + ROW / 2
        marks += [text(LEFT - 10, y + 4, label, "end"),
                  rule(place(ours), y, place(theirs), y, "#c4cad1", 3.0),
                  dot(place(ours), y, OURS), dot(place(theirs), y, THEIRS),
                  text(max(place(ours), place(theirs)) + 10, y + 4, f"{ours / theirs:.2f}",
                       colour=FAINT, size=11)]
    marks += legend([("Hotpin", OURS), ("Pipecat", THEIRS)], bottom + 34)
    return marks, bottom + FOOT


def load_panel(result):
    """p50 to max of what the server adds, a row for each number of users."""
    rows = []
    for row in result["rows"]:
        overhead = row["run"]["tails"][0]["since_signal_ms"]
        if overhead["max"]:
            idle = f" of {row['connected']}" if row["connected"] != row["talking"] else ""
            rows.append((f"{row['talking']}{idle} talking", overhead))
    if not rows:
        return [], 0
    bottom = HEAD + ROW * len(rows)
    place, ticks = logarithmic(min(max(0.05, row["min"]) for _, row in rows),
                               max(row["max"] for _, row in rows))
    marks = heading("What the server itself adds, engines that cost nothing, on one core",
                    "end-of-speech signal to first audible sample: p50, p95, p99 and the longest; "
                    "logarithmic")
    marks += axis(place, ticks, bottom, "ms")
    for index, (label, overhead) in enumerate(rows):
        y = HEAD + ROW * index + ROW / 2
        marks += [text(LEFT - 10, y + 4, label, "end"),
                  rule(place(overhead["p50"]), y, place(overhead["max"]), y, "#c4cad1", 3.0)]
        marks += [dot(place(overhead[share]), y, OURS, radius)
                  for share, radius in (("p50", 5.5), ("p95", 4), ("p99", 3))]
        marks.append(rule(place(overhead["max"]), y - 5, place(overhead["max"]), y + 5, FAINT, 2.0))
    return marks, bottom + FOOT


def stairs_panel(run):
    """Each answered turn lifts its tail's line by its share of all turns with that tail. What never
    came keeps the line below 100 %."""
    begin, figure = (("end-of-speech signal", "since_signal_ms") if run["turn"] == "eos" else
                     ("last speech sample", "since_speech_ms"))
    lines = {tail: [turn[figure] for turn in run["turns"] if turn["tail_ms"] == tail]
             for tail in sorted({turn["tail_ms"] for turn in run["turns"]})}
    answered = {tail: sorted(value for value in line if value is not None)
                for tail, line in lines.items()}
    place, ticks = linear(max(10, *sum(answered.values(), [0])))
    bottom = HEAD + SHARES
    marks = heading(f"{run['label']}: {begin} to first audible sample, {run['talking']} talking",
                    "share of turns that were answered within a time")
    marks += axis(place, ticks, bottom, "ms")
    for quarter in range(5):
        y = bottom - SHARES * quarter / 4
        marks += [rule(LEFT, y, WIDTH - RIGHT, y),
                  text(LEFT - 8, y + 4, f"{25 * quarter} %", "end", FAINT, 11)]
    entries = [(f"tail {tail} ms", COLOURS[at % len(COLOURS)]) for at, tail in enumerate(lines)]
    for (tail, values), (_, colour) in zip(answered.items(), entries):
        steps = [f"H{place(max(0, value)):.1f}V{bottom - SHARES * rank / len(lines[tail]):.1f}"
                 for rank, value in enumerate(values, 1)]
        marks.append(f'<path fill="none" stroke="{colour}" stroke-width="2" '
                     f'd="M{LEFT} {bottom}{"".join(steps)}H{WIDTH - RIGHT}"/>')
    if run["turn"] == "eos":
        marks += legend(entries, bottom + 34)
    return marks, bottom + FOOT


def picture(everything, cells):
    """`cells` are those against the peer, in order: (voice, turn, sessions, tail) and both sides."""
    panels = []
    if "latency" in everything:
        panels.append(stages_panel(everything["latency"]))
    panels.append(against_panel(cells))
    if "load" in everything:
        panels.append(load_panel(everything["load"]))
    return drawn(panels)


def drawn(panels):
    """One below the other."""
    body, y = [], 10
    for marks, height in panels:
        if height:
            body += [f'<g transform="translate(0 {y})">', *marks, "</g>"]
            y += height + 22
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y}" width="{WIDTH}" '
        f'height="{y}" font-family="system-ui,-apple-system,Segoe UI,sans-serif">',
        '<rect width="100%" height="100%" rx="8" fill="#fff"/>', *body, "</svg>", ""])


if __name__ == "__main__":
    measured = json.loads(pathlib.Path(sys.argv[1]).read_text())
    pathlib.Path(sys.argv[2]).write_text(drawn([stairs_panel(measured)]))
