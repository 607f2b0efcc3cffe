"""Near-duplicate groups depend on texts and times alone, however the posts arrive."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa
from hypothesis import example, given, settings
from hypothesis import strategies as st
from near_duplicate_oracle import compare, words_of

from undertow.schema import NearGroups, PostKeys, Posts, Table
from undertow.settings import TextSettings
from undertow.text.leaders import MIN_TO_LEADER
from undertow.text.post_keys import post_keys_of

WORDS = ["minister", "council", "bribe", "tower", "river", "votes", "party", "night", "secret"]
HAN = list("总理收受开发商的贿赂")
START = datetime(2023, 9, 1, tzinfo=UTC)
HOSTILE = list("aé\u0301가中国的 \n@#'-_\u200b\u200d❤👍\U0001f3fdht/w.RT1Ａ\x00\U0010ffffЖж")

Tables = tuple[Table[PostKeys], Table[NearGroups]]


@dataclass(frozen=True)
class Post:
    uid: str
    text: str | None
    minute: int


def table(posts: list[Post]) -> Table[Posts]:
    empty = {c.name: None if c.nullable else "" for c in Posts.columns}
    rows = [
        empty
        | {
            "post_uid": post.uid,
            "account_uid": f"of {post.uid}",
            "text": post.text,
            "created_at": START + timedelta(minutes=post.minute),
        }
        for post in posts
    ]
    return Table.checked(Posts, pa.Table.from_pylist(rows, schema=Posts.arrow_schema()))


def grouped(posts: list[Post], before: Tables | None = None) -> Tables:
    return post_keys_of(table(posts), TextSettings(), before)


def joined(words: list[str]) -> str:
    return " ".join(words)


Texts = st.one_of(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=9).map(joined),
    st.lists(st.sampled_from(HAN), min_size=1, max_size=12).map("".join),
)


@st.composite
def worlds(draw: st.DrawFn, max_texts: int = 25) -> list[Post]:
    """Posts of which many are copies with a few changes, some at the same time."""
    texts: list[str] = []
    for _ in range(draw(st.integers(1, max_texts))):
        if texts and draw(st.booleans()):
            words = draw(st.sampled_from(texts)).split()
            place = draw(st.integers(0, len(words) - 1))
            words[place : place + draw(st.integers(0, 1))] = [draw(st.sampled_from(WORDS))]
            texts.append(joined(words))
        else:
            texts.append(draw(Texts))
    minutes = draw(st.lists(st.integers(0, 9), min_size=len(texts), max_size=len(texts)))
    return [
        Post(f"x:{i:03d}", text, minute)
        for i, (text, minute) in enumerate(zip(texts, minutes, strict=True))
    ]


def described(keys: Table[PostKeys], near: Table[NearGroups], name_of: dict[str, str]) -> Any:
    """Return the tables with the labels of posts exchanged; who of two first posts leads is one."""
    rows = {name_of[row.pop("post_uid")]: row for row in keys.arrow.to_pylist()}
    groups = near.arrow.to_pylist()
    for group in groups:
        leader = rows[name_of[group.pop("leader_post_uid")]]
        assert leader["near_group"] == group["near_group"]
        assert leader["text_group"][2:] == group["near_group"][2:]
    return rows, groups


@given(worlds(), st.randoms(use_true_random=False))
def test_order_and_labels_change_nothing(posts: list[Post], source: Any) -> None:
    plain = described(*grouped(posts), {post.uid: post.uid for post in posts})
    names = [f"y:{i:03d}" for i in range(len(posts))]
    source.shuffle(names)
    others = [replace(post, uid=name) for post, name in zip(posts, names, strict=True)]
    source.shuffle(others)
    name_of = {name: post.uid for post, name in zip(posts, names, strict=True)}
    assert described(*grouped(others), name_of) == plain


@given(worlds(), st.data())
def test_a_run_with_an_earlier_one_gives_what_a_full_run_gives(
    posts: list[Post], data: st.DataObject
) -> None:
    """Between the runs posts came, went, were edited or dated anew."""
    earlier = []
    for post in posts:
        fate = data.draw(st.sampled_from(["same", "same", "same", "new", "new", "edited", "moved"]))
        if fate == "edited":
            earlier.append(replace(post, text=data.draw(Texts)))
        elif fate == "moved":
            earlier.append(replace(post, minute=data.draw(st.integers(0, 9))))
        elif fate == "same":
            earlier.append(post)
    if data.draw(st.booleans()):
        earlier.append(Post("x:gone", data.draw(Texts), data.draw(st.integers(0, 9))))
    keys, near = grouped(posts, grouped(earlier))
    full_keys, full_near = grouped(posts)
    assert keys.arrow.equals(full_keys.arrow)
    assert near.arrow.equals(full_near.arrow)


@settings(max_examples=20)
@given(worlds(), st.integers(0, 25), st.integers(0, 25))
def test_posts_that_only_came_later_in_several_runs(posts: list[Post], a: int, b: int) -> None:
    """Three runs, each with more posts: nothing but additions, as an inbox has it."""
    first, second = sorted((a, b))
    tables = grouped(posts, grouped(posts[:second], grouped(posts[:first])))
    for found, full in zip(tables, grouped(posts), strict=True):
        assert found.arrow.equals(full.arrow)  # type: ignore[attr-defined]


@given(worlds())
def test_every_member_resembles_its_leader_as_is_recorded(posts: list[Post]) -> None:
    keys, near = grouped(posts)
    texts = {row["text_group"]: row for row in keys.arrow.to_pylist() if row["text_group"]}
    for group in near.arrow.to_pylist():
        number = group["near_group"][2:]
        leader = words_of(texts[f"t-{number}"]["match_key"])
        found = [
            compare(words_of(row["match_key"]), leader).similarity
            for text, row in texts.items()
            if row["near_group"] == group["near_group"] and text[2:] != number
        ]
        assert len(found) == group["n_texts"] - 1 > 0
        assert group["min_similarity"] == min(found)
        assert min(found) >= MIN_TO_LEADER
        assert 0 <= group["diameter"] <= 1
        assert group["diameter"] >= 1 - min(found) - 1e-12
    grouped_texts = sum(group["n_texts"] for group in near.arrow.to_pylist())
    assert grouped_texts == sum(row["near_group"] is not None for row in texts.values())


Anything = st.one_of(
    st.none(),
    st.just(""),
    st.text(st.characters(codec="utf-8"), max_size=80),
    st.text(st.sampled_from(HOSTILE), max_size=80),
    st.tuples(st.text(st.sampled_from(HOSTILE), min_size=1, max_size=8), st.integers(1, 3000)).map(
        lambda pair: pair[0] * pair[1]
    ),
)


@given(st.lists(Anything, max_size=12))
@example(["a" * 200_000, "a" * 200_001, "a " * 60_000, "中" * 100_000, "中" * 99_999, None, ""])
@example([" ".join(str(i) for i in range(2000)), " ".join(str(i) for i in range(1, 2000))])
def test_no_text_breaks_it(texts: list[str | None]) -> None:
    keys, near = grouped([Post(f"x:{i:03d}", text, i) for i, text in enumerate(texts)])
    assert keys.arrow.num_rows == len(texts)
    assert set(near.arrow["near_group"].to_pylist()) == {
        group for group in keys.arrow["near_group"].to_pylist() if group
    }
