"""A petition whose signers the account test finds is explained, unless a batch signed it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from undertow.analysis import analyze
from undertow.case import Case
from undertow.ingest import ingest
from undertow.schema import (
    AccountFindings,
    AccountTests,
    CampaignMembers,
    Explanations,
)

START = datetime(2023, 8, 1, tzinfo=UTC)
N_ORDINARY, N_SIGNERS, N_OFFICIALS = 700, 60, 12
Row = dict[str, Any]
Template = tuple[Any, ...]

ENGLISH = (
    ("I live in your riding and I am writing", "As one of the people you represent I am writing"),
    ("the school on our street", "the clinic in our town", "the bus to our valley"),
    ("Please vote for it this autumn.", "Please say yes when it comes to a vote."),
    " to ask that you keep the money for {} in the coming budget, because the families here have "
    "no other and were promised for nine years that it would stay open. ",
)
CHINESE = (
    ("我住在您的选区,写信给您", "作为您代表的居民,我写信给您"),
    ("我们街上的学校", "我们镇上的诊所", "去山谷的公车"),
    ("请在秋天投赞成票。", "表决时请您投赞成票。"),
    "请求在新预算中保留{}的经费,因为这里的家庭没有别的选择,九年来一直得到承诺它会继续开放。",
)


def letter(template: Template, rng: np.random.Generator) -> str:
    """Fill in the three slots of a letter."""
    opening, subject, closing = (slot[rng.integers(len(slot))] for slot in template[:3])
    return f"{opening}{template[3].format(subject)}{closing}"


def own_words(rng: np.random.Generator, n_chars: int) -> str:
    """A text that nobody else writes, up to twice as long as a letter."""
    letters = rng.choice(list("aeioubdklmnrst"), (rng.integers(4, n_chars // 3), 6))
    return " ".join("".join(word) for word in letters)


def post(number: int, author: str, at: float, text: str, born: datetime, **more: Any) -> Row:
    """Return a canonical record."""
    row = {
        "platform": "x",
        "id": f"p{number}",
        "author_id": author,
        "created_at": (START + timedelta(seconds=at)).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "kind": "post",
        "text": text,
    } | more
    return row | {"author_created_at": born.isoformat()}


def petition(template: Template, born: Callable[[np.random.Generator], datetime]) -> list[Row]:
    """A month of ordinary answers to officials, and ten days in which people send letters."""
    rng = np.random.default_rng(3)
    n_chars = len(letter(template, rng))
    rows: list[Row] = []

    def add(author: str, at: float, text: str, created: datetime, official: int) -> None:
        thread = {"in_reply_to_id": f"page{official}", "root_id": f"page{official}"}
        to = {"in_reply_to_author_id": f"official{official}"}
        rows.append(post(len(rows), author, at, text, created, kind="reply", **thread, **to))

    for i in range(N_OFFICIALS):
        rows.append(
            post(0, f"official{i}", 0, own_words(rng, n_chars), long_ago(rng)) | {"id": f"page{i}"}
        )
    for i in range(N_ORDINARY):
        created = long_ago(rng)
        for _ in range(rng.integers(2, 6)):
            text = "thank you for everything" if rng.random() < 0.03 else own_words(rng, n_chars)
            add(f"o{i}", rng.uniform(0, 28 * 86400), text, created, int(rng.integers(N_OFFICIALS)))
    for i in range(N_SIGNERS):
        created = born(rng)
        for official in rng.permutation(N_OFFICIALS)[:5].tolist():
            at = rng.uniform(8 * 86400, 18 * 86400)
            add(f"s{i}", at, letter(template, rng), created, official)
        add(f"s{i}", rng.uniform(0, 28 * 86400), own_words(rng, n_chars), created, 0)
    return rows


def analysed(folder: Path, rows: list[Row]) -> Case:
    """Ingest and analyse the records, with a register of the officials."""
    capture, register = folder / "x.ndjson", folder / "register.csv"
    capture.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    lines = [f"t{i},Official {i},official{i}" for i in range(N_OFFICIALS)]
    register.write_text("\n".join(["target_id,name,handle_x", *lines]) + "\n", encoding="utf-8")
    case = Case.create(folder / "case", purpose="a petition", register=register)
    ingest(case, [capture], who="test", command="test", format_id="canonical")
    analyze(case, who="test", command="test")
    return case


def verdicts(case: Case) -> Counter[str]:
    """Count the verdicts on the signers."""
    rows = case.read(AccountFindings).arrow.to_pylist()
    return Counter(row["verdict"] for row in rows if row["native_id"].startswith("s"))


def held(case: Case) -> dict[str, bool]:
    """Return which explanation of the one community holds."""
    rows = case.read(Explanations).arrow.to_pylist()
    assert len({row["community_id"] for row in rows}) == 1
    return {row["explanation"]: row["holds"] for row in rows}


def long_ago(rng: np.random.Generator) -> datetime:
    return START - timedelta(days=float(rng.uniform(30, 4000)))


def made_together(rng: np.random.Generator) -> datetime:
    return START - timedelta(days=10, hours=float(rng.uniform(0, 20)))


@pytest.mark.parametrize("template", [ENGLISH, CHINESE], ids=["en", "zh"])
def test_petition_by_ordinary_people_is_explained(tmp_path: Path, template: Template) -> None:
    case = analysed(tmp_path, petition(template, long_ago))
    tests = case.read(AccountTests).arrow.to_pylist()
    alone = [row for row in tests if row["q_value"] <= case.settings.coordination.account_q]
    assert sum(row["account_uid"].startswith("x:s") for row in alone) >= N_SIGNERS // 3
    found = verdicts(case)
    assert found["coordinated_explained"] >= N_SIGNERS // 3
    assert set(found) <= {"coordinated_explained", "none"}
    assert case.n_rows(CampaignMembers) == 0
    assert {name for name, holds in held(case).items() if holds} == {"petition_template"}


def test_petition_signed_by_a_batch_of_accounts_is_not_explained(tmp_path: Path) -> None:
    case = analysed(tmp_path, petition(ENGLISH, made_together))
    found = verdicts(case)
    assert found["coordinated_inauthentic"] >= N_SIGNERS // 3
    assert found["coordinated_explained"] == 0
    assert not any(held(case).values())
