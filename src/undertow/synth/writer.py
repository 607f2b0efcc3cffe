"""A finished world -> files: captures and register for the detector, labels apart in ``truth/``."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from undertow.case import write_atomically
from undertow.errors import InputError
from undertow.synth.captures import capture, utc_text
from undertow.synth.clock import seconds
from undertow.synth.known_operation import publication
from undertow.synth.media_files import SUFFIX, media_file
from undertow.synth.network_accounts import campaign_of
from undertow.synth.truth import CAMPAIGN, PUBLISHED
from undertow.synth.world import Official, Upload, World


def write_world(world: World, out: Path, *, scale: float) -> None:
    """Write all files of a scenario.

    Raises
    ------
    InputError
        A file cannot be written.
    """
    try:
        media = _write_media(world, out)
        for platform in world.platforms:
            records = capture(world, platform, media)
            write_atomically(out / "captures" / f"{platform}.ndjson", records)
        write_atomically(out / "register.csv", _register(world))
        if world.knobs.known is not None:
            write_atomically(out / PUBLISHED, publication(world))
        write_atomically(out / "truth" / "accounts.csv", _accounts(world))
        write_atomically(out / "truth" / "targets.csv", _targets(world))
        write_atomically(out / "truth" / "campaigns.json", _campaigns(world, scale))
    except OSError as error:
        raise InputError(
            f"{out}: the scenario cannot be written: {error.strerror or error}"
        ) from error


def _write_media(world: World, out: Path) -> dict[Upload, str]:
    """Write every file that a post carries, and which is which; return their paths.

    A name tells nothing: it is the beginning of the hash of the file.
    """
    if world.knobs.media is None:
        return {}
    paths: dict[Upload, str] = {}
    for upload in sorted({upload for post in world.posts for upload in post.media}):
        content = media_file(world.seed, upload)
        name = f"{hashlib.sha256(content).hexdigest()[:24]}.{SUFFIX[upload.kind]}"
        paths[upload] = f"media/{name}"
        write_atomically(out / "captures" / "media" / name, content)
    rows = [
        (path, upload.material.rsplit(" ", 1)[0], upload.material, upload.kind, upload.edit)
        for upload, path in paths.items()
    ]
    header = ["path", "group", "material", "kind", "edit"]
    write_atomically(out / "truth" / "media.csv", _csv(header, sorted(rows)))
    return paths


def _register(world: World) -> bytes:
    platforms = [p for p in world.platforms if any(p in o.pages for o in world.officials)]
    header = ["target_id", "name", "party", "province", "riding", "language", "email"]
    header += [f"handle_{platform}" for platform in platforms] + ["aliases"]
    rows = [
        [
            official.target_id,
            official.name,
            official.party,
            official.province,
            official.riding,
            official.language,
            official.email,
            *(_handles(official, i, platform) for platform in platforms),
            "|".join(official.aliases),
        ]
        for i, official in enumerate(world.officials)
    ]
    return _csv(header, rows)


def _handles(official: Official, i: int, platform: str) -> str:
    """Return how the register names a page: the handle, with the page id for every third."""
    page = official.pages.get(platform)
    if page is None:
        return ""
    if i % 3 == 0 and page.native_id:
        return f"{page.handle}|{page.native_id}"
    return page.handle


def _accounts(world: World) -> bytes:
    changed: dict[int, int] = {}
    for post in world.posts:  # in order of time
        author = post.author
        if author.changed_at and author.changed_at <= post.at:
            changed.setdefault(id(author), post.at)
    rows = sorted(
        (
            account.platform,
            account.native_id,
            account.role,
            account.group,
            account.language,
            "yes" if account.lives_abroad else "",
            utc_text(changed[id(account)]) if id(account) in changed else "",
        )
        for account in world.accounts
    )
    header = ["platform", "native_id", "role", "group", "language", "lives_abroad", "changed_at"]
    return _csv(header, rows)


def _targets(world: World) -> bytes:
    rows = [(CAMPAIGN, official.target_id) for official in world.targets]
    return _csv(["campaign", "target_id"], rows)


def _campaigns(world: World, scale: float) -> bytes:
    summary = {
        "scenario": world.knobs.name,
        "seed": world.seed,
        "scale": scale,
        "hypothesis": "" if world.knobs.campaign is None else world.knobs.hypothesis,
        "operation": "" if world.knobs.known is None else world.knobs.known.operation,
        "n_posts": dict(sorted(Counter(post.author.group for post in world.posts).items())),
        "campaigns": {} if world.knobs.campaign is None else {CAMPAIGN: _planted(world)},
    }
    return (json.dumps(summary, indent=2, ensure_ascii=False) + "\n").encode()


def _planted(world: World) -> dict[str, Any]:
    knobs = campaign_of(world)
    own = [p for p in world.posts if p.author.group == CAMPAIGN and p.at >= world.clock.start]
    acting = [post.at for post in own]
    return {
        "n_accounts": sum(account.group == CAMPAIGN for account in world.accounts),
        "n_posts": len(own),
        "n_comments": sum(post.parent is not None for post in own),
        "onset": utc_text(min(acting)),
        "surge_start": utc_text(seconds(knobs.surge.start)),
        "surge_end": utc_text(seconds(knobs.surge.end)),
        "end": utc_text(max(acting)),
        "waves": [
            {
                "kind": wave.kind,
                "start": utc_text(seconds(wave.start)),
                "end": utc_text(seconds(wave.end)),
                "weight": wave.weight,
            }
            for wave in knobs.waves
        ],
        "batches": [
            {"start": utc_text(start), "end": utc_text(end)} for start, end in world.batches
        ],
    }


def _csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode()
