"""The evidence of a campaign, from captures to a machine that has nothing but its bundle."""

from __future__ import annotations

import json
import random
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from undertow.bundle import CUSTODY, SUMS
from undertow.case import Case
from undertow.review import verify_bundle
from undertow.schema import Claims


@pytest.fixture(scope="module")
def away(undertow, analysed, tmp_path_factory) -> Path:
    """Bundle the campaign with the most claims, take the ZIP archive away, delete the case."""
    here, there = tmp_path_factory.mktemp("here"), tmp_path_factory.mktemp("there")
    case = Path(shutil.copytree(analysed, here / "case"))
    campaigns = Case.open(case).read(Claims).arrow.column("campaign_id").to_pylist()
    most = max(sorted(set(campaigns)), key=campaigns.count)
    done = undertow("export", case, "evidence", "--campaign", most, "--out", here / "out")
    assert done.returncode == 0, done.stderr
    [archive] = (here / "out").glob("*.zip")
    moved = Path(shutil.move(archive, there / "away.zip"))
    shutil.rmtree(here)
    return moved


def _rests_on(bundle: Path) -> dict[str, set[str]]:
    """Return the files that each claim rests on, as the bundle's own words say."""
    held: dict[str, set[str]] = {}
    for file in sorted((bundle / "claims").glob("*.json")):
        names = {f"claims/{file.name}", SUMS, CUSTODY}
        for row in _said(file)["evidence"]:
            raw = row["raw_sha256"]
            captured_in = _said(bundle / f"records/{raw}.json")["file_sha256"]
            names |= {f"records/{raw}.raw", f"records/{raw}.json", f"files/{captured_in}.json"}
        held[file.stem] = names
    return held


def _said(file: Path) -> Any:
    return json.loads(file.read_bytes())


def test_the_archive_is_all_that_is_needed(undertow, away):
    done = undertow("verify", away)
    assert done.returncode == 0, done.stderr
    n_claims = int(re.search(r"checked +([\d,]+) claims", done.stdout)[1].replace(",", ""))
    assert n_claims > 1


def test_a_flipped_bit_of_any_file_fells_the_claims_that_rest_on_it_and_no_other(away, tmp_path):
    shutil.unpack_archive(away, tmp_path)
    [bundle] = (path for path in tmp_path.iterdir() if path.is_dir())
    held, chosen = _rests_on(bundle), random.Random(5)
    files = sorted(path for path in bundle.rglob("*") if path.is_file())
    by_kind: dict[str, list[Path]] = {}
    for file in files:
        by_kind.setdefault(f"{file.parent.name}{file.suffix}", []).append(file)
    # One of each kind at least; a verification reads all of the bundle, so not every record.
    sample = [file for kind in by_kind.values() for file in chosen.sample(kind, min(4, len(kind)))]
    n_fallen = 0
    for file in sample:
        name = file.relative_to(bundle).as_posix()
        content = bytearray(file.read_bytes())
        place = chosen.randrange(len(content))
        content[place] ^= 1 << chosen.randrange(8)
        whole = file.read_bytes()
        file.write_bytes(content)
        report = verify_bundle(bundle)
        file.write_bytes(whole)
        assert not report.ok, (name, place)
        fallen = [claim.claim_id for claim in report.fallen_claims]
        assert fallen == sorted(claim for claim, names in held.items() if name in names), name
        n_fallen += bool(fallen)
    assert n_fallen > len(sample) // 2
    assert verify_bundle(bundle).ok


def test_the_command_names_the_claim(undertow, away, tmp_path):
    shutil.unpack_archive(away, tmp_path)
    [bundle] = (path for path in tmp_path.iterdir() if path.is_dir())
    for claim, names in sorted(_rests_on(bundle).items())[:2]:
        record = bundle / min(name for name in names if name.endswith(".raw"))
        whole = record.read_bytes()
        record.write_bytes(bytes([whole[0] ^ 1]) + whole[1:])
        done = undertow("verify", bundle)
        record.write_bytes(whole)
        assert done.returncode == 1
        assert f"FALLS    claim {claim} (" in done.stderr
        assert record.name in done.stderr
