"""What people found of media files, and which of these nobody may see: decisions, never scores.

The log keeps everything: a later finding takes the place of an earlier one that says the same of
the file, and a finding can be taken back. No table changes; products read :class:`MediaRulings`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from undertow.case import Case
from undertow.decisions import DecisionLog, Event
from undertow.errors import InputError, ReviewRequiredError
from undertow.media.places import thumbnail_path
from undertow.rulings.record import reasoned
from undertow.schema import MediaFiles, MediaGroups, MediaMatches
from undertow.wording.media import Basis, MediaFinding, Says

FOUND: Final = "media_found"
TAKEN_BACK: Final = "media_finding_withdrawn"
HIDDEN: Final = "media_hash_only"
SHOWN: Final = "media_hash_only_lifted"
"""Actions of the log; the subject is the file."""

MEDIA_READ: Final = (MediaFiles, MediaGroups, MediaMatches)
"""The tables that say what a finding rests on, and what is the same material."""

_FEWEST_DIGITS: Final = 8
_DIGITS: Final = re.compile(rf"[0-9a-f]{{{_FEWEST_DIGITS},64}}")
_BECAUSE: Final = "--because"


@dataclass(frozen=True, slots=True)
class HashOnly:
    """That a file is kept by hash and place alone: who asked for it, when, and why."""

    media_uid: str
    by: str
    at: str
    reason: str


@dataclass(frozen=True, slots=True)
class MediaRulings:
    """What people decided on media, as products have to take it.

    Attributes
    ----------
    findings : tuple of MediaFinding
        Those that stand and are borne by the tables, oldest first.
    unborne : tuple of MediaFinding
        Those that stand and rest on something that the tables do not say any more: told nowhere.
    hidden : frozenset of str
        Files of which products tell hash and place alone: those asked for, and all that are the
        same material.
    asked : mapping
        File -> who asked for that, and why.
    """

    findings: tuple[MediaFinding, ...] = ()
    unborne: tuple[MediaFinding, ...] = ()
    hidden: frozenset[str] = frozenset()
    asked: Mapping[str, HashOnly] = field(default_factory=dict)

    @classmethod
    def of(cls, case: Case) -> MediaRulings:
        """Read the decisions of a case.

        Raises
        ------
        VerificationError
            The decision log was changed.
        """
        events = DecisionLog.of(case).sound_events(FOUND, TAKEN_BACK, HIDDEN, SHOWN)
        if not events:
            return cls()
        standing = _standing(events)
        borne = [finding for finding in standing if _objection(case, finding) is None]
        asked = _asked(events)
        return cls(
            tuple(borne),
            tuple(finding for finding in standing if finding not in borne),
            _same_material(case, asked),
            asked,
        )

    def of_files(self, media_uids: Iterable[str]) -> tuple[MediaFinding, ...]:
        """Return what was found of some files, oldest first."""
        wanted = set(media_uids)
        return tuple(own for own in self.findings if own.media_uid in wanted)

    def may_show(self, media_uid: str) -> bool:
        """Whether a picture of a file may be made and shown."""
        return media_uid not in self.hidden


def drop_hidden_pictures(case: Case) -> int:
    """Delete thumbnails of files that are kept by hash alone; return how many there were.

    A copy that comes in later is known to be the same material only once it was matched.
    """
    n_dropped = 0
    for uid in MediaRulings.of(case).hidden:
        path = thumbnail_path(case.path, uid)
        n_dropped += path.exists()
        path.unlink(missing_ok=True)
    return n_dropped


def resolve_media(case: Case, given: str) -> str:
    """Return the file whose hash begins with some digits, eight at least.

    Raises
    ------
    InputError
        No file, or more than one, has such a hash.
    """
    known = case.read(MediaFiles).arrow.column("media_uid")
    start = given.strip().lower()
    if not _DIGITS.fullmatch(start):
        raise InputError(
            f"media {given}: no beginning of a SHA-256; give {_FEWEST_DIGITS} hexadecimal digits "
            "or more, as the report and `undertow media list` print them"
        )
    found = known.filter(pc.starts_with(known, pattern=start)).to_pylist()
    if len(found) != 1:
        raise InputError(
            f"media {given}: {len(found)} media files have a hash that begins so; give the one of "
            "a file, as the report and `undertow media list` print them"
        )
    return str(found[0])


def record_media_finding(
    case: Case,
    log: DecisionLog,
    media: str,
    *,
    says: Says,
    basis: Basis | None,
    reason: str,
    by: str,
    operator: str,
    likelihood: str = "likely",
    original: str | None = None,
) -> MediaFinding:
    """Put on record what a person found of a file.

    Parameters
    ----------
    case : Case
        Its tables must bear the basis.
    log : DecisionLog
        Its decisions.
    media, original : str
        Beginnings of the hashes: of the file, and of the one that it was compared with.
    says, basis, likelihood : str
        See :class:`undertow.wording.media.MediaFinding`.
    reason : str
        In their words.
    by, operator : str
        Who found it, and at which login.

    Raises
    ------
    InputError
        There is no such file, no reason, or no basis for what it says.
    ReviewRequiredError
        The tables do not bear the basis: no match with the original, or Content Credentials that
        are not invalid.
    """
    finding = MediaFinding(
        resolve_media(case, media),
        says,
        basis if says == "manipulated" else None,
        reasoned(reason, _BECAUSE),
        by,
        "",
        likelihood,
        None if original is None else resolve_media(case, original),
    )
    objection = _objection(case, finding)
    if objection is not None:
        raise ReviewRequiredError(f"media {media}: {objection}; name another basis, or say less")
    body = {
        "says": finding.says,
        "basis": finding.basis,
        "likelihood": finding.likelihood,
        "reason": finding.reason,
        "original": finding.original,
    }
    event = log.append(FOUND, who=by, operator=operator, subject=finding.media_uid, body=body)
    return replace(finding, at=event.at, seq=event.seq)


def withdraw_media_finding(
    case: Case,
    log: DecisionLog,
    media: str,
    *,
    says: Says,
    reason: str,
    by: str,
    operator: str,
) -> None:
    """Take back what was found of a file; both stay in the log.

    Raises
    ------
    InputError
        Nothing of the kind stands, or no reason is given.
    """
    uid, stated = resolve_media(case, media), reasoned(reason, _BECAUSE)
    with log.transaction() as change:
        standing = _standing(change.events(FOUND, TAKEN_BACK))
        if not any(own.media_uid == uid and own.says == says for own in standing):
            raise InputError(f"media {media}: no finding that says {says} stands")
        body = {"says": says, "reason": stated}
        change.append(TAKEN_BACK, who=by, operator=operator, subject=uid, body=body)


def keep_hash_only(
    case: Case, log: DecisionLog, media: str, *, reason: str, by: str, operator: str
) -> frozenset[str]:
    """Put on record that a file is kept by hash and place alone.

    Returns
    -------
    frozenset of str
        The files that this concerns: it, and all that are the same material.

    Raises
    ------
    InputError
        There is no such file, or no reason is given.
    """
    uid, stated = resolve_media(case, media), reasoned(reason, _BECAUSE)
    log.append(HIDDEN, who=by, operator=operator, subject=uid, body={"reason": stated})
    return _same_material(case, [uid])


def lift_hash_only(
    case: Case, log: DecisionLog, media: str, *, reason: str, by: str, operator: str
) -> None:
    """Put on record that a file may be shown again, as far as no other of its material is hidden.

    Raises
    ------
    InputError
        Nobody asked for it to be hidden, or no reason is given.
    """
    uid, stated = resolve_media(case, media), reasoned(reason, _BECAUSE)
    with log.transaction() as change:
        if uid not in _asked(change.events(HIDDEN, SHOWN)):
            raise InputError(
                f"media {media}: nobody asked for this file to be kept by hash alone; if it is "
                "hidden, it is the same material as a file for which somebody did"
            )
        change.append(SHOWN, who=by, operator=operator, subject=uid, body={"reason": stated})


def _standing(events: Iterable[Event]) -> list[MediaFinding]:
    """Return the findings that nobody took back, the last of each kind on each file."""
    found: dict[tuple[str, str], MediaFinding] = {}
    for event in events:
        if event.action not in (FOUND, TAKEN_BACK):
            continue
        key = event.subject, str(event.body.get("says"))
        found.pop(key, None)
        if event.action == FOUND:
            found[key] = _finding(event)
    return list(found.values())


def _finding(event: Event) -> MediaFinding:
    body: Mapping[str, Any] = event.body
    return MediaFinding(
        event.subject,
        body["says"],
        body["basis"],
        body["reason"],
        event.who,
        event.at,
        body["likelihood"],
        body["original"],
        event.seq,
    )


def _asked(events: Iterable[Event]) -> dict[str, HashOnly]:
    """Return the files that somebody asked to be hidden, and nobody to be shown again since."""
    asked: dict[str, HashOnly] = {}
    for event in events:
        if event.action == HIDDEN:
            reason = str(event.body.get("reason", ""))
            asked[event.subject] = HashOnly(event.subject, event.who, event.at, reason)
        elif event.action == SHOWN:
            asked.pop(event.subject, None)
    return asked


def _same_material(case: Case, media_uids: Iterable[str]) -> frozenset[str]:
    """Return files with all that are the same material: a copy shows what the original shows."""
    asked = sorted(media_uids)
    if not asked:
        return frozenset()
    groups = case.read(MediaGroups).arrow
    of_asked = groups.filter(pc.is_in(groups.column("media_uid"), value_set=_array(asked)))
    names = of_asked.column("media_group").unique()
    same = groups.filter(pc.is_in(groups.column("media_group"), value_set=names))
    return frozenset(asked) | frozenset(same.column("media_uid").to_pylist())


def _objection(case: Case, finding: MediaFinding) -> str | None:
    """Say why the tables do not bear a finding; None where they do, or need not."""
    if finding.basis == "original":
        matches = case.read(MediaMatches).arrow.select(["media_a", "media_b"]).to_pylist()
        pair = {finding.media_uid, finding.original}
        if not any({row["media_a"], row["media_b"]} == pair for row in matches):
            return "the two files do not match, so one is not known to be an original of the other"
    if finding.basis == "credentials":
        files = case.read(MediaFiles).arrow
        own = files.filter(pc.equal(files.column("media_uid"), finding.media_uid))
        if own.column("c2pa_state").to_pylist() != ["invalid"]:
            return "its Content Credentials are not invalid"
    return None


def _array(values: Iterable[str]) -> pa.Array:
    return pa.array(list(values), pa.string())
