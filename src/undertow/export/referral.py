"""What is referred to one platform: its accounts and posts, with a letter, once a person approved.

A referral names accounts to those who can close them. It is therefore drafted by one person and
approved by another, to the byte, and nothing is written before that.
"""

from __future__ import annotations

import hashlib
import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import pyarrow as pa

from undertow.case import Case, write_products
from undertow.decisions import DecisionLog, Event, named, require_second_person, same_person
from undertow.errors import InputError, ReviewRequiredError
from undertow.export.disclosure import READ as DISCLOSED_BY
from undertow.export.disclosure import Disclosure, disclosure
from undertow.export.media import uploaded_csv
from undertow.export.subjects import READ as SUBJECTS_READ
from undertow.export.subjects import Account, Post, read_subjects
from undertow.export.tables import render_table
from undertow.export.words import words
from undertow.pipeline import require_recorded
from undertow.tlp import Tlp
from undertow.wording import LANGUAGES
from undertow.wording.claims import platform as platform_name
from undertow.wording.redaction import clean

DRAFTED: Final = "referral_drafted"
APPROVED: Final = "referral_approved"
WITHDRAWN: Final = "referral_withdrawn"
"""Actions of the log; the subject is the platform."""

_READ = tuple({*SUBJECTS_READ, *DISCLOSED_BY})
_TEXT, _TIME = pa.string(), pa.timestamp("us", "UTC")
_WIDTH: Final = 80
_PLATFORM: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_ACCOUNTS = pa.schema(
    [
        ("account_id", _TEXT), ("handle", _TEXT), ("url", _TEXT), ("created_at", _TIME),
        ("first_seen", _TIME), ("last_seen", _TIME), ("n_posts", pa.int64()),
        ("record_sha256", _TEXT),
    ]
)  # fmt: skip
_POSTS = pa.schema(
    [
        ("post_id", _TEXT), ("account_id", _TEXT), ("kind", _TEXT), ("url", _TEXT),
        ("created_at", _TIME), ("record_sha256", _TEXT),
    ]
)  # fmt: skip
# Where a platform shows an account, by its id or its handle.
_PROFILES: Final[Mapping[str, str]] = {
    "bluesky": "https://bsky.app/profile/{id}",
    "facebook": "https://www.facebook.com/{id}",
    "instagram": "https://www.instagram.com/{handle}",
    "linkedin": "https://www.linkedin.com/in/{handle}",
    "medium": "https://medium.com/@{handle}",
    "reddit": "https://www.reddit.com/user/{handle}",
    "telegram": "https://t.me/{handle}",
    "tiktok": "https://www.tiktok.com/@{handle}",
    "x": "https://x.com/i/user/{id}",
    "youtube": "https://www.youtube.com/channel/{id}",
}


@dataclass(frozen=True, slots=True)
class Referral:
    """What a platform would be told.

    Attributes
    ----------
    platform : str
        Its id.
    accounts : tuple of Account
        In the core of inauthentic campaigns, by uid.
    n_posts : int
        Their campaign posts.
    files : mapping
        Name -> content; the letters without who approved.
    """

    platform: str
    accounts: tuple[Account, ...]
    n_posts: int
    files: Mapping[str, bytes]

    @property
    def digest(self) -> str:
        """SHA-256 over all of it, which is what a person approves."""
        sums = "".join(f"{_sha256(raw)}  {name}\n" for name, raw in sorted(self.files.items()))
        return _sha256(sums.encode())


def referral_of(case: Case, platform: str, tlp: Tlp | None = None) -> Referral:
    """Return what a platform would be told of a case; the same for the same case.

    Parameters
    ----------
    case : Case
        An analysed case.
    platform : str
        Id of the platform.
    tlp : Tlp or None
        Level of the letter; that of the settings, or amber where that names nobody, where None.

    Raises
    ------
    InputError
        No account of the platform may be named, or the level lets nobody be named.
    VerificationError
        A table is not what its stage recorded.
    CaseError
        A table is damaged.
    """
    require_recorded(case, _READ)
    level = tlp or Tlp(case.settings.export.tlp)
    if not level.names_accounts:
        if tlp is not None:
            raise InputError(
                f"--tlp {tlp.value}: a referral names accounts; choose amber, amber+strict or red"
            )
        level = Tlp.amber
    told = disclosure(case, level)
    subjects = read_subjects(told)
    accounts = {
        own.uid: own
        for subject in subjects
        for own in subject.accounts
        if own.platform == platform and own.uid in told.named
    }
    if not accounts:
        raise InputError(
            f"platform {platform}: no account of it is in the core of a campaign that was found "
            f"inauthentic; `undertow accounts {case.path}` lists accounts"
        )
    posts = {
        post.uid: post
        for subject in subjects
        for post in subject.posts
        if post.account_uid in accounts
    }
    ids = [s.campaign_id for s in subjects if any(own.uid in accounts for own in s.accounts)]
    ordered = tuple(accounts[uid] for uid in sorted(accounts))
    by_time = sorted(posts.values(), key=lambda post: (post.at, post.uid))
    files = {
        "accounts.csv": _accounts_csv(ordered),
        "posts.csv": _posts_csv(by_time, accounts, told),
    }
    media = uploaded_csv((own for subject in subjects for own in subject.media), posts)
    if media is not None:
        files["media.csv"] = media
    for language in LANGUAGES:
        letter = _letter(
            case, platform, level, ordered, by_time, len(ids), language, has_media=media is not None
        )
        files[f"letter.{language}.txt"] = letter.encode()
    return Referral(platform, ordered, len(by_time), files)


def draft_referral(log: DecisionLog, referral: Referral, *, by: str, operator: str) -> Event:
    """Put a draft on record, for a second person to approve; once for the same content."""
    tidy = named(by, "--by")
    for event in log.sound_events(DRAFTED):
        is_same = event.body.get("sha256") == referral.digest and event.who == tidy
        if is_same and event.subject == referral.platform:
            return event
    return log.append(
        DRAFTED,
        who=tidy,
        operator=operator,
        subject=referral.platform,
        body={"sha256": referral.digest},
    )


def approve_referral(
    log: DecisionLog,
    referral: Referral,
    number: int,
    *,
    by: str,
    operator: str,
    shares_login: bool = False,
) -> Event:
    """Approve a draft as a second person.

    Parameters
    ----------
    log : DecisionLog
        The decisions of the case.
    referral : Referral
        As the case has it now.
    number : int
        Number of the draft.
    by, operator : str
        Who approves, and at which login.
    shares_login : bool
        Whether they work at the login of whoever drafted it, and are somebody else.

    Raises
    ------
    ReviewRequiredError
        There is no such draft, the case says something else by now, or whoever drafted it would
        approve it.
    """
    tidy = named(by, "--by")
    drafts = {event.seq: event for event in log.sound_events(DRAFTED)}
    drafted = drafts.get(number)
    if drafted is None or drafted.subject != referral.platform:
        raise ReviewRequiredError(f"{number}: is no draft of a referral to {referral.platform}")
    if drafted.body.get("sha256") != referral.digest:
        raise ReviewRequiredError(
            f"the case says something else since draft {number} was made; draft the referral again"
        )
    require_second_person(
        drafted.who,
        drafted.operator,
        by=tidy,
        operator=operator,
        shares_login=shares_login,
        what="this referral",
    )
    return log.append(
        APPROVED,
        who=tidy,
        operator=operator,
        subject=referral.platform,
        body={
            "sha256": referral.digest,
            "drafted_seq": drafted.seq,
            "shares_login": shares_login,
        },
    )


def withdraw_referral(log: DecisionLog, platform: str, *, by: str, operator: str) -> Event:
    """Take back every approval of a referral to a platform that stands; what went out is out.

    Raises
    ------
    ReviewRequiredError
        Nothing was drafted or approved for this platform.
    """
    tidy = named(by, "--by")
    known = {event.subject for event in log.sound_events(DRAFTED, APPROVED)}
    if platform not in known:
        told = ", ".join(sorted(known)) or "no platform"
        raise ReviewRequiredError(f"{platform}: no referral to it; there are drafts to {told}")
    return log.append(WITHDRAWN, who=tidy, operator=operator, subject=platform)


def folder_of(platform: str) -> str:
    """Return the name of the folder of a referral.

    Raises
    ------
    InputError
        The platform is no id, so it may not become part of a path.
    """
    if not _PLATFORM.fullmatch(platform):
        raise InputError(f"--platform {platform!r}: is no id of a platform, such as x or facebook")
    return f"referral-{platform}"


def write_draft(referral: Referral, out: Path) -> list[Path]:
    """Write all that would be told, marked as not approved, for the second person to read.

    Raises
    ------
    CaseError
        A file cannot be written; nothing is.
    """
    files = {out / name: raw for name, raw in referral.files.items()}
    for language in LANGUAGES:
        mark = words(language).text("referral.draft")
        letter = out / f"letter.{language}.txt"
        files[letter] = f"{mark}\n\n".encode() + files[letter]
    write_products(files)
    return list(files)


def approval_of(log: DecisionLog, referral: Referral) -> tuple[Event, Event] | None:
    """Return draft and approval of exactly this content; None where none stands."""
    events = log.sound_events(DRAFTED, APPROVED, WITHDRAWN)
    drafts = {event.seq: event for event in events if event.action == DRAFTED}
    taken_back = max(
        (e.seq for e in events if e.action == WITHDRAWN and e.subject == referral.platform),
        default=0,
    )
    for event in events:
        if event.seq < taken_back:
            continue
        is_ours = event.action == APPROVED and event.subject == referral.platform
        if is_ours and event.body.get("sha256") == referral.digest:
            drafted = drafts.get(event.body.get("drafted_seq", 0))
            if drafted is not None and not same_person(event.who, drafted.who):
                return drafted, event
    return None


def write_referral(log: DecisionLog, referral: Referral, out: Path) -> list[Path]:
    """Write the files of a referral that was approved; the same bytes each time.

    Raises
    ------
    ReviewRequiredError
        Nobody approved it; nothing is written.
    CaseError
        A file cannot be written; nothing is.
    """
    found = approval_of(log, referral)
    if found is None:
        raise ReviewRequiredError(
            f"the referral to {referral.platform} was not approved as it is; a second person has "
            "to approve it"
        )
    drafted, approved = found
    files = {out / name: raw for name, raw in referral.files.items()}
    for language in LANGUAGES:
        signed = words(language).text(
            "referral.approved",
            author=drafted.who,
            drafted_at=drafted.at,
            approver=approved.who,
            approved_at=approved.at,
        )
        files[out / f"letter.{language}.txt"] += f"\n{_filled(signed)}\n".encode()
    write_products(files)
    return list(files)


def _accounts_csv(accounts: tuple[Account, ...]) -> bytes:
    rows = [
        {
            "account_id": own.native_id,
            "handle": clean(own.handle) if own.handle else None,
            "url": _profile(own),
            "created_at": own.created_at,
            "first_seen": own.first_seen,
            "last_seen": own.last_seen,
            "n_posts": own.n_posts,
            "record_sha256": own.raw_sha256,
        }
        for own in accounts
    ]
    return render_table(pa.Table.from_pylist(rows, schema=_ACCOUNTS), "csv").encode()


def _profile(own: Account) -> str | None:
    """Return the address of an account, made from its id: none of a capture is trusted."""
    form = _PROFILES.get(own.platform)
    if form is None or ("{handle}" in form and not own.handle):
        return None
    return form.format(id=quote(own.native_id, safe=":"), handle=quote(own.handle or "", safe=""))


def _posts_csv(posts: list[Post], accounts: Mapping[str, Account], told: Disclosure) -> bytes:
    rows: list[dict[str, Any]] = [
        {
            "post_id": post.native_id,
            "account_id": accounts[post.account_uid].native_id,
            "kind": post.kind,
            "url": told.link(post.url),
            "created_at": post.at,
            "record_sha256": post.raw_sha256,
        }
        for post in posts
    ]
    return render_table(pa.Table.from_pylist(rows, schema=_POSTS), "csv").encode()


def _letter(
    case: Case,
    platform: str,
    tlp: Tlp,
    accounts: tuple[Account, ...],
    posts: list[Post],
    n_campaigns: int,
    language: str,
    *,
    has_media: bool,
) -> str:
    """Return the letter in a language, without who approved it."""
    said = words(language)
    name = platform_name(platform)
    parts = [
        tlp.label,
        said.text("referral.subject", platform=name),
        said.text("referral.greeting", platform=name),
        said.text(
            "referral.intro",
            purpose=case.purpose,
            platform=name,
            n_accounts=len(accounts),
            n_posts=len(posts),
            n_campaigns=n_campaigns,
            start=posts[0].at,
            end=posts[-1].at,
        )
        if posts
        else "",
        said.text("referral.ask"),
        said.text("referral.files"),
        said.text("referral.media") if has_media else "",
        said.text("referral.basis"),
        said.text("referral.limits"),
        said.text("referral.owner", owner=case.owner) if case.owner else "",
    ]
    return "\n\n".join(_filled(part) for part in parts if part) + "\n"


def _filled(text: str) -> str:
    return textwrap.fill(text, _WIDTH, break_on_hyphens=False, break_long_words=False)


def _sha256(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()
