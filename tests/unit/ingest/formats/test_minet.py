from __future__ import annotations

from base64 import b64encode
from typing import Any

import pytest
from sorted_outcomes import Outcomes


def written(row: dict[str, str]) -> bytes:
    cells = ['"' + cell.replace('"', '""') + '"' for cell in row.values()]
    return f"{','.join(row)}\n{','.join(cells)}\n".encode()


def opaque(comment_id: str) -> str:
    return b64encode(f"comment:{comment_id}".encode()).decode()


def facebook(read: Any, **cells: str) -> Outcomes:
    row = {
        "post_url": "https://www.facebook.com/ana/posts/901",
        "id": opaque("901_31"),
        "fbid": "31",
        "depth": "0",
        "parent_id": "",
        "author_name": "Bo",
        "author_url": "https://www.facebook.com/bo.example/",
        "author_is_verified": "false",
        "created_time": "1693649400",
        "text": "Well said",
        "reactions": "3",
        "replies": "",
    }
    return Outcomes(read("minet-facebook", written(row | cells)))


def instagram(read: Any, **cells: str) -> Outcomes:
    row = {
        "id": "18000000000000001",
        "parent_id": "",
        "text": "Lovely",
        "hashtags": "",
        "mentioned_names": "",
        "comment_like_count": "2",
        "child_comment_count": "",
        "created_at_utc": "1693649400",
        "username": "bo",
        "user_id": "5001",
        "user_is_private": "",
        "user_is_verified": "",
    }
    return Outcomes(read("minet-instagram", written(row | cells)))


class TestFacebook:
    def test_ids_are_those_of_the_api(self, read) -> None:  # type: ignore[no-untyped-def]
        row = facebook(read).records["facebook:901_31"]
        assert (row.kind, row.in_reply_to_id, row.root_id) == ("comment", "901", "901")
        assert (row.reaction_count, row.reply_count) == (3, None)

    def test_a_reply(self, read) -> None:  # type: ignore[no-untyped-def]
        found = facebook(read, id=opaque("901_32"), parent_id=opaque("901_31"), replies="2")
        row = found.records["facebook:901_32"]
        assert (row.kind, row.in_reply_to_id) == ("reply", "901_31")
        assert found.declared == {"901_32": 2}

    @pytest.mark.parametrize("native_id", ["901_31", "???", "Y29tbWVudDo5MDE=", "é"])
    def test_another_notation_is_refused(self, read, native_id: str) -> None:  # type: ignore[no-untyped-def]
        assert facebook(read, id=native_id).rejected == [("bad_value", "$.id")]
        found = facebook(read, parent_id=native_id)
        assert found.rejected == [("bad_value", "$.parent_id")]

    @pytest.mark.parametrize(
        ("address", "author_id"),
        [
            ("https://www.facebook.com/bo.example/", "https://www.facebook.com/bo.example"),
            ("https://www.facebook.com/bo.example?x=1", "https://www.facebook.com/bo.example"),
            ("https://www.facebook.com/profile.php?id=5002", "5002"),
            (
                "https://www.facebook.com/people/Bo/pfbid02a",
                "https://www.facebook.com/people/Bo/pfbid02a",
            ),
            ("", None),
        ],
    )
    def test_the_address_of_a_profile_stands_in_for_its_id(
        self,
        read,  # type: ignore[no-untyped-def]
        address: str,
        author_id: str | None,
    ) -> None:
        row = facebook(read, author_url=address).records["facebook:901_31"]
        assert row.author_id == author_id

    def test_facts_and_times_are_declared(self, read) -> None:  # type: ignore[no-untyped-def]
        assert facebook(read, author_is_verified="yes").rejected == [
            ("wrong_type", "$.author_is_verified")
        ]
        assert facebook(read, created_time="").rejected == [("missing_field", "$.created_time")]
        assert facebook(read, created_time="2023-09-02").rejected == [
            ("wrong_type", "$.created_time")
        ]
        row = facebook(read, author_is_verified="", text="").records["facebook:901_31"]
        assert (row.author_verified, row.known_absent) == (None, ["text"])


class TestInstagram:
    def test_the_post_comes_from_the_file_that_was_given(self, read) -> None:  # type: ignore[no-untyped-def]
        post = "https://www.instagram.com/p/Cwr29iTgAAF/"
        row = instagram(read, link=post).records["instagram:18000000000000001"]
        assert (row.kind, row.root_id) == ("comment", "3182879284901445637")
        assert row.in_reply_to_id == row.root_id

    def test_a_post_in_the_text_or_two_of_them_is_no_answer(self, read) -> None:  # type: ignore[no-untyped-def]
        post, other = (f"https://www.instagram.com/p/{c}/" for c in ("Cwr29iTgAAF", "Cwr90_TgAAF"))
        for cells in ({}, {"text": f"see {post}"}, {"a": post, "b": other}):
            row = instagram(read, **cells).records["instagram:18000000000000001"]
            assert (row.kind, row.in_reply_to_id, row.root_id) == ("comment", None, None)

    def test_a_reply(self, read) -> None:  # type: ignore[no-untyped-def]
        found = instagram(read, parent_id="18", child_comment_count="3")
        row = found.records["instagram:18000000000000001"]
        assert (row.kind, row.in_reply_to_id) == ("reply", "18")
        assert found.declared == {"18000000000000001": 3}

    def test_lists_and_states(self, read) -> None:  # type: ignore[no-untyped-def]
        found = instagram(
            read, hashtags="a|#b", mentioned_names="@ana|bo", user_is_private="true"
        ).records["instagram:18000000000000001"]
        assert (found.hashtags, found.mentions) == (["a", "b"], ["ana", "bo"])
        assert (found.author_status, found.author_verified) == ("protected", None)
        assert found.created_id_lag_s is None  # ids of comments tell no time
