"""Which findings are which techniques. A rule reads signs; nobody's hours, opinions or names.

Traps of the framework. T0049.004 is called "Utilise Spamoflauge" and means spelling that
filters do not read; the network of that name is known for filler and floods (T0129.002, T0049), so
no rule maps that id. And T0140.001, Defame, is for harm that is the whole aim: what accuses
officials within a campaign is T0135.001, Smear. T0086, T0087 and T0088 are for pictures, video and
sound that are false or misleading: nothing measures that, so media that several accounts post are
T0084, Reuse Existing Content, and no more.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from typing import Final

_MICROBLOGS: Final = frozenset({"x", "threads", "bluesky", "mastodon", "truthsocial", "weibo"})
_NETWORKS: Final = frozenset({"facebook", "instagram", "linkedin"})
_VIDEO: Final = frozenset({"youtube", "tiktok", "douyin"})
_BLOGS: Final = frozenset({"medium"})


@dataclass(frozen=True, slots=True)
class Rule:
    """A technique, and what shows it.

    Attributes
    ----------
    technique_id : str
        Id in the framework.
    signs : tuple of str
        Signs of ``campaign_signs`` that must all be shown.
    platforms : frozenset of str
        Platforms of which the campaign must use one; any where empty.
    """

    technique_id: str
    signs: tuple[str, ...] = ()
    platforms: frozenset[str] = frozenset()

    def holds(self, shown: Set[str], platforms: Set[str]) -> bool:
        """Whether the technique is seen, given the signs and platforms of a campaign."""
        is_there = not self.platforms or not self.platforms.isdisjoint(platforms)
        return is_there and set(self.signs) <= shown


RULES: Final = (
    Rule("T0049", ("waves", "near_duplicate_text")),
    Rule("T0049.005", ("waves", "reply_target")),
    Rule("T0084", ("media",)),
    Rule("T0084.001", ("near_duplicate_text",)),
    Rule("T0101", ("languages", "near_duplicate_text")),
    Rule("T0116.001", ("reply_target",)),
    Rule("T0119.002", ("platforms",)),
    Rule("T0129.002", ("filler",)),
    Rule("T0135.001", ("narratives",)),
    Rule("T0150.001", ("new_account",)),
    Rule("T0150.002", ("dormant_return",)),
    Rule("T0150.005", ("takeover",)),
    Rule("T0150.008", ("creation_batch",)),
    Rule("T0151.001", platforms=_NETWORKS),
    Rule("T0151.008", platforms=_MICROBLOGS),
    Rule("T0152.001", platforms=_BLOGS),
    Rule("T0152.006", platforms=_VIDEO),
)
"""All rules, one a technique."""
