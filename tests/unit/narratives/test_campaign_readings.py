"""Whom the texts of a campaign make speak, and what they say officials have done."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from undertow.narratives.frames import VOICES, FrameReader
from undertow.narratives.posts import Group, Text
from undertow.narratives.readings import ReadingReader

PEOPLE = [
    {"target_id": "t1", "kind": "official", "name": "Ann Lee", "aliases": ["Ann Lee", "李安娜"]},
    {
        "target_id": "p1",
        "kind": "person",
        "name": "Old Lamp",
        "aliases": ["Old Lamp", "Vieille Lampe", "老灯泡"],
    },
]


def read(*texts: tuple[str, str], n: int = 2, people: Any = PEOPLE) -> list[dict[str, Any]]:
    """Return what is read of a campaign in which each text is posted by ``n`` accounts."""
    posts = {f"p{i}-{k}": f"a{k}" for i in range(len(texts)) for k in range(n)}
    group = Group(
        {},
        tuple(
            Text(language, f"t{i}", text, f"p{i}-0", tuple(f"p{i}-{k}" for k in range(n)))
            for i, (language, text) in enumerate(texts)
        ),
    )
    return ReadingReader(pa.Table.from_pylist(people), posts).read("c-1", [group])


SPEAKING = [
    ("en", "Stone Owl says on video that this member took money.", "Stone Owl"),
    ("en", "Watch it. The critic Stone Owl reveals Ann Lee met lobbyists.", "Stone Owl"),
    ("en", "Ann Lee met lobbyists, Stone Owl himself says it.", "Stone Owl"),
    ("en", "Why? Stone Owl never sleeps and Stone Owl has evidence that it is so.", None),
    ("fr", "Hibou Gris dit en vidéo que cet élu n'a jamais rien déclaré.", "Hibou Gris"),
    ("fr", "Le critique Hibou Gris affirme que cet élu a menti.", "Hibou Gris"),
    ("zh", "灰枭先在视频里说这位议员收了钱", "灰枭先"),
    ("zh", "评论人灰枭爆料议员收了钱", "灰枭"),
    ("zh", "专家说明天会下雨", None),
    ("zh", "有人说议员收了钱", None),
    ("en", "They say that this member took money.", None),
    ("en", "Ann Lee says that taxes fell.", None),
    ("en", "If Stone Owl says that, it is news.", None),
    ("en", "Stone Owl never said that.", None),
]


@pytest.mark.parametrize(("language", "text", "name"), SPEAKING)
def test_who_is_given_as_the_one_who_speaks(language: str, text: str, name: str | None) -> None:
    subjects = [row["subject"] for row in read((language, text)) if row["reading"] == "voice"]
    assert subjects == ([] if name is None else [name])


def test_the_register_says_that_names_are_of_one_person() -> None:
    texts = [
        ("en", "Old Lamp says that Ann Lee took bribes from a developer."),
        ("fr", "Vieille Lampe dit en vidéo que cet élu a menti."),
        ("zh", "老灯泡在视频里说这位议员收了钱"),
    ]
    (voice,) = [row for row in read(*texts) if row["reading"] == "voice"]
    assert (voice["subject"], voice["subject_id"]) == ("Old Lamp", "p1")
    assert (voice["n_posts"], voice["n_accounts"], voice["n_texts"]) == (6, 2, 3)
    assert voice["languages"] == ["en", "fr", "zh"]
    apart = read(*texts, people=PEOPLE[:1])
    assert [row["subject_id"] for row in apart if row["reading"] == "voice"] == [None] * 3


def test_what_one_account_says_is_no_reading() -> None:
    assert read(("en", "Stone Owl says that Ann Lee took bribes."), n=1) == []


def test_acts_of_officials_and_accusations_against_them() -> None:
    rows = read(
        ("en", "Ann Lee took bribes from a developer."),
        ("en", "Stone Owl accused Ann Lee of fraud."),
        ("en", "Ann Lee accused Stone Owl of fraud."),
        ("en", "Ann Lee never took bribes from a developer."),
    )
    acts = {row["subject"]: row["post_uids"] for row in rows if row["reading"] == "act"}
    assert acts == {"accuse": ["p1-0", "p1-1"], "take_bribe": ["p0-0", "p0-1"]}


def test_a_voice_is_never_an_official() -> None:
    reader = FrameReader({"t1": ["Ann Lee"]}, VOICES)
    (frame,) = reader.read("Ann Lee says that taxes fell.", "en")
    assert frame.actor.target_id == "t1"
    assert [
        r for r in read(("en", "Ann Lee says that taxes fell.")) if r["reading"] == "voice"
    ] == []
