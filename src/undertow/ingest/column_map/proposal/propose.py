"""From the look into a table to a proposed map, with a reason for every line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from undertow.case import toml_text
from undertow.ingest.column_map.extract import extractor
from undertow.ingest.column_map.model import Fields
from undertow.ingest.column_map.proposal.headers import field_of
from undertow.ingest.column_map.proposal.known_values import (
    EXTRACTORS,
    HOSTS,
    KINDS,
    PLATFORMS,
    hosts_of,
)
from undertow.ingest.column_map.proposal.looks import (
    NULLS,
    Look,
    look_at_counts,
    look_at_escaping,
    look_at_lists,
    look_at_times,
)
from undertow.ingest.column_map.proposal.table import TableLook

_CLOCK_ONLY = r"\d{1,2}:\d\d(:\d\d)?( ?[AaPp][Mm])?"
_TIMED_BY_IDS = tuple(
    (("platform", toml_text(name)),) for name in ("x", "tiktok", "linkedin", "instagram")
)
_OWN_IDS = frozenset({"Brandwatch", "Meltwater", "Sprinklr", "Talkwalker", "Junkipedia"})
_NEEDED = frozenset({"id", "created_at", "platform"})
_RULES = {name: info.annotation for name, info in Fields.model_fields.items()}


@dataclass(slots=True)
class FieldGuess:
    """What is proposed for a field.

    Parameters
    ----------
    name : str
        Canonical field.
    columns : list of str
        Columns it is read from.
    look : Look
        What their values show.
    why : str
        Why these columns.
    others : list of str
        Columns that would have fitted less well.
    """

    name: str
    columns: list[str]
    look: Look
    why: str
    others: list[str] = field(default_factory=list)

    @property
    def is_active(self) -> bool:
        """Whether the field is written ready for use; one that is needed always stands there."""
        return not self.look.question or self.name in _NEEDED


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed map.

    Parameters
    ----------
    table : TableLook
        The table it is for.
    fields : list of FieldGuess
        In the order of the documentation.
    platform : Look
        Whether one platform is shown for all rows.
    escaping : Look
        How texts are escaped.
    namespace : Look
        Whether ids are those of the platform.
    nulls : tuple of str
        Values that look like marks of nothing.
    unread : tuple of str
        Columns that are not read.
    """

    table: TableLook
    fields: list[FieldGuess]
    platform: Look
    escaping: Look
    namespace: Look
    nulls: tuple[str, ...]
    unread: tuple[str, ...]

    @property
    def questions(self) -> list[str]:
        """What a person has to declare before the map can be used."""
        asked = [
            f"{guess.name}: {guess.look.question}"
            for guess in self.fields
            if guess.is_active and guess.look.question
        ]
        named = {guess.name for guess in self.fields}
        if "id" not in named:
            asked.append("id: which column holds the id of a post")
        if "created_at" not in named and self.platform.keys not in _TIMED_BY_IDS:
            asked.append("created_at: which column holds the time of a post, and in which zone")
        top = (("platform", self.platform), ("escaping", self.escaping))
        asked += [f"{name}: {look.question}" for name, look in top if look.question]
        if self.table.raw_head and "\ufffd" in self.table.raw_head.decode("utf-8", "replace")[:-3]:
            asked.append("file.encoding: how the file is encoded, which is not UTF-8")
        return asked


def propose(table: TableLook) -> Proposal:
    """Propose a map for a table.

    Parameters
    ----------
    table : TableLook
        Header and first rows.

    Returns
    -------
    Proposal
        Nothing in it is a decision: what the values do not show is a question.
    """
    guesses = _by_header(table)
    if "id" not in guesses and "url" in guesses:
        guess = _id_in_links(table, guesses["url"].columns[0])
        if guess is not None:
            guesses["id"] = guess
    platform = _platform(table, guesses)
    texts = (
        [text for c in guesses["text"].columns for text in table.texts(c)]
        if ("text" in guesses)
        else []
    )
    escaping = look_at_escaping(texts)
    if not texts:
        escaping = Look("no text is read", (("escaping", '"plain"'),))
    read = [column for guess in guesses.values() for column in guess.columns]
    nulls = {
        text
        for guess in guesses.values()
        if guess.name not in ("text", "author_name", "author_description")
        for column in guess.columns
        for text in table.texts(column)
        if text in NULLS
    }
    ordered = [guesses[name] for name in _RULES if name in guesses]
    unread = tuple(column for column in table.columns if column not in read)
    namespace = _namespace(table)
    return Proposal(table, ordered, platform, escaping, namespace, tuple(sorted(nulls)), unread)


def _by_header(table: TableLook) -> dict[str, FieldGuess]:
    """Propose a field for each column whose name is known; the better known name wins."""
    found: dict[str, list[tuple[int, str, str]]] = {}
    for column in table.columns:
        known = field_of(column)
        if known is not None:
            name, rank, vendor = known
            found.setdefault(name, []).append((rank, column, vendor))
    guesses = {}
    for name, candidates in found.items():
        candidates.sort(key=lambda candidate: candidate[0])
        _, column, vendor = candidates[0]
        others = [other for _, other, _ in candidates[1:]]
        columns = [column, *_clock_of(name, table, column, others)]
        others = [other for other in others if other not in columns]
        called = f"{vendor} calls it so" if vendor else "its name says so"
        look = _look(name, table, columns)
        if name == "id" and vendor in _OWN_IDS:
            prefix = ("prefix", toml_text(f"{vendor.casefold()}:"))
            look = replace(look, keys=(*look.keys, prefix))
            called += ", and the id is the vendor's own, not that of the platform"
        guesses[name] = FieldGuess(name, columns, look, called, others)
    return guesses


def _clock_of(name: str, table: TableLook, column: str, others: list[str]) -> list[str]:
    """Return the column that holds the time of day to a column of dates."""
    if name != "created_at" or any(":" in text for text in table.texts(column)):
        return []
    for other in others:
        texts = table.texts(other)
        if texts and all(re.fullmatch(_CLOCK_ONLY, text) for text in texts):
            return [other]
    return []


def _look(name: str, table: TableLook, columns: list[str]) -> Look:
    """Look at the values of a field."""
    texts = [text for text in table.texts(columns[0]) if text not in NULLS]
    rule = str(_RULES[name])
    if "TimeRule" in rule:
        if len(columns) > 1:
            joined = [" ".join(str(row.get(c, "")) for c in columns).strip() for row in table.rows]
            return look_at_times([text for text in joined if text])
        moments = [v for v in table.values(columns[0]) if not isinstance(v, str | list)]
        return look_at_times([*moments, *texts])
    if "CountRule" in rule:
        return look_at_counts(texts)
    if name in ("platform", "kind"):
        return _look_at_names(texts, PLATFORMS if name == "platform" else KINDS)
    if "ListRule" in rule or "FoundRule" in rule:
        if any(isinstance(value, list) for value in table.values(columns[0])):
            return Look("the column holds lists", (("json", "true"),))
        return look_at_lists(texts)
    if "FlagRule" in rule:
        return _look_at_facts(texts)
    destroyed = [text for text in texts if re.fullmatch(r"\d\.\d+E\+\d+", text)]
    if "IdRule" in rule and destroyed:
        return Look(
            f"a spreadsheet rounded ids to {destroyed[0]}: those rows will be rejected, ask for "
            "the original file"
        )
    return Look("texts" if texts else "no value was seen")


def _look_at_names(texts: list[str], known: dict[str, str]) -> Look:
    """Say what the values of a column of platforms or kinds mean."""
    values = sorted(set(texts))
    listed = {value: known[value.casefold()] for value in values if value.casefold() in known}
    table = ", ".join(f"{toml_text(value)} = {toml_text(listed[value])}" for value in listed)
    unknown = [value for value in values if value not in listed][:20]
    rest = f"; unknown are {', '.join(map(toml_text, unknown))}" if unknown else ""
    if not listed:
        choice = 'values = { "Name" = "name" }'
        return Look(f"no value is known{rest}", (), (choice,), "what its values mean (values)")
    others = ('unlisted = "ignore" # rows with other values are rejected otherwise',)
    keys = (("values", f"{{ {table} }}"),)
    return Look(f"its values are known{rest}", keys, others if unknown else ())


def _look_at_facts(texts: list[str]) -> Look:
    values = {text.casefold() for text in texts}
    for true, false in (("true", "false"), ("yes", "no"), ("1", "0"), ("oui", "non")):
        if values and values <= {true, false}:
            keys = (("true", f'["{true}"]'), ("false", f'["{false}"]'))
            return Look(f"values are {true} and {false}", keys)
    return Look("values are unknown", (), ('true = ["Yes"]', 'false = ["No"]'), "what is true")


def _id_in_links(table: TableLook, column: str) -> FieldGuess | None:
    """Propose to take ids out of links, where one known shape fits all of them."""
    links = table.texts(column)
    for platform in sorted({HOSTS.get(host, "") for host in hosts_of(links)} & set(EXTRACTORS)):
        how = EXTRACTORS[platform]
        ids = [extractor(how)(link) for link in links]
        if None not in ids and len(set(ids)) == len(set(links)):
            look = Look(f"all links are of {platform} and hold an id", (("extract", f'"{how}"'),))
            return FieldGuess(
                "id", [column], look, "no column is known as an id, but links hold it"
            )
    if links:
        look = Look(
            "no column is known as an id, and links are of no one known shape",
            (),
            ('extract = "last_segment"',),
            "which column holds the id of a post (column, extract)",
        )
        return FieldGuess("id", [column], look, "links may hold it")
    return None


def _namespace(table: TableLook) -> Look:
    """Say whether ids need a namespace, because they are not those of the platform."""
    vendors = {known[2] for column in table.columns if (known := field_of(column))}
    if "Meta Content Library" in vendors:
        reason = "Meta Content Library has ids of its own, which lead to no account outside it"
        return Look(reason, (("namespace", '"mcl:"'),))
    reason = "ids of a vendor's own, unlike those of the platform, need one"
    return Look(reason, (), ('namespace = "vendor:"',))


def _platform(table: TableLook, guesses: dict[str, FieldGuess]) -> Look:
    """Say which platform all rows are of, where a column or the links show it."""
    column = guesses.get("platform")
    if column is not None and not column.look.question:
        return Look("a column says it")
    guesses.pop("platform", None)
    links = table.texts(guesses["url"].columns[0]) if "url" in guesses else []
    platforms = {HOSTS.get(host, "") for host in hosts_of(links)}
    if len(platforms) == 1 and "" not in platforms:
        name = platforms.pop()
        return Look(f"all links are of {name}", (("platform", toml_text(name)),))
    return Look(
        "no column and no link shows one platform for all rows",
        (),
        ('platform = "facebook"',),
        "which platform the rows are of (platform)",
    )
