"""What people judged of posts that the threat screen found: kept in the custody log.

The log is append-only and chained, so ``undertow verify`` covers every judgement, and a later one
takes the place of an earlier one without hiding it. A judgement is about a text: it holds for every
post with the same text, and for none whose text has changed since.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, get_args

import pyarrow as pa
import pyarrow.compute as pc

from undertow.case import Case
from undertow.errors import InputError, VerificationError
from undertow.ingest import CustodyLog
from undertow.schema import TABLES, PostKeys, Posts, ThreatHits

Verdict = Literal["threat", "no-threat", "unsure"]
VERDICTS: tuple[str, ...] = get_args(Verdict)

SCREENED_LANGUAGES = frozenset({"en", "fr", "zh", "und"})
"""Languages that the screen reads; texts too short to tell a language are searched as well."""

_ACTION = "judge_threat"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a person judged of a text.

    Attributes
    ----------
    post_uid : str
        The post that was read.
    text_sha256 : str
        Its text then.
    verdict : str
        ``threat``, ``no-threat`` or ``unsure``.
    by : str
        Who judged.
    note : str
        In their words.
    at : str
        When (ISO 8601, UTC).
    """

    post_uid: str
    text_sha256: str
    verdict: str
    by: str
    note: str
    at: str


@dataclass(frozen=True, slots=True)
class Safety:
    """What can be said of the safety of a person whom some posts address.

    Attributes
    ----------
    is_screened : bool
        Whether the case was screened at all.
    n_screened, n_unscreened : int
        Posts in languages that the screen reads, with a text; and the others.
    n_hits : int
        Posts in which something was found.
    n_pending : int
        Of these, posts of which nobody has judged, or of which the last judge was unsure.
    n_threats : int
        Of these, posts judged to be a threat.
    judges : tuple of (str, str)
        Who judged the others, and the day of their last judgement, by name.
    """

    is_screened: bool
    n_screened: int
    n_unscreened: int
    n_hits: int
    n_pending: int
    n_threats: int
    judges: tuple[tuple[str, str], ...]

    @property
    def is_releasable(self) -> bool:
        """Whether a notification may be completed and sent."""
        return self.is_screened and self.n_pending == 0


def text_sha256(text: str) -> str:
    """Return the SHA-256 by which a judgement names a text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def judge_threat(
    case: Case, post_uid: str, verdict: Verdict, *, by: str, note: str, who: str, command: str
) -> Judgement:
    """Record what a person judged of a post.

    Parameters
    ----------
    case : Case
        Held for writing by the caller.
    post_uid : str
        A post in which the screen found something.
    verdict : {"threat", "no-threat", "unsure"}
        The judgement.
    by : str
        Name of the person who read the post.
    note : str
        Why, in their words; may be empty.
    who, command : str
        For the custody log.

    Raises
    ------
    InputError
        No name is given, or nothing was found in such a post.
    """
    if not by.strip():
        raise InputError("--by: a judgement needs the name of the person who made it")
    texts = hit_texts(case)
    if post_uid not in texts:
        raise InputError(
            f"{post_uid}: the screen found nothing in a post of this name; "
            f"`undertow threats {case.path} --all` lists those there are"
        )
    fields: dict[str, str | int | None] = {
        "post_uid": post_uid,
        "text_sha256": text_sha256(texts[post_uid]),
        "verdict": verdict,
        "by": by.strip(),
        "note": note.strip(),
    }
    entry = CustodyLog.of(case).append(_ACTION, who=who, command=command, fields=fields)
    return _judgement(entry)


def read_judgements(case: Case) -> dict[str, Judgement]:
    """Return the last judgement of each text, by the SHA-256 of the text.

    Raises
    ------
    VerificationError
        The custody log was changed: no judgement in it can be relied on.
    """
    log = CustodyLog.of(case)
    if problems := log.check():
        raise VerificationError(
            f"{log.path}: line {problems[0].seq}: {problems[0].message}; judgements cannot be "
            f"relied on, run `undertow verify {case.path}`"
        )
    found = [_judgement(entry) for entry in log.entries() if entry.get("action") == _ACTION]
    return {judgement.text_sha256: judgement for judgement in found}


def hit_texts(case: Case) -> dict[str, str]:
    """Return the text of every post in which something was found."""
    hits = case.read(ThreatHits).arrow.column("post_uid").unique()
    if len(hits) == 0:
        return {}
    posts = case.read(Posts).arrow.select(["post_uid", "text"])
    own = posts.filter(pc.is_in(posts.column("post_uid"), value_set=hits))
    pairs = zip(own.column("post_uid").to_pylist(), own.column("text").to_pylist(), strict=True)
    return {uid: text or "" for uid, text in pairs}


def is_screened(case: Case) -> bool:
    """Whether there was a screen, and no record was read since."""
    if not case.has_table(ThreatHits):
        return False
    for stage in ("merge", "threat_screen"):
        for entry in (case.provenance(stage) or {}).get("inputs", ()):
            name, _, sha256 = str(entry).partition("=")
            if case.table_sha256(TABLES[name]) != sha256:
                return False
    return True


class Screen:
    """The screen of a case with its judgements, read once for many officials.

    Parameters
    ----------
    case : Case
        Analysed.

    Raises
    ------
    VerificationError
        The custody log was changed.
    """

    def __init__(self, case: Case) -> None:
        self._is_screened = is_screened(case)
        judged = read_judgements(case)
        self._of_post = {
            uid: judged.get(text_sha256(text)) for uid, text in hit_texts(case).items()
        }
        self._is_read = _is_read(case)

    def safety(self, post_uids: Iterable[str]) -> Safety:
        """Return what can be said of somebody whom these posts address."""
        posts = set(post_uids)
        hit = posts & self._of_post.keys()
        judged = [judgement for uid in hit if (judgement := self._of_post[uid]) is not None]
        last: dict[str, str] = {}
        for judgement in judged:
            if judgement.verdict == "no-threat":
                last[judgement.by] = max(last.get(judgement.by, ""), judgement.at)
        n_screened = sum(self._is_read.get(uid, False) for uid in posts)
        return Safety(
            self._is_screened,
            n_screened,
            len(posts) - n_screened,
            len(hit),
            len(hit) - sum(judgement.verdict != "unsure" for judgement in judged),
            sum(judgement.verdict == "threat" for judgement in judged),
            tuple(sorted(last.items())),
        )

    def was_read(self, post_uid: str) -> bool:
        """Whether the screen read a post; of a case that was not screened it read none."""
        return self._is_screened and self._is_read.get(post_uid, False)

    def pending(self) -> list[str]:
        """Return the posts that await a person."""
        return sorted(
            uid
            for uid, judgement in self._of_post.items()
            if judgement is None or judgement.verdict == "unsure"
        )


def _judgement(entry: dict[str, Any]) -> Judgement:
    names = ("post_uid", "text_sha256", "verdict", "by", "note", "at")
    return Judgement(*(str(entry.get(name, "")) for name in names))


def _is_read(case: Case) -> dict[str, bool]:
    """Return for each post whether the screen reads its language and it has a text."""
    posts = case.read(Posts).arrow.select(["post_uid", "text", "lang"])
    keys = case.read(PostKeys).arrow.select(["post_uid", "language"])
    joined = posts.join(keys, "post_uid", join_type="left outer")
    claimed = pc.utf8_lower(pc.utf8_slice_codeunits(joined.column("lang"), 0, 2))
    language = pc.coalesce(joined.column("language"), claimed, pa.scalar("und"))
    is_read = pc.and_(
        pc.is_in(language, value_set=pa.array(sorted({*SCREENED_LANGUAGES, "un", ""}))),
        pc.is_valid(joined.column("text")),
    )
    return dict(zip(joined.column("post_uid").to_pylist(), is_read.to_pylist(), strict=True))
