"""docs/performance.md and its picture, from what the bench of coordination measured."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
from markupsafe import Markup

from undertow.report.charts import svg

Row = dict[str, Any]

TARGETS = {1_000_000: 4, 10_000_000: 6}
"""Largest ratio to a sort that was asked for, 60 s window."""
PEER_TARGET = 25
PICTURE = "images/coordination-growth.svg"
HEAD = """# Measured scale

Written by `make bench-coordination` from what it measured; run it to get the numbers of your
machine. CPU is that of all threads and processes, from after the imports to the end, reading and
writing included; memory is the peak of the largest process. Ratios are of ways of the same call.
Compare no seconds across machines.

The actions are synthetic replies (`bench/coordination_data.py`): at 10 million, 2 million accounts
in four weeks, 300 viral posts with 5,000 to 100,000 replies each, a network of 2,000 accounts in
waves on 150 of them, 40 cells of 12 on quiet posts, 500 accounts that answer many viral posts early
(*junkies*) and a raid of 5,000 fans. Other sizes have the same density.
"""


def write(rows: list[Row], docs: Path) -> None:
    """Write the page and the picture."""
    parts = [HEAD, machine_lines(rows)]
    for section in (limit, found, exact, peer, growth, links, elections):
        parts += section(rows)
    (docs / "performance.md").write_text("\n".join(parts).rstrip() + "\n")
    if growth(rows):
        (docs / PICTURE).parent.mkdir(exist_ok=True)
        (docs / PICTURE).write_text(picture(chosen(rows, "growth")) + "\n")


def machine_lines(rows: list[Row]) -> str:
    """Say where, when and with what each section was measured."""
    told = {}
    for row in rows:
        told.setdefault(row["section"], set()).add(
            f"{row['date']}, commit {row['commit'] or 'unknown'}, {row['cpu']}, "
            f"{row['threads']} threads, Python {row['python']}; median of {row['n_runs']}"
        )
    lines = [f"- {section}: {'; '.join(sorted(each))}" for section, each in told.items()]
    loads = [row["load"] for row in rows]
    busy = f"Load average of the machine after the runs: {min(loads):.1f} to {max(loads):.1f}."
    return "\n".join([*lines, "", busy, ""])


def limit(rows: list[Row]) -> list[str]:
    """Return the comparison with a sort."""
    lines = []
    for sort in chosen(rows, "limit", "sort"):
        for row in of_size(chosen(rows, "limit", "pairs"), sort["n"]):
            edges, counted = same(rows, "edges", row), same(rows, "instances", row)
            if not (edges and counted):
                continue  # the call was cut short
            pairs = counted["n_instances"]
            target = TARGETS.get(row["n"], "") if row["windows_s"] == [60] else ""
            lines.append(
                f"| {row['n']:,} | {window(row)} | {sort['cpu_s']:.1f} | {edges['cpu_s']:.1f} | "
                f"{edges['cpu_s'] / sort['cpu_s']:.1f} | {row['cpu_s']:.1f} | "
                f"{row['cpu_s'] / sort['cpu_s']:.1f} | {target} | {row['wall_s']:.1f} | "
                f"{row['peak_mb']:,.0f} | {row['n_evidence'] / 1e6:,.1f} | {pairs / 1e6:,.0f} | "
                f"{1e9 * edges['cpu_s'] / pairs:.0f} |"
            )
    return heading(
        "Distance to a sort",
        "The pair stage against DuckDB, which reads the same actions, sorts them by (layer, "
        "object, time) and writes them to Parquet with as many threads. The actions come in the "
        "order of their key, as a case keeps them. *Edges* reads them, tests all pairs and writes "
        "the edges; *all* also writes the evidence of each edge, a row for every object that a "
        "pair shares. A *co-action* is a pair of actions on the same object within the window, "
        "before any pruning. Wall time and memory are those of all.",
        "| actions | window | sort, CPU s | edges, CPU s | ratio | all, CPU s | ratio | target | "
        "wall s | MB | evidence, million rows | co-actions, millions | CPU ns each, edges |",
        lines,
    )


def found(rows: list[Row]) -> list[str]:
    """Return the validated pairs by role."""
    lines = []
    for row in chosen(rows, "limit", "pairs"):
        roles, possible = row["roles"], row["possible"]
        cells = [
            f"{roles.get(role, 0):,}" for role in ("network", "cell", "junkie", "raid", "other")
        ]
        all_of = [f"{possible.get(role, 0):,}" for role in ("network", "cell")]
        test = row["tests"][0]
        lines.append(
            f"| {row['n']:,} | {window(row)} | {row['n_pairs']:,} | {cells[0]} of {all_of[0]} | "
            f"{cells[1]} of {all_of[1]} | {cells[2]} | {cells[3]} | {cells[4]} | "
            f"{test['n_tests']:,} |"
        )
    return heading(
        "What was found",
        "Validated pairs by what was planted. Pairs of the network or of a cell need not all be "
        "found: some never met within the window often enough. Pairs of junkies or of fans are "
        "false. *Other* pairs have accounts of which one, at least, was not planted.",
        "| actions | window | validated | network | cells | junkies | raid | other | tests |",
        lines,
    )


def exact(rows: list[Row]) -> list[str]:
    """Return the comparison with the same test on a plain join."""
    lines = [
        f"| {row['n']:,} | {window(row)} | {row['n_pairs']:,} | {ours['n_pairs']:,} | "
        f"{row['n_both']:,} | {row['n_both'] / max(row['n_pairs'], 1):.4f} | {row['cpu_s']:.1f} | "
        f"{ours['cpu_s']:.1f} |"
        for row in chosen(rows, "exact", "exact")
        for ours in of_size(chosen(rows, "exact", "pairs"), row["n"])
        if ours["windows_s"] == row["windows_s"]
    ]
    return heading(
        "Against the same test without pruning or screen",
        "All pairs counted by a plain DuckDB bucket join of all actions, then the same statistics.",
        "| actions | window | exact pairs | ours | both | recall | exact, CPU s | ours, CPU s |",
        lines,
    )


def peer(rows: list[Row]) -> list[str]:
    """Return the comparison with coordination-network-toolkit."""
    theirs, ours, compared = (
        chosen(rows, "peer", way) for way in ("peer", "ours from csv", "compare")
    )
    if not (theirs and ours and compared):
        return []
    one, two, sets = theirs[0], ours[0], compared[0]
    lines = [
        f"| {name} | {row['cpu_s']:.1f} | {row['load_cpu_s']:.1f} | "
        f"{row['cpu_s'] - row['load_cpu_s']:.1f} | {row['wall_s']:.1f} | {row['peak_mb']:,.0f} |"
        for name, row in (("coordination-network-toolkit 1.5.2", one), ("undertow", two))
    ]
    agreed = (
        f"Ratio of CPU, end to end: **{one['cpu_s'] / two['cpu_s']:.1f}** (target: at least "
        f"{PEER_TARGET}); without the load of each: "
        f"{(one['cpu_s'] - one['load_cpu_s']) / (two['cpu_s'] - two['load_cpu_s']):.1f}.\n\n"
        f"Its edges are directed: {sets['n_theirs']:,} with a weight of 2 or more (distinct posts "
        f"of the first account). A plain join of the same actions gives {sets['n_joined']:,}, of "
        f"which {sets['n_equal']:,} have the same accounts and weight. All "
        f"{sets['n_shared']:,} pairs with two or more distinct objects, which are what we test, "
        f"are among its edges: {sets['n_shared_theirs']:,}. We validate {two['n_pairs']:,} of them."
    )
    return [
        *heading(
            "Beside coordination-network-toolkit",
            f"Both read one CSV file of {one['n']:,} replies in its format (texts and names empty, "
            "which is to its advantage) and end with edges: it loads SQLite and computes "
            f"`co_reply` with a window of {one['windows_s'][0]} s, smallest weight 2 and "
            f"{one['threads']} processes; we write the actions as Parquet, test every pair and "
            "write validated edges and the posts behind them. It has no test. Ours is not the "
            "whole `undertow ingest`, which also hashes, keeps and checks every record.",
            "| way | CPU s | of it loading | the rest | wall s | MB |",
            lines,
        ),
        agreed,
        "",
    ]


def growth(rows: list[Row]) -> list[str]:
    """Return the table of growth, with slopes and the picture."""
    lines, slopes = [], []
    own = sorted(chosen(rows, "growth"), key=lambda row: (row["windows_s"], row["n"]))
    for row in own:
        lines.append(
            f"| {window(row)} | {row['n']:,} | {row['cpu_s']:.1f} | "
            f"{1e6 * row['cpu_s'] / row['n']:.1f} | {row['wall_s']:.1f} | {row['peak_mb']:,.0f} |"
        )
    for name in sorted({row["windows_s"][0] for row in own}):
        some = [row for row in own if row["windows_s"] == [name]]
        if len(some) > 1:
            slopes.append(
                f"{name} s: CPU {slope(some, 'cpu_s'):.2f}, memory {slope(some, 'peak_mb'):.2f}"
            )
    told = f"Slopes of the log-log lines (least squares): {'; '.join(slopes)}. Target: CPU at most "
    picture_line = f"![CPU and memory against actions, both axes logarithmic]({PICTURE})"
    section = heading(
        "Growth",
        told + "1.15.",
        "| window | actions | CPU s | CPU µs an action | wall s | MB |",
        lines,
    )
    return [*section, picture_line, ""] if slopes else []


def links(rows: list[Row]) -> list[str]:
    """Return the case that CooRnet failed on."""
    lines = [
        f"| {', '.join(f'{w:,}' for w in row['windows_s'])} | {row['cpu_s']:.1f} | "
        f"{row['wall_s']:.1f} | {row['peak_mb']:,.0f} | {row['tests'][-1]['n_candidates']:,} | "
        f"{row['n_pairs']:,} |"
        for row in chosen(rows, "links", "pairs")
    ]
    return heading(
        "142,000 shares of one set of links",
        "The size at which a user of CooRnet ran out of 128 GB (its issue 35): 2,000 links, the "
        "first with an eighth of all shares, 10,000 accounts, a month; all default windows of the "
        "layer at once. Target: less than 2 GB and a minute. Nobody coordinates in these data.",
        "| windows, s | CPU s | wall s | MB | candidates | validated |",
        lines,
    )


def elections(rows: list[Row]) -> list[str]:
    """Return what was validated where nobody knows who coordinates."""
    lines = []
    for row in chosen(rows, "elections"):
        real, *copies = row["found"]
        for i, test in enumerate(real):
            permuted = [copy[i]["n_validated"] for copy in copies]
            lines.append(
                f"| {test['layer']} | {test['window_s']:,} | {test['n_actions']:,} | "
                f"{test['n_accounts']:,} | {test['n_candidates']:,} | {test['n_validated']:,} | "
                f"{sum(permuted) / len(permuted):.1f} | {max(permuted)} |"
            )
    return heading(
        "False alarms on unlabelled shares",
        "Links and hashtags of the German elections of 2021, Facebook and Twitter, published with "
        "CooRTweet. Nobody has said who coordinates, so what is validated is neither right nor "
        "wrong; in copies whose accounts are permuted in each week and level of popularity nobody "
        "does. Hashtags never validate an edge alone: only pairs that links validate are counted.",
        "| layer | window, s | actions | accounts | candidates | validated | "
        "permuted, mean | most |",
        lines,
    )


def heading(title: str, text: str, columns: str, lines: list[str]) -> list[str]:
    """Return a section with a table, or nothing where nothing was measured."""
    if not lines:
        return []
    rule = "|---" * (columns.count("|") - 1) + "|"
    return [f"## {title}", "", text, "", columns, rule, *lines, ""]


def chosen(rows: list[Row], section: str, way: str | None = None) -> list[Row]:
    """Return the rows of a section and way, by window and size."""
    some = [r for r in rows if r["section"] == section and way in (None, r["way"])]
    return sorted(some, key=lambda row: (row["n"], row["windows_s"]))


def of_size(rows: list[Row], n: int) -> list[Row]:
    """Return the rows of a size."""
    return [row for row in rows if row["n"] == n]


def same(rows: list[Row], way: str, row: Row) -> Row | None:
    """Return what another way took on the same actions and window, if it was measured."""
    some = of_size(chosen(rows, "limit", way), row["n"])
    return next((r for r in some if r["windows_s"] == row["windows_s"]), None)


def window(row: Row) -> str:
    """Return the window of a row."""
    return f"{row['windows_s'][0]} s"


def slope(rows: list[Row], what: str) -> float:
    """Return the exponent of growth with the number of actions."""
    x, y = (np.log([row[name] for row in rows]) for name in ("n", what))
    return float(np.polyfit(x, y, 1)[0])


PANELS = (("cpu_s", "CPU, seconds"), ("peak_mb", "Peak memory, MB"))
COLORS = (svg.BLUE, svg.VERMILION, svg.GREEN)
TOP, HEIGHT, LEFT, WIDTH, GAP = 40.0, 240.0, 60.0, 290.0, 80.0


def picture(rows: list[Row]) -> str:
    """Draw CPU and memory against actions, both axes logarithmic."""
    windows = sorted({row["windows_s"][0] for row in rows})
    body = [
        panel(rows, windows, what, name, LEFT + i * (WIDTH + GAP))
        for i, (what, name) in enumerate(PANELS)
    ]
    drawn = svg.picture(
        "growth",
        "Growth of CPU and memory with the number of actions",
        "Both axes are logarithmic; a line for each window. The numbers are in the table above.",
        TOP + HEIGHT + 60,
        svg.box(0, 0, svg.WIDTH, TOP + HEIGHT + 60, "#ffffff"),
        *body,
    )
    return str(drawn).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)


def panel(rows: list[Row], windows: list[int], what: str, name: str, left: float) -> Markup:
    """Draw one quantity."""
    x_ends = decades([row["n"] for row in rows])
    y_ends = decades([row[what] for row in rows])

    def at(n: float, value: float) -> tuple[float, float]:
        across = (math.log10(n) - x_ends[0]) / (x_ends[1] - x_ends[0])
        up = (math.log10(value) - y_ends[0]) / (y_ends[1] - y_ends[0])
        return left + across * WIDTH, TOP + (1 - up) * HEIGHT

    parts = [svg.label(left, TOP - 16, name, weight="bold")]
    for power in range(y_ends[0], y_ends[1] + 1):
        x, y = at(10 ** x_ends[0], 10**power)
        parts += [
            svg.line(x, y, left + WIDTH, y, stroke=svg.GRID),
            svg.label(x - 6, y + 4, f"{10**power:,g}", anchor="end", size=11),
        ]
    for power in range(x_ends[0], x_ends[1] + 1):
        x, y = at(10**power, 10 ** y_ends[0])
        parts += [
            svg.line(x, TOP, x, y, stroke=svg.GRID),
            svg.label(x, y + 18, f"{10**power:,}", anchor="middle", size=11),
        ]
    for i, (seconds, color) in enumerate(zip(windows, COLORS, strict=False)):
        own = [row for row in rows if row["windows_s"] == [seconds]]
        points = [at(row["n"], row[what]) for row in own]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        dash = None if i == 0 else "6 4"
        parts += [
            svg.element(
                "polyline", points=line, fill="none", stroke=color, stroke_width=2,
                stroke_dasharray=dash,
            ),
            *(svg.element("circle", cx=x, cy=y, r=3.5, fill=color) for x, y in points),
            svg.label(left + 10, TOP + 18 + 18 * i, f"window {seconds} s", fill=color),
        ]  # fmt: skip
    parts.append(
        svg.label(left + WIDTH / 2, TOP + HEIGHT + 42, "actions", anchor="middle", size=12)
    )
    return svg.group(parts)


def decades(values: list[float]) -> tuple[int, int]:
    """Return the powers of ten around some values."""
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return low, max(high, low + 1)
