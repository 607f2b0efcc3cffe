"""Who and what an export may name at a level of the Traffic Light Protocol.

A handle is told of core accounts of inauthentic campaigns alone, and at amber and above. Everybody
else, also whoever is mentioned in a text or a link, is an account that nobody judged: an ordinary
person, an official, somebody at the edge of a network. They go by pseudonym, or are left out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from urllib.parse import parse_qsl, unquote, urlsplit

import pyarrow as pa
import pyarrow.compute as pc

from undertow.attribution.knowledge.platforms import account_or_post
from undertow.case import Case
from undertow.export.media import Hashes, read_hashes
from undertow.handles import handles_of, key, telling
from undertow.pseudonyms import Pseudonyms
from undertow.retention.listing import removed_handles
from undertow.rulings import MediaRulings, Overlay
from undertow.schema import (
    AccountFindings,
    Accounts,
    AccountSnapshots,
    CampaignMembers,
    Campaigns,
    Communities,
    Posts,
    TableSpec,
    Targets,
)
from undertow.tlp import Tlp
from undertow.wording.redaction import MASK, clean, redact, shorten

READ: tuple[type[TableSpec], ...] = (
    AccountFindings,
    Accounts,
    AccountSnapshots,
    CampaignMembers,
    Campaigns,
    Communities,
    Posts,
    Targets,
)
"""The tables that say who may be named."""

INAUTHENTIC = "coordinated_inauthentic"

# RFC 3986 for the web, without user information: a password is nobody's indicator.
_CHARS = r"(?:[a-z0-9._~!$&'()*+,;=:@/-]|%[0-9a-f]{2})*"
_QUERY = _CHARS.replace("/-", "/?-")
_HOST = r"(?:[a-z0-9](?:[a-z0-9._~-]|%[0-9a-f]{2})*|\[[0-9a-f:.]+\])"
WEB_ADDRESS = (
    rf"(?i)\Ahttps?://{_HOST}(?::[0-9]{{1,5}})?(?:/{_CHARS})?(?:\?{_QUERY})?(?:#{_QUERY})?\z"
)
_IS_WEB_ADDRESS = re.compile(WEB_ADDRESS.replace(r"\z", r"\Z"))
_LONGEST_LINK = 2048
_LONGEST_TEXT = 500
_BETWEEN = re.compile(r"[/?#&=;:,@+._]+")
_PARTS = re.compile(r"[/?#&=;:,@+]+")
_SHORT = 3
_WORD = re.compile(r"\w[\w.-]{3,}")


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What an export may tell.

    Attributes
    ----------
    rows : callable
        Rows of a table as they may be told.
    tlp : Tlp
        Its level.
    pseudonym : callable
        Name of an account, by its uid, that shows neither handle nor id.
    named : frozenset of str
        Accounts, by uid, whose handles and ids may be told; none below amber.
    named_handles, hidden : frozenset of str
        Handles and ids, as :func:`undertow.handles.key` writes them: of those accounts, and of all
        others.
    telling : frozenset of str
        Those of the latter that tell somebody where they stand in a text.
    is_removed : callable
        Whether a word, written so, is a handle that was deleted under a rule of retention.
    officials : tuple of str
        Names of the register, masked in texts.
    n_removed : mapping
        Campaign -> accounts that people removed on review; tables still count them.
    media : MediaRulings
        What people decided on media.
    pdq : callable
        PDQ hashes of media files, by file.
    """

    rows: Callable[[type[TableSpec]], pa.Table]
    tlp: Tlp
    pseudonym: Callable[[str], str]
    named: frozenset[str]
    named_handles: frozenset[str]
    hidden: frozenset[str]
    telling: frozenset[str]
    is_removed: Callable[[str], bool]
    officials: tuple[str, ...]
    n_removed: Mapping[str, int] = field(default_factory=dict)
    media: MediaRulings = field(default_factory=MediaRulings)
    pdq: Hashes = lambda media_uids: {}

    def moment(self, at: datetime | None, account_uid: str | None = None) -> datetime | None:
        """Return a time as it may be told: the day where its account goes by pseudonym.

        Whoever knows the second in which an account was made, or in which it posted, knows which.
        """
        is_exact = self.tlp.names_accounts if account_uid is None else account_uid in self.named
        if at is None or is_exact:
            return at
        return day(at)

    def account(self, account_uid: str, named: str | None = None) -> str:
        """Return the uid of an account, or ``named``, where it may be told; or its pseudonym.

        Never both: beside a handle, a pseudonym of other products would be one no more.
        """
        if account_uid not in self.named:
            return self.pseudonym(account_uid)
        return account_uid if named is None else named

    def tells_post(self, account_uid: str, native_id: str) -> bool:
        """Whether the id of a post may be told: it leads to its author.

        Ids of some platforms hold the id of the page below which they stand.
        """
        parts = {key(part) for part in native_id.split("_")}
        return account_uid in self.named and self.hidden.isdisjoint(parts)

    def post(self, post_uid: str, account_uid: str, native_id: str) -> str:
        """Return the uid of a post where it may be told; or a name that begins with ``P-``."""
        if self.tells_post(account_uid, native_id):
            return post_uid
        return self.pseudonym(f"post {post_uid}").replace("A-", "P-", 1)

    def text(self, text: str, limit: int = _LONGEST_TEXT) -> str:
        """Return a text with links defanged and everybody masked, on one line, shortened."""
        # Cut before it is searched: a word of a megabyte has nothing to say. Handles are looked for
        # first, as a handle may hold dots, and what looks like a host is written otherwise after.
        cut = unicodedata.normalize("NFC", shorten(clean(text[: 8 * limit]), 4 * limit))
        return shorten(redact(_WORD.sub(self._masked, cut), self.officials), limit)

    def _masked(self, match: re.Match[str]) -> str:
        parts = {match[0], *re.split(r"[.-]", match[0])}
        return MASK if any(self._tells(key(part)) for part in parts) else match[0]

    def _tells(self, word: str) -> bool:
        return word in self.telling or self.is_removed(word)

    def link(self, url: str | None) -> str | None:
        """Return a link that may be told; None where it is no web address, or names somebody.

        Links are never fetched.
        """
        if url is None or len(url) > _LONGEST_LINK or not _IS_WEB_ADDRESS.match(url):
            return None
        try:
            parts = urlsplit(url)
            host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
        except ValueError:
            return None
        steps = [unquote(step) for step in parts.path.split("/") if step]
        if not self._may_lead_to(host, steps, dict(parse_qsl(parts.query))):
            return None
        path = unquote(url.partition("//")[2])
        words = {*host.split(".")[:-1], *_PARTS.split(path), *_BETWEEN.split(path)}
        long = [key(word) for word in words if len(word) > _SHORT]
        if any(word in self.hidden or self.is_removed(word) for word in long):
            return None
        return url

    def _may_lead_to(self, host: str, steps: list[str], query: dict[str, str]) -> bool:
        """Whether every account on the way, also the author of a post, may be named."""
        if any(step.startswith("@") for step in steps):
            return all(key(step) in self.named_handles for step in steps if step[0] == "@")
        for n in range(1, min(len(steps), 2) + 1):
            found = account_or_post(host, steps[:n], query)
            if found is not None and found.kind != "post":
                return key(found.value) in self.named_handles
        found = account_or_post(host, steps, query)
        if found is None or found.kind == "post":
            return True
        return key(found.value) in self.named_handles


def day(at: datetime) -> datetime:
    """Return the beginning of a day."""
    return at.replace(hour=0, minute=0, second=0, microsecond=0)


def disclosure(case: Case, tlp: Tlp) -> Disclosure:
    """Return what an export of a case may tell at a level, and what people left of it on review.

    Raises
    ------
    CaseError
        A table is damaged, or the key of the pseudonyms is lost.
    VerificationError
        The decision log was changed, or the key is another.
    """
    reviewed = Overlay.of(case)

    def rows(spec: type[TableSpec]) -> pa.Table:
        return reviewed.read(case, spec).arrow

    named = _core_accounts(rows) if tlp.names_accounts else frozenset[str]()
    told, hidden = _handles(case, named)
    own_words = telling(case, hidden)
    targets = case.read(Targets).arrow
    officials = {*targets.column("name").to_pylist()}
    officials |= {*targets.column("surname").drop_null().to_pylist()}
    officials |= {*_flat(targets, "aliases")}
    pages = {key(handle.partition(":")[2]) for handle in _flat(targets, "handles")}
    pseudonyms = Pseudonyms.open(case)
    return Disclosure(
        rows,
        tlp,
        pseudonyms.of,
        named,
        frozenset(told),
        frozenset((hidden | pages) - told),
        frozenset((own_words | pages) - told),
        _removal(case, pseudonyms),
        tuple(sorted(name for name in officials if name)),
        {ident: len(own) for ident, own in reviewed.members.items()},
        MediaRulings.of(case),
        partial(read_hashes, case),
    )


def _flat(table: pa.Table, column: str) -> list[str]:
    values: list[str] = pc.list_flatten(table.column(column)).to_pylist()
    return values


def _removal(case: Case, pseudonyms: Pseudonyms) -> Callable[[str], bool]:
    """Return whether a word is a handle that was deleted; of those, hashes alone are left."""
    removed = removed_handles(case)
    if not removed:
        return lambda word: False
    return lambda word: pseudonyms.of_handle(word) in removed


def _core_accounts(rows: Callable[[type[TableSpec]], pa.Table]) -> frozenset[str]:
    """Return inauthentic accounts in the core of inauthentic campaigns."""
    campaigns = _where(rows(Campaigns), "verdict", [INAUTHENTIC]).column("campaign_id")
    members = _where(rows(CampaignMembers), "campaign_id", campaigns)
    core = _where(rows(Communities), "role", ["core"])
    judged = _where(rows(AccountFindings), "verdict", [INAUTHENTIC])
    found = members.select(["community_id", "account_uid"]).join(
        core.select(["community_id", "account_uid"]),
        ["community_id", "account_uid"],
        join_type="inner",
    )
    uids = _where(found, "account_uid", judged.column("account_uid")).column("account_uid")
    return frozenset(uids.to_pylist())


def _where(table: pa.Table, column: str, values: pa.ChunkedArray | Iterable[str]) -> pa.Table:
    known = values if isinstance(values, pa.ChunkedArray) else pa.array(list(values), pa.string())
    return table.filter(pc.is_in(table.column(column), value_set=known))


def _handles(case: Case, named: frozenset[str]) -> tuple[set[str], set[str]]:
    """Return handles and ids, also earlier ones, of accounts that may be named, and of others."""
    told, hidden = set[str](), set[str]()
    for uid, handles in handles_of(case).items():
        (told if uid in named else hidden).update(handles)
    accounts = case.read(Accounts).arrow.select(["account_uid", "native_id"])
    for uid, native_id in zip(*(column.to_pylist() for column in accounts), strict=True):
        (told if uid in named else hidden).add(key(native_id))
    return told, hidden
