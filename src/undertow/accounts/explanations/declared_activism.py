"""Declared activism: members who say in their profile what they belong to, and pass it on openly.

The same run of characters (a name, a tag, an address) stands in the profile texts of most members,
in hardly any of the people around them, and in that of the accounts they repost. The rest of each
text is the member's own: a profile that was filled in by machine declares nothing. What the run
says is never looked at, in whatever script it is written, and it can only speak for an account.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace

import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc

from undertow.accounts.explanations.explanation import (
    MOST,
    NEWCOMERS,
    Explanation,
    Weighed,
    ratio,
    weighed,
)
from undertow.accounts.explanations.material import Group, Material

# A run is this long in UTF-8: twelve Latin letters, six of most other alphabets, four Han
# characters. Longer than a common word, and as long as the name of an organisation.
_RUN_BYTES = 12
# The longest profile texts are cut: an organisation is named early or not at all.
_LONGEST = 500
# Runs that are looked up among ordinary accounts; those of one name are in the same profiles.
_CANDIDATES = 40
# The share of ordinary accounts with the run is at most one in this many of that of members.
_RARER = 5.0


@dataclass(frozen=True, slots=True)
class Declared:
    """Counts of profiles that declare the same.

    Attributes
    ----------
    n_members, n_declared, n_texts : int
        Members; of these, members whose profile holds the run; different texts of those.
    n_control, n_control_declared : int
        Accounts of no community whose profile text is known; of these, those with the run.
    n_reposts, n_open : int
        Reposts that members share; of these, reposts of accounts whose profile holds the run.
    """

    n_members: int = 0
    n_declared: int = 0
    n_texts: int = 0
    n_control: int = 0
    n_control_declared: int = 0
    n_reposts: int = 0
    n_open: int = 0


def declared_activism(declared: Declared) -> Weighed:
    """Weigh declared activism."""
    share = ratio(declared.n_declared, declared.n_members)
    usual = (declared.n_control_declared + 0.5) / (declared.n_control + 1)
    facts = {
        "declared_share": share,
        "control_declared_share": ratio(declared.n_control_declared, declared.n_control),
        "own_profile_share": ratio(declared.n_texts, declared.n_declared),
        "open_repost_share": ratio(declared.n_open, declared.n_reposts),
    }
    return weighed(
        facts,
        share / MOST,
        share / (_RARER * usual),
        facts["own_profile_share"] / MOST,
        facts["open_repost_share"] / MOST,
    )


def measure_declared(material: Material) -> dict[str, Declared]:
    """Look for what the profiles of each community declare, and who else does."""
    texts = _profile_texts(material)
    members = {account for group in material.groups for account in group.members}
    sources = {post.source for group in material.groups for post in group.posts if post.source}
    own = _by_account(texts, members | sources)
    n_control = len(set(texts.column("account_uid").to_pylist()) - members)
    return {
        group.community_id: _declared(group, own, texts, members, n_control)
        for group in material.groups
    }


def _declared(
    group: Group,
    own: dict[str, list[str]],
    texts: pa.Table,
    members: set[str],
    n_control: int,
) -> Declared:
    """Count the run that speaks most for a community."""
    reposts = [post for post in group.posts if post.kind == "repost"]
    counts = Counter(run for account in group.members for run in _runs(own.get(account, [])))
    least = max(MOST * len(group.members), 2)
    common = {run for run, n in counts.items() if n >= least}
    # A run that nobody whom they repost has cannot make the explanation hold.
    told = {
        run for post in reposts if post.source in own for run in _runs(own[post.source]) & common
    }
    candidates = sorted(told or common, key=lambda run: (-counts[run], run))[:_CANDIDATES]
    nothing = Declared(n_members=len(group.members), n_control=n_control, n_reposts=len(reposts))
    found = [nothing]
    for run in candidates:
        holders = _holders(texts, run)
        profiles = {text for account in group.members for text in own.get(account, [])}
        found.append(
            replace(
                nothing,
                n_declared=counts[run],
                n_texts=sum(run in text for text in profiles),
                n_control_declared=len(holders - members),
                n_open=sum(post.source in holders for post in reposts),
            )
        )
    return max(found, key=lambda d: (declared_activism(d).fit, d.n_declared))


def _by_account(texts: pa.Table, accounts: set[str]) -> dict[str, list[str]]:
    """Return the profile texts of some accounts."""
    wanted = pa.array(sorted(accounts), pa.string())
    found: dict[str, list[str]] = defaultdict(list)
    for row in texts.filter(pc.is_in(texts.column("account_uid"), value_set=wanted)).to_pylist():
        found[row["account_uid"]].append(row["text"])
    return found


def _profile_texts(material: Material) -> pa.Table:
    """Return every profile text that an account was seen with, in small letters."""
    seen: ir.Table = material.snapshots.select("account_uid", text="description").distinct()
    rows = material.engine.to_arrow(seen.filter(seen.text.notnull()))
    text = pc.replace_substring_regex(pc.utf8_lower(rows.column("text")), r"\s+", " ")
    text = pc.utf8_slice_codeunits(text, 0, _LONGEST)
    return pa.table({"account_uid": rows.column("account_uid"), "text": text})


def _runs(texts: list[str]) -> set[str]:
    """Return the runs of at least ``_RUN_BYTES`` that begin at each character."""
    found = set()
    for text in texts:
        widths = [len(character.encode()) for character in text]
        end = n_bytes = 0
        for start, width in enumerate(widths):
            while n_bytes < _RUN_BYTES and end < len(text):
                n_bytes += widths[end]
                end += 1
            if n_bytes < _RUN_BYTES:
                break
            found.add(text[start:end])
            n_bytes -= width
    return found


def _holders(texts: pa.Table, run: str) -> set[str]:
    """Return the accounts with a text that holds a run."""
    holding = texts.filter(pc.match_substring(texts.column("text"), run))
    return set(holding.column("account_uid").to_pylist())


DECLARED_ACTIVISM = Explanation(
    "declared_activism", measure_declared, declared_activism, Declared(), expects=NEWCOMERS
)
