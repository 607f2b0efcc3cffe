"""Templates: what is kept, what is filled in, and with what."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from undertow.schema import Posts, Table, Targets, Templates, TemplateSlots, TemplateUses
from undertow.settings import TextSettings
from undertow.text import build_templates
from undertow.text.post_keys import post_keys_of
from undertow.text.templates.pattern import MAX_SLOTS, Pattern, read_pattern
from undertow.text.templates.tokens import kind_of, tokens_of

OFFICIALS = [
    {"target_id": "t-lee", "aliases": ["Ann Lee", "李安娜"], "handles": ["x:annlee"]},
    {"target_id": "t-roy", "aliases": ["Zoé Roy", "佐伊罗伊"], "handles": ["x:zoeroy"]},
    {"target_id": "t-diaz", "aliases": ["Omar Diaz"], "handles": []},
]


@pytest.fixture
def find(tmp_path: Path, rows_of: Any) -> Any:
    """Find the templates of texts, each by an account of its own."""

    def run(texts: list[str | None], uids: list[str] | None = None, **columns: Any) -> Any:
        posts = [
            {
                "post_uid": uid,
                "account_uid": f"x:{i}",
                "kind": "post",
                "text": text,
                "created_at": datetime(2023, 9, 1, tzinfo=UTC) + timedelta(minutes=i),
            }
            | {name: values[i] for name, values in columns.items()}
            for i, (text, uid) in enumerate(
                zip(texts, uids or [f"x:{i:03d}" for i in range(len(texts))], strict=True)
            )
        ]
        posts.sort(key=lambda post: post["post_uid"])
        table = Table.checked(Posts, rows_of(Posts, *posts))
        keys, _ = post_keys_of(table, TextSettings())
        targets = rows_of(Targets, *OFFICIALS)
        files = {"posts": table.arrow, "post_keys": keys.arrow, "targets": targets}
        for name, rows in files.items():
            pq.write_table(rows, tmp_path / name)
        parts = build_templates(
            *([tmp_path / name] for name in files),
            TextSettings(),
            rng_seed=0,
            spill=tmp_path / "spill",
        )
        found = {}
        for spec, rows in parts:
            arrow = pa.Table.from_batches(list(rows), spec.arrow_schema())
            found[spec] = Table.checked(spec, arrow).arrow.to_pylist()
        return found[Templates], found[TemplateSlots], found[TemplateUses]

    return run


def english(filling: str) -> str:
    return f"Stop hiding the truth {filling} and answer the people of this province today"


def only(rows: list[dict[str, Any]]) -> dict[str, Any]:
    (row,) = rows
    return row


@pytest.mark.parametrize(
    ("fillings", "kind"),
    [
        (["Ann Lee", "Zoé Roy", "Omar Diaz"], "target"),
        (["@annlee", "@zoeroy", "@annlee @zoeroy"], "target"),
        (["@one_a", "@two_b", "@three_c"], "handle"),
        (["17", "250", "99"], "number"),
        (["https://a.example/1", "https://b.example/2", "word"], "url"),
        (["#vote", "#truth", "#now"], "hashtag"),
        (["my friend", "dear neighbour", "sir"], "free"),
    ],
)
def test_what_a_slot_holds(find: Any, fillings: list[str], kind: str) -> None:
    templates, slots, uses = find(
        [english(filling) + "!" * i for i, filling in enumerate(fillings)]
    )
    row, slot = only(templates), only(slots)
    assert row["pattern"] == (
        f"stop hiding the truth {{1:{kind}}} and answer the people of this province today"
    )
    assert row["has_target_slot"] == (kind == "target")
    assert (row["n_texts"], row["n_posts"], row["n_accounts"], row["n_words"]) == (3, 3, 3, 12)
    assert slot["type"] == kind
    assert slot["n_values"] == len(set(fillings))
    assert {value for use in uses for value in use["values"]} == {f.lower() for f in fillings}


def test_a_petition_names_its_targets(find: Any) -> None:
    """Of all that was filled in, officials are told apart; one of them in two spellings."""
    templates, slots, _ = find(
        [english(name) for name in ("Ann Lee", "Zoé Roy", "zoé ROY", "Minister Omar Diaz", "them")]
    )
    assert only(templates)["has_target_slot"]
    slot = only(slots)
    assert slot["target_ids"] == ["t-diaz", "t-lee", "t-roy"]
    assert slot["values"][0] == "zoé roy"  # used twice
    assert slot["n_values"] == 4


def test_han_templates(find: Any) -> None:
    templates, slots, _ = find(
        [f"请{name}立刻回答收受开发商贿赂的问题" for name in ("李安娜", "佐伊罗伊", "張三豐")]
    )
    assert only(templates)["pattern"] == "请 {1:target} 立刻回答收受开发商贿赂的问题"
    assert only(slots)["target_ids"] == ["t-lee", "t-roy"]
    assert set(only(slots)["values"]) == {"李安娜", "佐伊罗伊", "张三丰"}


def test_two_slots_are_numbered_in_order(find: Any) -> None:
    pairs = [("Ann Lee", "10"), ("Zoé Roy", "25"), ("Omar Diaz", "300")]
    templates, slots, uses = find(
        [f"Ask {who} why she took {n} thousand from the builders of the tower" for who, n in pairs]
    )
    assert only(templates)["pattern"] == (
        "ask {1:target} why she took {2:number} thousand from the builders of the tower"
    )
    assert [(slot["slot"], slot["type"]) for slot in slots] == [(1, "target"), (2, "number")]
    assert sorted(use["values"] for use in uses) == [
        ["ann lee", "10"],
        ["omar diaz", "300"],
        ["zoé roy", "25"],
    ]


def test_a_filling_may_be_left_out(find: Any) -> None:
    _, slots, uses = find([english(x) for x in ("dear Ann Lee", "Zoé Roy", "", "Omar Diaz")])
    assert only(slots)["n_values"] == 3
    assert ["x:002"] == [use["post_uid"] for use in uses if use["values"] == [""]]


@pytest.mark.parametrize(
    "texts",
    [
        pytest.param(
            [english("") + f" https://t.co/{i}abc" for i in range(6)], id="links alone differ"
        ),
        pytest.param([english("Ann Lee")] * 6, id="nothing differs"),
        pytest.param([english("Ann Lee"), english("Zoé Roy")], id="two forms"),
        pytest.param(
            [english("") + mark for mark in ("!", "?", ".", "😀")], id="punctuation alone differs"
        ),
        pytest.param(
            [english("Ann Lee"), english("Zoé Roy"), None, "", "unlike every other text here"],
            id="two forms among others",
        ),
    ],
)
def test_no_template(find: Any, texts: list[str | None]) -> None:
    assert find(texts) == ([], [], [])


def test_one_account_makes_no_template(find: Any) -> None:
    texts = [english(name) for name in ("Ann Lee", "Zoé Roy", "Omar Diaz")]
    assert find(texts, account_uid=["x:1"] * 3) == ([], [], [])
    assert find(texts, account_uid=["x:1", None, None]) == ([], [], [])
    assert len(find(texts, account_uid=["x:1", "x:1", "x:2"])[0]) == 1


def test_reposts_are_no_uses(find: Any) -> None:
    texts = [english(name) for name in ("Ann Lee", "Zoé Roy", "Omar Diaz", "Ann Lee")]
    templates, _, uses = find(texts, kind=["post", "reply", "quote", "repost"])
    assert only(templates)["n_posts"] == 3
    assert {use["post_uid"] for use in uses} == {"x:000", "x:001", "x:002"}


def test_disguised_letters_fill_the_same_template(find: Any) -> None:
    texts = [english(name) for name in ("Ann Lee", "Zoé Roy", "Omar Diaz")]
    texts.append(english("Аnn Lее").replace("hiding", "hіdіng"))
    _, slots, uses = find(texts)
    assert len(uses) == 4
    assert only(slots)["values"][0] == "ann lee"


def test_order_and_labels_change_nothing(find: Any) -> None:
    texts = [english(name) for name in ("Ann Lee", "Zoé Roy", "Omar Diaz", "a friend", "Ann Lee")]
    uids = [f"x:{i:03d}" for i in range(len(texts))]
    templates, slots, uses = find(texts, uids)
    names = [f"y:{i:03d}" for i in range(len(texts))]
    random.Random(3).shuffle(names)
    other_templates, other_slots, other_uses = find(texts, names)
    assert (other_templates, other_slots) == (templates, slots)
    renamed = dict(zip(names, uids, strict=True))
    back = [use | {"post_uid": renamed[use["post_uid"]]} for use in other_uses]
    assert sorted(back, key=lambda use: use["post_uid"]) == uses


def test_a_group_without_a_common_text_has_no_pattern() -> None:
    forms = {tuple(f"a{i} b{i} c{i} d{i} e{i}".split()): 1 for i in range(5)}
    assert read_pattern(forms) is None


def test_too_many_gaps_are_no_template() -> None:
    def form(filling: str, n_gaps: int) -> tuple[str, ...]:
        return tuple(token for i in range(n_gaps) for token in (f"kept{i}", f"more{i}", filling))

    for n_gaps in (MAX_SLOTS, MAX_SLOTS + 1):
        pattern = read_pattern({form(f"x{i}", n_gaps): 1 for i in range(5)})
        assert (pattern is not None) == (n_gaps <= MAX_SLOTS)


def test_a_pattern_reads_what_fills_it() -> None:
    pattern = Pattern(("vote", "for", "a", "better", "town"), (2, 5))
    assert pattern.fill(tuple("vote for ann lee a better town today".split())) == [
        "ann lee",
        "today",
    ]
    assert pattern.fill(tuple("vote for a better town".split())) == ["", ""]
    assert pattern.fill(tuple("vote against a worse city".split())) is None
    assert pattern.text(["target", "free"]) == "vote for {1:target} a better town {2:free}"


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("See https://t.co/AbC, @Some_one!", ["see", "https://t.co/abc", "@some_one"]),
        ("看https://t.co/a大家", ["看", "https://t.co/a", "大", "家"]),
        ("It’s 2.5 #Now", ["it’s", "2.5", "#now"]),
        ("總理 b.r.i.b.e", ["总", "理", "b.r.i.b.e"]),
        ("😀", []),
    ],
)
def test_tokens(text: str, tokens: list[str]) -> None:
    assert list(tokens_of(pa.array([text]))[0]) == tokens


def test_kinds_of_tokens() -> None:
    kinds = [kind_of(t) for t in ("@a", "#a", "www.a.ca", "https://a.ca", "2.5", "a", "中")]
    assert kinds == ["handle", "hashtag", "url", "url", "number", "word", "word"]
