"""``undertow threats``: what the threat screen found, and what people judged of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, Any

import pyarrow as pa
import typer

from undertow.case import Case
from undertow.cli.console import CaseFolder, command_line, number_of, operator, tell
from undertow.cli.products import require_analysis
from undertow.cli.tables import Format, Titles, print_table
from undertow.errors import CaseError, InputError
from undertow.judgements import (
    Judgement,
    hit_texts,
    is_screened,
    judge_threat,
    read_judgements,
    text_sha256,
)
from undertow.pipeline import require_recorded
from undertow.schema import TargetHits, Targets, ThreatHits
from undertow.wording.redaction import MASK, clean, private_places

_AROUND = 60
# Characters after a private place that are hidden with it, or up to the end of the sentence.
_AFTER_PRIVATE = 120
_SENTENCE_END = re.compile(r"[.!?](?=\s|$)|[。！？\n]")
_COLUMNS: Titles = {
    "post_uid": "post",
    "n_posts": "posts",
    "officials": "officials",
    "grade": "grade",
    "kind": "kind",
    "place": "place",
    "judged": "judged",
}
_SCHEMA = pa.schema(
    [
        ("post_uid", pa.string()),
        ("n_posts", pa.int64()),
        ("officials", pa.list_(pa.string())),
        ("kind", pa.string()),
        ("grade", pa.string()),
        ("rule_id", pa.string()),
        ("start_char", pa.int64()),
        ("end_char", pa.int64()),
        ("place", pa.string()),
        ("judged", pa.string()),
        ("by", pa.string()),
        ("at", pa.string()),
        ("note", pa.string()),
    ]
)


class VerdictChoice(StrEnum):
    """What a person can judge."""

    threat = "threat"
    no_threat = "no-threat"
    unsure = "unsure"


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("threats")(threats)


def threats(
    case: CaseFolder,
    form: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.table,
    everything: Annotated[
        bool, typer.Option("--all", help="List what was judged as well.")
    ] = False,
    private: Annotated[
        bool,
        typer.Option("--private", help="Show addresses, numbers, handles and links unmasked."),
    ] = False,
    judge: Annotated[
        str | None, typer.Option(metavar="POST_UID", help="Record a judgement of this post.")
    ] = None,
    verdict: Annotated[
        VerdictChoice | None,
        typer.Argument(metavar="[VERDICT]", help="threat, no-threat or unsure; with --judge."),
    ] = None,
    by: Annotated[str, typer.Option(help="Name of the person who read the post.")] = "",
    note: Annotated[str, typer.Option(help="Why, in their words; kept with the judgement.")] = "",
) -> None:
    """List posts that may threaten harm or give private information away, gravest first.

    Each awaits a person, who reads it and judges with --judge. A judgement goes to the custody
    log, holds for every post with the same text, and gives way to a later one.

    Example: undertow threats mycase

    Example: undertow threats mycase --judge x:123 no-threat --by "Ana Roy" --note "a film title"
    """
    opened = Case.open(case)
    require_analysis(opened)
    require_recorded(opened, (ThreatHits,))
    if not is_screened(opened):
        raise CaseError(
            f"{opened.path}: posts that are in it were not screened for threats; run "
            f"`undertow analyze {opened.path}` first"
        )
    if (judge is None) != (verdict is None):
        raise typer.BadParameter("--judge POST_UID and a verdict go together")
    if judge is not None and verdict is not None:
        _judge(opened, judge, verdict, by=by, note=note)
        return
    rows = _rows(opened, everything=everything, private=private, is_by_text=form is Format.table)
    if not rows and form is Format.table:
        tell("No post awaits a person." if not everything else "The screen found nothing.")
        return
    print_table(pa.Table.from_pylist(rows, schema=_SCHEMA), _COLUMNS, form)


def n_awaiting(case: Case) -> int:
    """Return how many posts await a person."""
    judged = read_judgements(case)
    return sum(_awaits(judged.get(text_sha256(text))) for text in hit_texts(case).values())


def _judge(case: Case, post_uid: str, verdict: VerdictChoice, *, by: str, note: str) -> None:
    if not by.strip():
        raise InputError("--by NAME: a judgement needs the name of the person who made it")
    with case.writing():
        judge_threat(
            case, post_uid, verdict.value, by=by, note=note, who=operator(), command=command_line()
        )
    left = n_awaiting(case)
    tell(f"Recorded: {post_uid} {verdict.value}, by {by.strip()}.")
    tell(f"{number_of(left, 'post')} still {'awaits' if left == 1 else 'await'} a person.")


def _awaits(judgement: Judgement | None) -> bool:
    return judgement is None or judgement.verdict == "unsure"


def _rows(case: Case, *, everything: bool, private: bool, is_by_text: bool) -> list[dict[str, Any]]:
    """Return what was found, gravest first: each place, or each text with its gravest place."""
    texts = hit_texts(case)
    judged = read_judgements(case)
    officials = _officials(case, texts)
    places: dict[str, list[dict[str, Any]]] = {}
    for hit in sorted(case.read(ThreatHits).arrow.to_pylist(), key=_gravity):
        places.setdefault(hit["post_uid"], []).append(hit)
    copies: dict[str, list[str]] = {}
    for uid in places:
        copies.setdefault(texts[uid], []).append(uid)
    rows = []
    for text, uids in copies.items():
        judgement = judged.get(text_sha256(text))
        if not everything and not _awaits(judgement):
            continue
        shown = (
            [(uids[0], places[uids[0]][0])]
            if is_by_text
            else [(uid, hit) for uid in uids for hit in places[uid]]
        )
        everybody = sorted({name for uid in uids for name in officials.get(uid, ())})
        for uid, hit in shown:
            names = everybody if is_by_text else sorted(officials.get(uid, ()))
            rows.append(
                {name: hit[name] for name in ("kind", "grade", "rule_id", "start_char", "end_char")}
                | {"post_uid": uid, "n_posts": len(uids), "officials": names}
                | {"place": marked(text, hit, places[uid], private=private)}
                | _told(judgement)
            )
    rows.sort(key=lambda row: (not row["officials"], *_gravity(row), -row["n_posts"]))
    return rows


def _gravity(row: dict[str, Any]) -> tuple[bool, bool, str, int]:
    """Return the place of a row in order: explicit threats of harm first."""
    return (
        row["grade"] != "explicit",
        row["kind"] != "physical_harm",
        row["post_uid"],
        row["start_char"],
    )


def _told(judgement: Judgement | None) -> dict[str, str | None]:
    if judgement is None:
        return dict.fromkeys(("judged", "by", "at", "note"))
    return {
        "judged": judgement.verdict,
        "by": judgement.by,
        "at": judgement.at,
        "note": judgement.note,
    }


def _officials(case: Case, uids: Iterable[str]) -> dict[str, set[str]]:
    """Return the names of the officials whom posts address."""
    wanted = set(uids)
    targets = case.read(Targets).arrow
    names = dict(
        zip(
            targets.column("target_id").to_pylist(), targets.column("name").to_pylist(), strict=True
        )
    )
    found: dict[str, set[str]] = {}
    hits = case.read(TargetHits).arrow.select(["post_uid", "target_id"])
    for uid, target in zip(*(column.to_pylist() for column in hits.columns), strict=True):
        if uid in wanted:
            found.setdefault(uid, set()).add(names.get(target, target))
    return found


def marked(text: str, hit: dict[str, Any], places: list[dict[str, Any]], *, private: bool) -> str:
    """Return the surroundings of a place with the place in double brackets.

    Parameters
    ----------
    text : str
        The text of the post.
    hit : dict
        Row of ``threat_hits``.
    places : list of dict
        All rows of the post: private information is masked wherever it stands.
    private : bool
        Whether to show it instead.
    """
    start, end = hit["start_char"], hit["end_char"]
    # Hidden in the whole text before it is cut: what is cut in two is not known for what it is.
    hidden = [] if private else _hidden(text, places)
    begin, stop = max(0, start - _AROUND), min(len(text), end + _AROUND)
    for first, last in hidden:
        begin = last if first < begin < last else begin
        stop = first if first < stop < last else stop
    before, place, after = (
        clean(_hide(text, *piece, hidden))
        for piece in ((min(begin, start), start), (start, end), (end, max(stop, end)))
    )
    return (
        ("… " if begin else "") + f"{before}⟦{place}⟧{after}" + (" …" if stop < len(text) else "")
    )


def _hidden(text: str, places: list[dict[str, Any]]) -> list[tuple[int, int]]:
    """Return what is masked in a text: private information to the end of its sentence."""
    found = private_places(text)
    for row in places:
        if row["kind"] == "doxing":
            # Many a rule finds the words that lead to an address and not the address.
            rest = text[row["end_char"] : row["end_char"] + _AFTER_PRIVATE]
            sentence_end = _SENTENCE_END.search(rest)
            length = sentence_end.start() if sentence_end else len(rest)
            found.append((row["start_char"], row["end_char"] + length))
    merged: list[tuple[int, int]] = []
    for first, last in sorted(found):
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return merged


def _hide(text: str, start: int, end: int, hidden: list[tuple[int, int]]) -> str:
    """Return a part of a text with hidden places masked."""
    shown, reached = [], start
    for first, last in hidden:
        first, last = max(first, reached), min(last, end)
        if first < last:
            shown += [text[reached:first], MASK]
            reached = last
    return "".join([*shown, text[reached:end]])
