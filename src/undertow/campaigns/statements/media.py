"""The same media by several accounts, and altered copies of a file seen earlier.

Both are measured. That something was manipulated is no statement of this module: a person finds it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any, Final

from undertow.campaigns.statements.media_group import MediaGroup, Sighting
from undertow.campaigns.statements.statement import (
    CampaignView,
    Scope,
    Statement,
    Value,
    iso,
    ranked,
)

_FEWEST_ACCOUNTS: Final = 2
# Facts name each file with its first post; a group of thousands of re-encodings names the first.
_MOST_FILES: Final = 50
# What is known to the hour or less exactly has no time of day.
_CLOCK: Final = timedelta(minutes=30)
# Measured shares lie within a few per cent of the whole for re-encodings: see docs/how-to.
_WHOLE: Final = 0.9
_SAME_SPEED: Final = 0.03
# Frames are put beside one another to a third of a second: of a short clip, a speed fitted to them
# is off by some per cent without being one.
_LEAST_GAIN_S: Final = 0.5
_OF_PICTURES: Final = frozenset({"picture", "video", "still"})


def media_reuse(view: CampaignView) -> Iterator[Statement]:
    """Yield that the same media was posted by several accounts, once for each group of files."""
    for group in view.media:
        own = group.own
        if len({seen.account_uid for seen in own}) < _FEWEST_ACCOUNTS:
            continue
        before = _before(group)
        facts = _reuse_facts(group, own, before)
        posts = {seen.post_uid for seen in own}
        files = {seen.media_uid for seen in own}
        if before is not None:
            posts.add(before.post_uid)
            files.add(before.media_uid)
        yield Statement(
            "media",
            group.name,
            facts,
            sorted(posts),
            Value(float(facts["n_accounts"]), "accounts"),
            _scope(own),
            media=sorted(files),
        )


def _before(group: MediaGroup) -> Sighting | None:
    """Return the first post by others that was surely made before those of the campaign."""
    begin = group.own[0].at
    others = (seen for seen in group.sightings if not seen.is_own and seen.until <= begin)
    return next(others, None)


def _reuse_facts(
    group: MediaGroup, own: tuple[Sighting, ...], before: Sighting | None
) -> dict[str, Any]:
    files = {seen.media_uid for seen in own}
    kinds = {group.kinds.get(uid, "") for uid in files}
    by_platform = [
        [
            name,
            len({seen.post_uid for seen in own if seen.platform == name}),
            len({seen.account_uid for seen in own if seen.platform == name}),
        ]
        for name, _ in ranked(Counter(seen.platform for seen in own))
    ]
    return {
        "kind": kinds.pop() if len(kinds) == 1 else "mixed",
        "n_posts": len({seen.post_uid for seen in own}),
        "n_accounts": len({seen.account_uid for seen in own}),
        "n_files": len(files),
        "n_exact": len(files & group.exact),
        "by_platform": by_platform,
        "first_at": _told(own[0]),
        "last_at": _told(own[-1]),
        "before": before and {"at": _told(before), "platform": before.platform},
        "files": [_file(uid, own) for uid in list(dict.fromkeys(s.media_uid for s in own))][
            :_MOST_FILES
        ],
    }


def _file(uid: str, own: Iterable[Sighting]) -> dict[str, Any]:
    """Return a file with its first post and how many there are."""
    seen = [sighting for sighting in own if sighting.media_uid == uid]
    return {
        "sha256": uid,
        "first_at": _told(seen[0]),
        "platform": seen[0].platform,
        "n_posts": len({sighting.post_uid for sighting in seen}),
    }


def altered_copies(view: CampaignView) -> Iterator[Statement]:
    """Yield which files of a campaign are altered copies of the earliest that is held.

    Notes
    -----
    A copy counts where its match with the earliest file itself says what was done. Where that one
    shows less than the later file, it can be no original of it, and nothing is said; nor where the
    sound alone agrees. Where times do not tell which of several files is the earliest, a copy has
    to be an altered one of each of them, and later than all.
    """
    for group in view.media:
        earliest, rivals = group.first, group.rivals
        first = {seen.media_uid: seen for seen in reversed(group.own)}
        of_each = [dict(_changes(group, uid)) for uid in sorted(rivals)]
        changed = {
            uid: done
            for uid, done in _changes(group, earliest.media_uid)
            if uid in first and uid not in rivals and all(uid in known for known in of_each)
        }
        if not changed:
            continue
        posts = {seen.post_uid for seen in group.own if seen.media_uid in changed}
        counts = Counter(change for done in changed.values() for change in done)
        copies = sorted(changed, key=lambda uid: (first[uid].at, uid))
        facts = {
            "n_copies": len(changed),
            "original": earliest.media_uid,
            "original_at": _told(earliest),
            "platform": earliest.platform,
            "changes": ranked(counts),
            "copies": [[uid, sorted(changed[uid])] for uid in copies[:_MOST_FILES]],
        }
        yield Statement(
            "media_copy",
            group.name,
            facts,
            sorted({earliest.post_uid, *posts}),
            Value(float(len(changed)), "files"),
            _scope([seen for seen in group.own if seen.media_uid in changed]),
            media=sorted({earliest.media_uid, *changed}),
        )


def _told(seen: Sighting) -> str:
    """Return when a file was posted, as exactly as that is known: a time, or a date."""
    at = iso(seen.at)
    return at if seen.until - seen.at <= _CLOCK else at[: len("2000-01-01")]


def _scope(own: Iterable[Sighting]) -> Scope:
    seen = sorted(own)
    return Scope(tuple(sorted({s.platform for s in seen})), seen[0].at, seen[-1].at)


def _changes(group: MediaGroup, original: str) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield each file that matches the original, and what was done to it, where anything was."""
    for row in group.matches:
        if row["kind"] not in _OF_PICTURES or original not in (row["media_a"], row["media_b"]):
            continue
        is_first = row["media_a"] == original
        ours, theirs = ("b", "a") if is_first else ("a", "b")
        copy = row[f"media_{ours}"]
        if row["kind"] == "still" and group.kinds.get(copy) != "image":
            continue  # a video that shows a picture seen earlier is no copy of it
        done = _done(row, ours, theirs)
        if _has_other_speed(row, group):
            done.add("speed")
        if done:
            yield copy, frozenset(done)


def _done(row: dict[str, Any], ours: str, theirs: str) -> set[str]:
    """Return what was done to the original so that it became the copy; nothing where neither.

    The views are what has to be undone on either side; what both need alike was not done in
    between. An original that agrees in a crop of itself became that crop; a copy that agrees
    without its bars was put between them. The other way round the earlier file shows less, and is
    no original.
    """
    of_original, of_copy = _undone(row[f"view_{theirs}"]), _undone(row[f"view_{ours}"])
    both = of_original & of_copy
    of_original, of_copy = of_original - both, of_copy - both
    if not of_original.isdisjoint({"bars", "inset"}) or "crop" in of_copy:
        return set()
    # Without a strip both agree: it was covered in one. The original alone lost it: a crop.
    done = {"crop" if change == "strip" else change for change in of_original} | of_copy
    if "strip" in both:
        done.add("strip")
    if row["kind"] == "still":
        done.add("still")
    if row["kind"] == "video":
        is_whole = {side: row[f"share_{side}"] >= _WHOLE for side in (ours, theirs)}
        if is_whole[ours] and not is_whole[theirs]:
            done.add("cut")
        if is_whole[theirs] and not is_whole[ours]:
            done.add("added")
    return done


def _has_other_speed(row: dict[str, Any], group: MediaGroup) -> bool:
    """Return whether one gains on the other by more than their frames can be off."""
    if row["kind"] != "video" or row["speed"] is None:
        return False
    shown_s = [
        row[f"share_{side}"] * group.lengths_s.get(row[f"media_{side}"], 0.0) for side in ("a", "b")
    ]
    off = abs(row["speed"] - 1.0)
    return bool(off > _SAME_SPEED and off * min(shown_s) > _LEAST_GAIN_S)


def _undone(view: str) -> set[str]:
    """Return what a view undoes; several where its name joins them."""
    return {change for word, change in _WORDS.items() if word in view}


_WORDS: Final = {
    "mirror": "mirror",
    "bars": "bars",
    "inside": "bars",
    "trim": "bars",
    "crop": "crop",
    "cut": "strip",
    "inset": "inset",
}
