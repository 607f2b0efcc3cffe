"""What a community shares, as counts: its posts, texts, links and pairs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from undertow.accounts.explanations.explanation import MANY_HANDS
from undertow.accounts.explanations.material import Group, Material, MemberPost, Spread
from undertow.accounts.explanations.offers import offers_among
from undertow.accounts.signals import BATCH_SIGNAL
from undertow.accounts.templates import MOST_TEMPLATES, templates_of

# Edges whose p-value at ten minutes is below this are synchronised, not only shared choices.
_SYNCHRONY_WINDOW_S = 600
_SYNCHRONY_P = 1e-4
# Layers in which two posts share what they say or show.
_CONTENT = ("text", "url", "media")


@dataclass(frozen=True, slots=True)
class Shared:
    """What a community shares, as counts.

    Attributes
    ----------
    n_members : int
        Members.
    n_alone : int
        Members that were validated alone, by copying.
    n_single : int
        Members whose creation was measured and who were not made together ahead: all where batches
        would not be significant if nothing else were tested, else those in none, and those who
        joined within a day before they acted.
    n_posts, n_content_posts : int
        Member posts on anything that members share; of these, posts with a shared text, link or
        file.
    n_linked_posts, n_addressed_posts : int
        Of these, posts with a link that are no offers; posts that address an official.
    n_content_objects, n_public_objects : int
        Shared texts, links and files; of these, spread by at least two ordinary accounts, and
        files by many and as many as members: what a campaign films itself is passed on by a few.
    templates_per_member : float
        Mean number of templates of a member that shares any text.
    top_template_share : float
        Share of the text posts that the three commonest templates make up.
    n_signers_outside : int
        Ordinary accounts that published a text of those three templates.
    n_edges, n_content_edges, n_synchronised_edges : int
        Validated pairs; of these, through texts, links or files; of these and others, synchronised.
    """

    n_members: int = 0
    n_alone: int = 0
    n_single: int = 0
    n_posts: int = 0
    n_content_posts: int = 0
    n_linked_posts: int = 0
    n_addressed_posts: int = 0
    n_content_objects: int = 0
    n_public_objects: int = 0
    templates_per_member: float = 0.0
    top_template_share: float = 0.0
    n_signers_outside: int = 0
    n_edges: int = 0
    n_content_edges: int = 0
    n_synchronised_edges: int = 0


def measure_shared(material: Material) -> dict[str, Shared]:
    """Count what every community shares."""
    pairs = _pairs_by_community(
        material.edges,
        {account: group.community_id for group in material.groups for account in group.members},
    )
    single = _single_by_community(material)
    return {
        group.community_id: _shared(
            group,
            material.outside,
            pairs.get(group.community_id, (0, 0, 0)),
            single.get(group.community_id, 0),
        )
        for group in material.groups
    }


def _shared(
    group: Group,
    outside: Mapping[str, Spread],
    pairs: tuple[int, int, int],
    n_single: int,
) -> Shared:
    """Sum the posts, texts and pairs of one community."""
    posts = [post for post in group.posts if post.on(*_CONTENT)]
    offers = offers_among(posts)
    users: dict[tuple[str, str], set[str]] = defaultdict(set)
    for post in posts:
        for layer, name in post.objects:
            if layer in _CONTENT:
                users[layer, name].add(post.account_uid)
    copies = [(post, text) for post in posts for text in post.on("text")]
    template = templates_of(_words_of(copies), Counter(text for _, text in copies))
    filled_in = Counter(template[text] for _, text in copies)
    used: dict[str, set[str]] = defaultdict(set)
    for post, text in copies:
        used[post.account_uid].add(template[text])
    top = sorted(filled_in, key=lambda name: (-filled_in[name], name))[:MOST_TEMPLATES]
    signers = {
        account
        for text, name in template.items()
        if name in top and text in outside
        for account in outside[text].accounts
    }
    return Shared(
        n_members=len(group.members),
        n_alone=group.n_alone,
        n_single=n_single,
        n_posts=len(group.posts),
        n_content_posts=len(posts),
        n_linked_posts=sum(bool(post.has_link) and post.post_uid not in offers for post in posts),
        n_addressed_posts=sum(post.is_addressed for post in posts),
        n_content_objects=len({name for _, name in users}),
        n_public_objects=sum(
            name in outside and len(outside[name].accounts) >= _enough(layer, len(own))
            for (layer, name), own in users.items()
        ),
        templates_per_member=sum(len(t) for t in used.values()) / max(len(used), 1),
        top_template_share=sum(filled_in[name] for name in top) / max(len(copies), 1),
        n_signers_outside=len(signers),
        n_edges=pairs[0],
        n_content_edges=pairs[1],
        n_synchronised_edges=pairs[2],
    )


def _enough(layer: str, n_members: int) -> int:
    """Return the ordinary accounts from which something that members share is public."""
    return max(MANY_HANDS, n_members) if layer == "media" else 2


def _words_of(copies: list[tuple[MemberPost, str]]) -> dict[str, str]:
    """Return the words of each text group, as the last of its posts by account has them."""
    ordered = sorted(copies, key=lambda copy: (copy[0].account_uid, copy[0].post_uid))
    return {text: post.text for post, text in ordered}


def _single_by_community(material: Material) -> dict[str, int]:
    """Count the members that are known to be created singly; nobody where the control is small."""
    return Counter(group for group, _ in created_singly(material, material.joined()))


def created_singly(material: Material, joined: Set[str]) -> set[tuple[str, str]]:
    """Return community and account of members made singly, or who joined to act; see ``Shared``."""
    settings = material.settings
    found: set[tuple[str, str]] = set()
    for row in material.account_signals.to_pylist():
        if row["signal"] != BATCH_SIGNAL or row["n_control"] < settings.min_control:
            continue
        if row["p_value"] > settings.signal_q or row["value"] <= 1 or row["account_uid"] in joined:
            found.add((row["community_id"], row["account_uid"]))
    return found


def _pairs_by_community(
    edges: pa.Table, member_of: dict[str, str]
) -> dict[str, tuple[int, int, int]]:
    """Count the pairs inside each community: all, through content, synchronised."""
    pairs: dict[str, dict[tuple[str, str], dict[str, Any]]] = {}
    for row in edges.to_pylist():
        group = member_of.get(row["a"])
        if group is None or group != member_of.get(row["b"]):
            continue
        pair = pairs.setdefault(group, {}).setdefault(
            (row["a"], row["b"]), {"content": False, "synchronised": False}
        )
        pair["content"] |= row["layer"] in _CONTENT
        pair["synchronised"] |= (
            row["window_s"] <= _SYNCHRONY_WINDOW_S and row["p_value"] < _SYNCHRONY_P
        )
    return {
        group: (
            len(found),
            sum(pair["content"] for pair in found.values()),
            sum(pair["synchronised"] for pair in found.values()),
        )
        for group, found in pairs.items()
    }
