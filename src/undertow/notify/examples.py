"""Examples of what was posted about an official, redacted, for the attachment of a notice."""

from __future__ import annotations

import unicodedata
from collections import Counter
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from undertow.case import Case
from undertow.judgements import Screen
from undertow.rulings import Overlay
from undertow.schema import CampaignPosts, Posts, PostText, TargetHits, Targets, ThreatHits
from undertow.wording.redaction import redact, shorten

_MOST = 2
_LONGEST = 400


def read_examples(case: Case) -> dict[str, list[str]]:
    """Return at most two texts for each official, the most repeated ones that address them alone.

    A post that addresses somebody else as well, that was not screened for threats, in which
    something was found, or that is of an account removed on review, is no example. Names and
    handles of officials of the register, links and long numbers are masked as far as a machine
    finds them; a person reads what is left.
    """
    own = Overlay.of(case).read(case, CampaignPosts).arrow.column("post_uid").unique()
    hits = case.read(TargetHits).arrow.select(["post_uid", "target_id"])
    hits = hits.filter(pc.is_in(hits.column("post_uid"), value_set=own))
    found = hits.group_by("post_uid").aggregate([("target_id", "distinct")]).to_pylist()
    threats = set(case.read(ThreatHits).arrow.column("post_uid").to_pylist())
    screen = Screen(case)
    of_post = {
        row["post_uid"]: row["target_id_distinct"][0]
        for row in found
        if len(row["target_id_distinct"]) == 1
        and row["post_uid"] not in threats
        and screen.was_read(row["post_uid"])
    }
    names = _names(case)
    return {
        target: [shorten(redact(_plain(text), names), _LONGEST) for text in texts]
        for target, texts in _most_repeated(case, of_post).items()
    }


def _most_repeated(case: Case, of_post: dict[str, str]) -> dict[str, list[str]]:
    """Return the texts of the largest text groups of each official, the first post's words."""
    posts = case.read(Posts).arrow.select(["post_uid", "created_at", "text"])
    posts = posts.filter(
        pc.is_in(posts.column("post_uid"), value_set=pa.array(list(of_post), pa.string()))
    )
    groups = case.read(PostText).arrow.select(["post_uid", "text_group"])
    rows = posts.join(groups, "post_uid").sort_by(
        [("created_at", "ascending"), ("post_uid", "ascending")]
    )
    counts: dict[str, Counter[str]] = {}
    first: dict[tuple[str, str], str] = {}
    for row in rows.to_pylist():
        target = of_post[row["post_uid"]]
        if not row["text"] or row["text_group"] is None:
            continue
        counts.setdefault(target, Counter())[row["text_group"]] += 1
        first.setdefault((target, row["text_group"]), row["text"])
    return {
        target: [
            first[target, group]
            for group, _ in sorted(own.items(), key=lambda item: (-item[1], item[0]))[:_MOST]
        ]
        for target, own in counts.items()
    }


def _names(case: Case) -> list[str]:
    """Return the names of all officials of the register."""
    columns = ["name", "surname", "aliases", "handles"]
    rows: list[dict[str, Any]] = case.read(Targets).arrow.select(columns).to_pylist()
    names = {
        name
        for row in rows
        for name in (row["name"], row["surname"], *(row["aliases"] or ()), *(row["handles"] or ()))
        if name
    }
    return sorted(names | {name.rpartition(":")[2] for name in names})


def _plain(text: str) -> str:
    """Return a text in composed letters and with single blanks, as names are looked for."""
    return " ".join(unicodedata.normalize("NFKC", text).split())
