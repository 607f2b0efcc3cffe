"""The indicators of a case as files for people and small programs, and what they mean."""

from __future__ import annotations

import hashlib
import json
import textwrap
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from undertow.attribution import read_framework
from undertow.case import Case, write_products
from undertow.export.disclosure import INAUTHENTIC, Disclosure, day, disclosure
from undertow.export.disclosure import READ as DISCLOSED_BY
from undertow.export.media import media_csv
from undertow.export.subjects import READ as SUBJECTS_READ
from undertow.export.subjects import Post, Subject, read_subjects
from undertow.export.sums import SUMS
from undertow.export.tables import render_table
from undertow.export.words import claim_phrases, in_each_language, words
from undertow.pipeline import require_recorded
from undertow.schema import Campaigns, Edges
from undertow.tlp import Tlp
from undertow.wording import LANGUAGES, phrase, word
from undertow.wording.redaction import clean

_READ = tuple({*SUBJECTS_READ, *DISCLOSED_BY, Edges})
_TEXT, _COUNT, _REAL, _TIME = pa.string(), pa.int64(), pa.float64(), pa.timestamp("us", "UTC")
_WIDTH: Final = 88

_ACCOUNTS = pa.schema(
    [
        ("campaign_id", _TEXT), ("account", _TEXT), ("platform", _TEXT), ("native_id", _TEXT),
        ("handle", _TEXT), ("created_at", _TIME), ("first_seen", _TIME), ("last_seen", _TIME),
        ("role", _TEXT), ("community_id", _TEXT), ("coordination_q", _REAL), ("origin", _TEXT),
        ("verdict", _TEXT), ("n_posts", _COUNT),
    ]
)  # fmt: skip
_CLAIMS = pa.schema(
    [
        ("claim_id", _TEXT), ("campaign_id", _TEXT), ("kind", _TEXT), ("subject", _TEXT),
        ("likelihood", _TEXT), ("confidence", _TEXT), ("n_evidence", _COUNT), ("en", _TEXT),
        ("fr", _TEXT),
    ]
)  # fmt: skip
_TEXTS = pa.schema(
    [
        ("campaign_id", _TEXT), ("text_id", _TEXT), ("language", _TEXT), ("script", _TEXT),
        ("n_texts", _COUNT), ("n_posts", _COUNT), ("n_accounts", _COUNT), ("first_seen", _TIME),
        ("last_seen", _TIME), ("narratives", pa.list_(_TEXT)), ("match_key_sha256", _TEXT),
        ("example_sha256", _TEXT),
    ]
)  # fmt: skip
_LINKS = pa.schema(
    [
        ("campaign_id", _TEXT), ("url_defanged", _TEXT), ("url_sha256", _TEXT),
        ("n_accounts", _COUNT), ("n_posts", _COUNT), ("first_seen", _TIME), ("last_seen", _TIME),
    ]
)  # fmt: skip
_FILES: Final = {
    "accounts.csv": "accounts",
    "campaigns.csv": "campaigns",
    "claims.csv": "claims",
    "edges.csv": "edges",
    "media.csv": "media",
    "texts.csv": "texts",
    "urls.csv": "urls",
    "disarm.json": "disarm",
    "bundle.json": "bundle",
    "misp-*.json": "misp",
    "network-*.gexf": "network",
    "LICENSE.txt": "license",
    SUMS: "sums",
}


def write_csv(case: Case, out: Path, tlp: Tlp | None = None) -> list[Path]:
    """Write the indicators of a case as tables, with what they mean in both languages.

    Parameters
    ----------
    case : Case
        An analysed case.
    out : Path
        Folder; made where it does not exist.
    tlp : Tlp or None
        Who may read them; what the settings of the case say where None.

    Returns
    -------
    list of Path
        ``accounts.csv``, ``campaigns.csv``, ``claims.csv``, ``edges.csv``, ``texts.csv``,
        ``urls.csv``, ``media.csv`` where campaigns share media, ``disarm.json``, ``LICENSE.txt``
        and a README in each language. UTF-8 without byte order mark; the same case gives the same
        bytes.

    Raises
    ------
    VerificationError
        A table is not what its stage recorded; nothing is written.
    CaseError
        A table is damaged, or the files cannot be written; nothing is.
    SchemaError
        A claim cannot be put into words; names the claim.
    """
    files = {out / name: content for name, content in csv_files(case, tlp).items()}
    write_products(files)
    return list(files)


def csv_files(case: Case, tlp: Tlp | None = None) -> dict[str, bytes]:
    """Return the files by name; see :func:`write_csv`."""
    require_recorded(case, _READ)
    told = disclosure(case, tlp or Tlp(case.settings.export.tlp))
    subjects = read_subjects(told)
    tables = {
        "accounts.csv": _table(_ACCOUNTS, _accounts(subjects, told)),
        "campaigns.csv": _campaigns(subjects),
        "claims.csv": _table(_CLAIMS, _claims(subjects)),
        "edges.csv": _edges(subjects, told),
        "texts.csv": _table(_TEXTS, _texts(subjects, told)),
        "urls.csv": _table(_LINKS, _links(subjects, told)),
    }
    files = {name: render_table(table, "csv").encode() for name, table in tables.items()}
    if media := [own for subject in subjects for own in subject.media]:
        files["media.csv"] = media_csv(media, told)
    files["disarm.json"] = _disarm(subjects)
    files["LICENSE.txt"] = _license().encode()
    for language in LANGUAGES:
        readme = _readme(case, subjects, told.tlp, language)
        files[f"README.{language}.txt"] = readme.encode()
    return files


def _table(schema: pa.Schema, rows: Iterator[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=schema)


def _campaigns(subjects: Sequence[Subject]) -> pa.Table:
    return pa.Table.from_pylist([own.row for own in subjects], schema=Campaigns.arrow_schema())


def _accounts(subjects: Sequence[Subject], told: Disclosure) -> Iterator[dict[str, Any]]:
    for subject in subjects:
        for own in subject.accounts:
            is_named = own.uid in told.named
            yield {
                "campaign_id": subject.campaign_id,
                "account": told.account(own.uid),
                "platform": own.platform,
                "native_id": own.native_id if is_named else None,
                "handle": clean(own.handle) if is_named and own.handle else None,
                "created_at": told.moment(own.created_at, own.uid),
                "first_seen": told.moment(own.first_seen, own.uid),
                "last_seen": told.moment(own.last_seen, own.uid),
                "role": own.role,
                "community_id": own.community_id,
                "coordination_q": own.coordination_q,
                "origin": own.origin,
                "verdict": own.verdict,
                "n_posts": own.n_posts,
            }


def _claims(subjects: Sequence[Subject]) -> Iterator[dict[str, Any]]:
    for subject in subjects:
        for claim in subject.claims:
            yield {
                "claim_id": claim.claim_id,
                "campaign_id": claim.campaign_id,
                "kind": claim.kind,
                "subject": claim.subject,
                "likelihood": claim.likelihood,
                "confidence": claim.confidence,
                "n_evidence": claim.n_evidence,
                **in_each_language(claim_phrases(claim)),
            }


def _edges(subjects: Sequence[Subject], told: Disclosure) -> pa.Table:
    """Return the edges between listed accounts, under the names that these go by."""
    listed = {own.uid: told.account(own.uid) for subject in subjects for own in subject.accounts}
    uids, names = pa.array(listed, pa.string()), pa.array(listed.values(), pa.string())
    edges = told.rows(Edges)
    for end in ("a", "b"):
        edges = edges.filter(pc.is_in(edges.column(end), value_set=uids))
        shown = names.take(pc.index_in(edges.column(end), value_set=uids).combine_chunks())
        edges = edges.set_column(edges.schema.get_field_index(end), end, shown)
    order = [(key, "ascending") for key in ("layer", "window_s", "a", "b")]
    return edges.sort_by(order)


def _texts(subjects: Sequence[Subject], told: Disclosure) -> Iterator[dict[str, Any]]:
    for subject in subjects:
        groups: dict[tuple[str, str | None], list[Post]] = defaultdict(list)
        for post in subject.posts:
            if post.text_id is not None:
                groups[post.text_id, post.language].append(post)
        for (text_id, language), posts in sorted(groups.items(), key=lambda own: str(own[0])):
            # The commonest form, the first of equals; posts are by time.
            form = Counter(post.match_key for post in posts).most_common(1)[0][0]
            example = next(post for post in posts if post.match_key == form)
            is_named = all(post.account_uid in told.named for post in posts)
            first, last = (at if is_named else day(at) for at in (posts[0].at, posts[-1].at))
            yield {
                "campaign_id": subject.campaign_id,
                "text_id": text_id,
                "language": language,
                "script": example.script,
                "n_texts": len({post.match_key for post in posts}),
                "n_posts": len(posts),
                "n_accounts": len({post.account_uid for post in posts}),
                "first_seen": first,
                "last_seen": last,
                "narratives": sorted({own for post in posts for own in post.narratives}),
                "match_key_sha256": _sha256(form),
                "example_sha256": _sha256(example.text),
            }


def _links(subjects: Sequence[Subject], told: Disclosure) -> Iterator[dict[str, Any]]:
    for subject in subjects:
        for link in subject.links:
            if told.link(link.url) is not None:
                yield {
                    "campaign_id": subject.campaign_id,
                    "url_defanged": defanged(link.url),
                    "url_sha256": _sha256(link.url),
                    "n_accounts": link.n_accounts,
                    "n_posts": link.n_posts,
                    "first_seen": day(link.first_seen),
                    "last_seen": day(link.last_seen),
                }


def defanged(url: str) -> str:
    """Return a web address that no program makes live, and from which a person can make it again.

    Unlike :func:`undertow.wording.redaction.defang` it keeps the path: for links that may be told.
    """
    scheme, _, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    scheme = scheme.lower().replace("http", "hxxp")
    return f"{scheme}://{host.replace('.', '[.]')}{slash}{path}"


def _disarm(subjects: Sequence[Subject]) -> bytes:
    """Return the techniques of each campaign, with whose framework it is."""
    framework = read_framework()
    campaigns = {
        subject.campaign_id: [
            {key: row[key] for key in ("technique_id", "name", "signs", "platforms")}
            for row in subject.techniques
        ]
        for subject in subjects
    }
    told = {
        "framework": f"DISARM {framework.version}",
        "url": framework.url,
        "license": "CC-BY-SA-4.0",
        "campaigns": campaigns,
    }
    return f"{json.dumps(told, indent=2, sort_keys=True)}\n".encode()


def _readme(case: Case, subjects: Sequence[Subject], tlp: Tlp, language: str) -> str:
    """Return what the files are, at which level, and how to read them."""
    said = words(language)
    inauthentic = word("verdict", INAUTHENTIC)
    lines = [said.text("pack.title", purpose=case.purpose), ""]
    level = said.text("pack.level", level=tlp.label, meaning=phrase(f"pack.tlp.{tlp.value}"))
    lines += [*_wrapped(level), "", said.text("pack.files"), ""]
    has_media = any(subject.media for subject in subjects)
    for name, key in _FILES.items():
        if key == "media" and not has_media:
            continue
        about = said.text(f"pack.{key}", inauthentic=inauthentic, name=SUMS)
        lines += _wrapped(f"{name}: {about}", "  ")
    lines += ["", said.text("pack.reading"), ""]
    lines += _wrapped(said.text("pack.reading.coordination"))
    if not any(subject.is_inauthentic for subject in subjects):
        lines += _wrapped(said.text("pack.reading.none"))
    lines += [*_wrapped(said.text("pack.reading.cells")), ""]
    return "\n".join(lines)


def _license() -> str:
    framework = read_framework()
    values = {"version": framework.version, "url": framework.url}
    parts = []
    for language in LANGUAGES:
        said = words(language)
        texts = (said.text("pack.license.content"), said.text("pack.license.disarm", **values))
        parts.append("\n\n".join("\n".join(_wrapped(text)) for text in texts))
    return "\n\n".join(parts) + "\n"


def _wrapped(text: str, indent: str = "") -> list[str]:
    return textwrap.wrap(
        text, _WIDTH, initial_indent=indent, subsequent_indent=2 * indent, break_on_hyphens=False
    )


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
