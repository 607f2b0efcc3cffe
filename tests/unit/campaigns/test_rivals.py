"""What stands against the inauthentic reading of a community."""

from __future__ import annotations

from typing import Any

from account_scene import table

from undertow.campaigns.rivals import NO_RIVALS, Rivals, rivals_by_community
from undertow.schema import Explanations


def row(name: str, margin: float, **more: Any) -> dict[str, Any]:
    plain = {"community_id": "g-1", "explanation": name, "margin": margin, "holds": False}
    return plain | {"reading": "innocent", "is_undecided": False} | more


def test_what_holds_and_the_closest() -> None:
    rows = [
        row("syndication", 2.0, holds=True),
        row("commercial_spam", -4.0, holds=True, reading="commercial"),
        row("live_event", 0.5, is_undecided=True),
        row("live_event", 7.0, community_id="g-2"),
    ]
    plain = {"fit": 0.0, "support": 0.0, "inauthentic_support": 0.0, "facts": "{}"}
    found = rivals_by_community(table(Explanations, rows, **plain).arrow)
    assert found == {
        "g-1": Rivals(("syndication",), ("commercial_spam",), -4.0, ("live_event",)),
        "g-2": Rivals(margin=7.0),
    }
    assert found["g-1"].reasons == [
        "explained:syndication",
        "commercial:commercial_spam",
        "undecided:live_event",
    ]


def test_without_other_readings_nothing_is_in_the_way() -> None:
    assert NO_RIVALS.margin == float("inf")
    assert NO_RIVALS.reasons == []
