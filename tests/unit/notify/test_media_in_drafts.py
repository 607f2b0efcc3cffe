"""What a letter tells of media: how many, on which basis a person found what, and no picture."""

from __future__ import annotations

import email
import email.policy
from pathlib import Path
from typing import Any

import media_scene
import product_case
import pytest
from media_scene import FIRST

from undertow.case import Case
from undertow.decisions import DecisionLog
from undertow.notify import write_drafts
from undertow.notify.drafts import file_name
from undertow.rulings import record_media_finding


@pytest.fixture
def held(case: Case, rows_of: Any) -> Case:
    made = media_scene.add_to(product_case.fill(case, rows_of))
    record_media_finding(
        made, DecisionLog.of(made), FIRST, says="manipulated", basis="depicted_person",
        reason="She says so herself", by="Ana Roy", operator="ana",
    )  # fmt: skip
    return made


def draft(case: Case, out: Path, target: str) -> str:
    write_drafts(case, out)
    raw = (out / file_name(target)).read_bytes()
    message = email.message_from_bytes(raw, policy=email.policy.default)
    return str(message.get_body(("plain",)).get_content())  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("t-2", ()),
        ("t-1", ("Médias", "2\u00a0publications portent 1\u00a0image", "le dit", "Ana Roy")),
    ],
)
def test_a_letter_counts_the_media_in_the_posts_to_its_addressee(
    held: Case, tmp_path: Path, target: str, said: tuple[str, ...]
) -> None:
    jpeg = media_scene.write_thumbnail(held, FIRST)
    text = " ".join(draft(held, tmp_path / "drafts", target).split(" "))
    for words in said:
        assert words in text
    if not said:
        assert "carry" not in text
        assert FIRST[:12] not in text
    assert "She says so herself" not in text
    assert all(jpeg[:40] not in path.read_bytes() for path in (tmp_path / "drafts").iterdir())
