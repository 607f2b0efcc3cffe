"""Small cases for claim groups: a text by some accounts in a language."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa
from embedder_doubles import WordEmbedder

from undertow.schema import (
    DirectEdges,
    NearGroups,
    PostKeys,
    Posts,
    Table,
    TableSpec,
    TargetHits,
    TemplateUses,
)
from undertow.settings import ClaimSettings
from undertow.text.claims import build_claim_groups

START = datetime(2023, 8, 7, tzinfo=UTC)
_EMPTY = {
    pa.string(): "",
    pa.int64(): 0,
    pa.float64(): 0.0,
    pa.list_(pa.string()): [],
    pa.bool_(): False,
    pa.binary(): b"",
}


@dataclass(frozen=True)
class Text:
    """A text and who published it."""

    text: str
    language: str = "en"
    accounts: tuple[str, ...] = ("a", "b")


def table(spec: type[TableSpec], rows: Sequence[dict[str, Any]]) -> Table[Any]:
    """Return a table; what a row leaves out is null or empty."""
    plain = {
        c.name: None if c.nullable else START if pa.types.is_timestamp(c.type) else _EMPTY[c.type]
        for c in spec.columns
    }
    filled = [plain | row for row in rows]
    return Table.checked(spec, pa.Table.from_pylist(filled, schema=spec.arrow_schema()))


def unit_of(text: str) -> str:
    """Return the text group of a text."""
    return "t-" + hashlib.sha256(text.encode()).hexdigest()[:16]


def case_of(texts: Sequence[Text]) -> dict[str, Table[Any]]:
    """Return the inputs of the stage."""
    posts, keys = [], []
    for i, text in enumerate(texts):
        for account in text.accounts:
            uid = f"x:{i}{account}"
            at = START + timedelta(minutes=i)
            posts.append(
                {"post_uid": uid, "account_uid": account, "text": text.text, "created_at": at}
            )
            keys.append(
                {
                    "post_uid": uid,
                    "language": text.language,
                    "match_key": text.text.lower(),
                    "n_chars": len(text.text),
                    "text_group": unit_of(text.text),
                }
            )
    return {
        "posts": table(Posts, posts),
        "post_keys": table(PostKeys, keys),
        "near_groups": Table.empty(NearGroups),
        "template_uses": Table.empty(TemplateUses),
        "target_hits": Table.empty(TargetHits),
        "direct_edges": Table.empty(DirectEdges),
    }


def build(case: dict[str, Table[Any]], **given: Any) -> Any:
    """Run the stage with the embedder of words, unless another is given."""
    settings = given.pop("settings", ClaimSettings())
    return build_claim_groups(
        **case, settings=settings, **{"embedder": WordEmbedder(), "rng_seed": 1} | given
    )
