"""Media that several accounts of a campaign posted: by hash, with what people found of them.

No export holds bytes of media, and none a name that a file had: it may be somebody's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from undertow.case import Case
from undertow.errors import CaseError
from undertow.export.tables import render_table
from undertow.rulings import MEDIA_READ
from undertow.schema import (
    CampaignPosts,
    MediaFiles,
    MediaGroups,
    MediaHashes,
    MediaSightings,
    TableSpec,
)
from undertow.wording.media import MediaFinding

if TYPE_CHECKING:
    from undertow.export.disclosure import Disclosure

READ: tuple[type[TableSpec], ...] = (*MEDIA_READ, MediaHashes, MediaSightings)
"""Every table that :func:`read_exported_media` reads, beside the posts of campaigns."""

Hashes = Callable[[Iterable[str]], Mapping[str, tuple[str, ...]]]

_FEWEST_ACCOUNTS: Final = 2
_MOST_HASHES: Final = 32
_TEXT, _COUNT, _TIME = pa.string(), pa.int64(), pa.timestamp("us", "UTC")
_SCHEMA: Final = pa.schema(
    [
        ("campaign_id", _TEXT), ("media_group", _TEXT), ("sha256", _TEXT),
        ("pdq", pa.list_(_TEXT)), ("kind", _TEXT), ("mime", _TEXT), ("n_bytes", _COUNT),
        ("duration_s", pa.float64()), ("n_posts", _COUNT), ("n_accounts", _COUNT),
        ("platforms", pa.list_(_TEXT)), ("first_seen", _TIME), ("last_seen", _TIME),
        ("content_credentials", _TEXT), ("findings", pa.list_(_TEXT)), ("is_hash_only", pa.bool_()),
    ]
)  # fmt: skip

_UPLOADED: Final = pa.schema(
    [
        ("post_id", _TEXT), ("sha256", _TEXT), ("pdq", pa.list_(_TEXT)), ("kind", _TEXT),
        ("mime", _TEXT), ("n_bytes", _COUNT), ("findings", pa.list_(_TEXT)),
    ]
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Carried:
    """A post of a campaign that carries a file."""

    post_uid: str
    account_uid: str
    platform: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ExportedMedia:
    """A file of material that at least two accounts of a campaign posted.

    Attributes
    ----------
    campaign_id, media_group, media_uid : str
        The campaign, the group, and the SHA-256 of its bytes.
    row : mapping
        Its row in ``media_files``; empty where it is lost.
    pdq : tuple of str
        Of the picture, or of moments of the video; at most 32.
    carried : tuple of Carried
        Posts of the campaign that carry it, by time.
    findings : tuple of MediaFinding
        What people found of it.
    is_hash_only : bool
        Whether people keep it by hash and place alone.
    """

    campaign_id: str
    media_group: str
    media_uid: str
    row: Mapping[str, Any]
    pdq: tuple[str, ...]
    carried: tuple[Carried, ...]
    findings: tuple[MediaFinding, ...]
    is_hash_only: bool

    @property
    def kind(self) -> str:
        """What it is; ``unknown`` where that is lost."""
        return str(self.row.get("kind") or "unknown")


def read_hashes(case: Case, media_uids: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the PDQ hashes for exchange of some files, by frame; no other column is read.

    Raises
    ------
    CaseError
        The table is damaged.
    """
    wanted = pa.array(sorted(set(media_uids)), pa.string())
    names = ["media_uid", "frame", "pdq"]
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    try:
        for file in case.table_files(MediaHashes) if len(wanted) else ():
            part = pq.read_table(file, columns=names)
            is_wanted = pc.and_(
                pc.is_in(part.column("media_uid"), value_set=wanted),
                pc.is_valid(part.column("pdq")),
            )
            for row in part.filter(is_wanted).to_pylist():
                found[row["media_uid"]].append((row["frame"], row["pdq"]))
    except (pa.ArrowException, KeyError, OSError) as error:
        raise CaseError(
            f"{case.store.where(MediaHashes.name)}: cannot be read ({error}); run `undertow "
            f"verify {case.path}` to see what is damaged"
        ) from error
    return {
        uid: tuple(dict.fromkeys(pdq for _, pdq in sorted(own)))[:_MOST_HASHES]
        for uid, own in found.items()
    }


def read_exported_media(told: Disclosure) -> dict[str, list[ExportedMedia]]:
    """Return the media of each campaign, by group and first post.

    Accounts that people rejected count no more. A file that one account alone posted is told where
    others posted the same material in another form.
    """
    sightings = told.rows(MediaSightings).select(["post_uid", "media_uid"])
    if sightings.num_rows == 0:
        return {}
    acts = told.rows(CampaignPosts)
    acts = acts.filter(pc.is_in(acts.column("post_uid"), value_set=sightings.column("post_uid")))
    files_of: dict[str, list[str]] = defaultdict(list)
    for row in sightings.to_pylist():
        files_of[row["post_uid"]].append(row["media_uid"])
    groups = told.rows(MediaGroups).select(["media_uid", "media_group"]).to_pylist()
    group_of = {row["media_uid"]: row["media_group"] for row in groups}
    seen: dict[tuple[str, str], dict[str, list[Carried]]] = defaultdict(lambda: defaultdict(list))
    for act in acts.to_pylist():
        own = Carried(act["post_uid"], act["account_uid"], act["platform"], act["at"])
        for uid in files_of[act["post_uid"]]:
            seen[act["campaign_id"], group_of.get(uid, uid)][uid].append(own)
    shared = {key: own for key, own in seen.items() if _n_accounts(own) >= _FEWEST_ACCOUNTS}
    return _told(told, shared)


def _n_accounts(files: Mapping[str, list[Carried]]) -> int:
    return len({own.account_uid for carried in files.values() for own in carried})


def _told(
    told: Disclosure, shared: Mapping[tuple[str, str], Mapping[str, list[Carried]]]
) -> dict[str, list[ExportedMedia]]:
    uids = sorted({uid for own in shared.values() for uid in own})
    table = told.rows(MediaFiles)
    known = table.filter(pc.is_in(table.column("media_uid"), value_set=pa.array(uids, _TEXT)))
    rows = {row["media_uid"]: row for row in known.to_pylist()}
    hashes = told.pdq(uids)
    found: dict[str, list[ExportedMedia]] = defaultdict(list)
    for (campaign_id, group), files in sorted(shared.items()):
        made = [
            ExportedMedia(
                campaign_id,
                group,
                uid,
                rows.get(uid, {}),
                tuple(hashes.get(uid, ())),
                tuple(sorted(carried, key=lambda own: (own.at, own.post_uid))),
                told.media.of_files([uid]),
                not told.media.may_show(uid),
            )
            for uid, carried in files.items()
        ]
        found[campaign_id] += sorted(made, key=lambda own: (own.carried[0].at, own.media_uid))
    return dict(found)


def media_csv(media: Iterable[ExportedMedia], told: Disclosure) -> bytes:
    """Return ``media.csv``; times are days below amber."""
    rows = [_row(own, told) for own in media]
    return render_table(pa.Table.from_pylist(rows, schema=_SCHEMA), "csv").encode()


def uploaded_csv(media: Iterable[ExportedMedia], posts: Mapping[str, Any]) -> bytes | None:
    """Return the files that some posts of one platform carry; None where they carry none.

    Parameters
    ----------
    media : iterable of ExportedMedia
        Of all campaigns.
    posts : mapping
        Uid -> post that is told.
    """
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for own in media:
        for carried in own.carried:
            if carried.post_uid not in posts:
                continue
            native_id = posts[carried.post_uid].native_id
            found[native_id, own.media_uid] = {
                "post_id": native_id,
                "sha256": own.media_uid,
                "pdq": list(own.pdq),
                "kind": own.kind,
                **{name: own.row.get(name) for name in ("mime", "n_bytes")},
                "findings": list(_codes(own.findings)),
            }
    if not found:
        return None
    rows = [found[key] for key in sorted(found)]
    return render_table(pa.Table.from_pylist(rows, schema=_UPLOADED), "csv").encode()


def _row(own: ExportedMedia, told: Disclosure) -> dict[str, Any]:
    return {
        "campaign_id": own.campaign_id,
        "media_group": own.media_group,
        "sha256": own.media_uid,
        "pdq": list(own.pdq),
        "kind": own.kind,
        **{name: own.row.get(name) for name in ("mime", "n_bytes", "duration_s")},
        "n_posts": len({post.post_uid for post in own.carried}),
        "n_accounts": len({post.account_uid for post in own.carried}),
        "platforms": sorted({post.platform for post in own.carried}),
        "first_seen": told.moment(own.carried[0].at),
        "last_seen": told.moment(own.carried[-1].at),
        "content_credentials": own.row.get("c2pa_state"),
        "findings": list(_codes(own.findings)),
        "is_hash_only": own.is_hash_only,
    }


def _codes(findings: Iterable[MediaFinding]) -> Iterator[str]:
    """Yield what was found in codes: never that a file was manipulated without its basis."""
    for finding in findings:
        if finding.basis is None:
            yield finding.says
        else:
            yield f"{finding.likelihood}-{finding.says}:{finding.basis}"
