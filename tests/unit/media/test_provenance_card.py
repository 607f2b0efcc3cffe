"""The card of a file: what it says, where it was seen, and what neither means."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from media_rows import media_table

from undertow.errors import InputError
from undertow.media.provenance.card import ProvenanceCard, build_card
from undertow.media.provenance.facts import WITHHELD
from undertow.media.provenance.state import C2paState
from undertow.schema import (
    Accounts,
    MediaFacts,
    MediaFiles,
    MediaGroups,
    MediaMatches,
    MediaPlaces,
    MediaSightings,
    Posts,
    Table,
    TableSpec,
)
from undertow.wording.provenance.card import card_document, card_lines

A, B, C = ("a" * 64, "b" * 64, "c" * 64)
MODEL_MADE = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"


def table(spec: type[TableSpec], *rows: dict[str, Any]) -> Table[Any]:
    return media_table(spec, rows)


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2023, 9, 2, hour, minute, tzinfo=UTC)


def fact(source: str, name: str, value: str, position: int = 0) -> dict[str, Any]:
    return {"media_uid": A, "source": source, "position": position, "name": name, "value": value}


def post(uid: str, account: str | None, created: datetime, precision: str) -> dict[str, Any]:
    platform = uid.partition(":")[0]
    return {
        "post_uid": uid, "platform": platform, "native_id": uid, "account_uid": account,
        "created_at": created, "created_precision": precision,
    }  # fmt: skip


def card(state: str | None = "absent", *facts: dict[str, Any], uid: str = A) -> ProvenanceCard:
    file = {"kind": "video", "mime": "video/mp4", "n_bytes": 2048, "state": "decoded"}
    return build_card(
        uid,
        table(
            MediaFiles,
            {**file, "media_uid": A, "c2pa_state": state, "width_px": 640, "height_px": 360,
             "duration_s": 61.25},
            {**file, "media_uid": B, "state": "partial", "reason": "truncated"},
            {**file, "media_uid": C},
        ),
        table(MediaFacts, *facts),
        table(
            MediaPlaces,
            {"media_uid": A, "file_sha256": "d" * 64, "path": "clip.mp4"},
            {"media_uid": A, "file_sha256": "e" * 64, "path": "v.mp4", "member": "m/v.mp4"},
            {"media_uid": A, "file_sha256": "f" * 64, "path": "w", "byte_offset": 4096,
             "source_url": "https://cdn.example.org/v"},
        ),
        table(
            MediaSightings,
            {"post_uid": "x:1", "media_uid": A},
            {"post_uid": "x:2", "media_uid": A},
            {"post_uid": "youtube:9", "media_uid": B},
            {"post_uid": "x:3", "media_uid": C},
            {"post_uid": "x:gone", "media_uid": A},
        ),
        table(
            MediaGroups,
            {"media_uid": A, "media_group": A},
            {"media_uid": B, "media_group": A},
            {"media_uid": C, "media_group": C},
        ),
        table(
            MediaMatches,
            {"media_a": A, "media_b": B, "kind": "video", "share_a": 0.5, "share_b": 1.0,
             "view_a": "full", "view_b": "mirror"},
        ),
        table(
            Posts,
            post("x:1", "x:ana", at(12), "second"),
            post("x:2", None, at(13), "second"),
            post("x:3", "x:ana", at(1), "second"),
            post("youtube:9", "youtube:u", at(11, 30), "hour"),
        ),
        table(
            Accounts,
            {"account_uid": "x:ana", "platform": "x", "handle": "ana\u202e"},
            {"account_uid": "youtube:u", "platform": "youtube"},
        ),
    )  # fmt: skip


def said(of: ProvenanceCard, language: str = "en", *, names_people: bool = True) -> str:
    return "\n".join(card_lines(of, language, names_people=names_people)).replace("\u00a0", " ")


def test_where_the_material_was_seen() -> None:
    found = card()
    assert found.platforms == ("x", "youtube")
    assert (found.n_files, found.n_posts, found.n_own_posts, found.n_accounts) == (2, 3, 2, 2)
    assert found.earliest is not None
    assert (found.earliest.post_uid, found.earliest.media_uid) == ("youtube:9", B)
    assert [(c.account_uid, c.n_posts) for c in found.carriers] == [
        ("youtube:u", 1), ("x:ana", 1), (None, 1),
    ]  # fmt: skip
    # The hour of the first holds the second of the second: which came first is open.
    assert found.n_could_be_first == 2
    assert [one.media_uid for one in found.related] == [B]
    assert (found.related[0].share, found.related[0].share_other) == (0.5, 1.0)
    assert len(found.places) == 3


def test_a_file_that_no_post_carries() -> None:
    lonely = build_card(
        B,
        table(MediaFiles, {"media_uid": B, "kind": "image"}),
        *(table(spec) for spec in (MediaFacts, MediaPlaces, MediaSightings, MediaGroups)),
        table(MediaMatches),
        table(Posts),
        table(Accounts),
    )
    assert lonely.earliest is None
    assert (lonely.n_files, lonely.n_posts, lonely.n_could_be_first) == (1, 0, 0)
    assert "No post of the case carries the file" in said(lonely)


def test_a_file_that_is_not_held_is_an_error() -> None:
    with pytest.raises(InputError, match="not in the case; table media_files"):
        card(uid="9" * 64)


@pytest.mark.parametrize(
    ("state", "english", "french"),
    [
        (None, "is not known", "On ignore"),
        ("absent", "no evidence of anything", "n’est l’indice de rien"),
        ("valid_untrusted", "anybody can make such a signature", "n’importe qui peut produire"),
        ("valid_trusted", "does not say that what is shown happened", "ne dit pas que ce qu’on y"),
        ("invalid", "does not say that the picture or sound was", "ne dit pas que l’image ou"),
    ],
)
def test_every_state_says_what_it_does_not_mean(
    state: str | None, english: str, french: str
) -> None:
    assert english in said(card(state))
    assert french in said(card(state), "fr").replace("\u202f", " ")


def test_only_a_hash_of_the_content_says_that_the_file_was_changed() -> None:
    expired = card("invalid", fact("c2pa", "validation.failure", "signingCredential.expired"))
    changed = card("invalid", fact("c2pa", "validation.failure", "assertion.dataHash.mismatch"))
    of_source = card("invalid", fact("c2pa", "ingredient.failure", "assertion.dataHash.mismatch"))
    assert [c.is_changed_since_signed for c in (expired, changed, of_source)] == [
        False,
        True,
        False,
    ]
    assert "was changed afterwards" in said(changed)
    assert "was changed afterwards" not in said(expired)


@pytest.mark.parametrize("state", ["valid_trusted", "valid_untrusted", "invalid", "absent"])
def test_a_declared_model_is_the_word_of_the_signer(state: str) -> None:
    told = said(card(state, fact("c2pa", "action.digital_source_type", MODEL_MADE)))
    assert ("made, in whole or in part, by a trained model" in told) is state.startswith("valid")
    assert "digital_source_type: trainedAlgorithmicMedia" in told


def test_what_the_file_says_is_shown_as_the_word_of_anybody() -> None:
    told = said(
        card(
            "absent",
            fact("container", "comment", "see https://t.example.org/u/ana"),
            fact("exif", "GPSInfo", WITHHELD),
            fact("stream", "codec", "h264", 0),
            fact("stream", "codec", "aac", 1),
        )
    )
    assert "Anybody can have written it:" in told
    assert "container, comment: see hxxps://t[.]example[.]org/…" in told
    assert "EXIF, GPSInfo: present (not copied out of the evidence, for privacy)" in told
    assert "stream 1, codec: aac" in told
    assert (
        "Earliest held: 2 September 2023, 11:30 UTC, on YouTube (time known to: the hour)" in told
    )
    assert "any of 2 posts could be the earliest" in told
    assert "ana on X: 1 post" in told
    assert "author not known on X" in told


def test_readers_who_may_not_be_told_names() -> None:
    facts = (
        fact("exif", "Artist", "Jean Tremblay"),
        fact("exif", "Software", "Photo Tool 5"),
        fact("stream", "handler_name", "Jean Tremblay"),
        fact("c2pa", "signer", "Jean Tremblay"),
        fact("c2pa", "validation.failure", "signingCredential.untrusted"),
    )
    found = card("valid_untrusted", *facts)
    for text in (
        said(found, names_people=False),
        said(found, "fr", names_people=False),
        json.dumps(card_document(found, names_people=False)),
    ):
        assert "Tremblay" not in text
        assert "ana" not in text.replace("analyst", "")
        assert "x:1" not in text
        assert "clip.mp4" not in text
        assert "Photo Tool 5" in text
        assert "signingCredential.untrusted" in text


def test_the_document_holds_all_and_says_it_in_both_languages() -> None:
    found = card("absent", fact("exif", "Artist", "Jean Tremblay"))
    document = json.loads(json.dumps(card_document(found, names_people=True)))
    assert document["media_uid"] == A
    assert document["c2pa_state"] == C2paState.ABSENT
    assert document["earliest"]["created_at"] == "2023-09-02T11:30:00+00:00"
    assert document["told"][0]["value"] == "Jean Tremblay"
    assert set(document["c2pa_means"]) == {"en", "fr"}
    assert document["platforms"] == ["x", "youtube"]


def test_both_languages_say_as_much() -> None:
    found = card("valid_trusted", fact("exif", "Make", "Maker"), fact("c2pa", "action", "made"))
    english, french = (card_lines(found, language, names_people=True) for language in ("en", "fr"))
    assert [len(line) - len(line.lstrip(" ")) for line in english] == [
        len(line) - len(line.lstrip(" ")) for line in french
    ]
