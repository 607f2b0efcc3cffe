"""Scenarios as TOML: what is read, what extends what, and what is told when it cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from undertow.errors import InputError
from undertow.synth import CROWDS, SCENARIOS, load_truth, read_scenario, write_scenario


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "own.toml"
    path.write_text(f'extends = "mini"\nname = "own"\n{text}', "utf-8")
    return path


def test_knobs_of_a_part_replace_those_of_the_base_one_by_one(tmp_path: Path) -> None:
    knobs = read_scenario(written(tmp_path, "[campaign]\naccounts = 44\n"))
    mini = SCENARIOS["mini"]
    assert knobs.name == "own"
    assert knobs.campaign is not None
    assert mini.campaign is not None
    assert knobs.campaign.accounts == 44
    assert knobs.campaign.waves == mini.campaign.waves
    assert knobs.organic == mini.organic


def test_a_part_can_be_left_out(tmp_path: Path) -> None:
    knobs = read_scenario(written(tmp_path, "campaign = false\nfan_raid = false\n"))
    assert knobs.campaign is None
    assert knobs.fan_raid is None
    assert knobs.petition == SCENARIOS["mini"].petition
    truth = write_scenario(knobs, tmp_path / "out", seed=1, scale=0.2)
    assert truth.campaign is None
    assert truth.network == frozenset()
    assert truth.n_accounts("fan_raid") == 0
    assert load_truth(tmp_path / "out") == truth
    with pytest.raises(InputError, match="has no campaign"):
        _ = truth.planted


def test_nothing_but_people_is_a_scenario(tmp_path: Path) -> None:
    bare = "campaign = false\n" + "".join(f"{crowd} = false\n" for crowd in CROWDS)
    truth = write_scenario(read_scenario(written(tmp_path, bare)), tmp_path / "out", seed=1)
    assert {label.group for label in truth.accounts.values()} == {"organic", "officials", "media"}


def test_a_scenario_needs_no_base(tmp_path: Path) -> None:
    path = tmp_path / "bare.toml"
    path.write_text(
        """
        name = "bare"
        start = 2023-08-01T00:00:00Z
        end = 2023-08-08T00:00:00Z
        [officials]
        officials = 9
        presence = { x = 1.0, facebook = 0.5 }
        posts_per_page = { x = 5, facebook = 5 }
        [organic]
        accounts = 200
        posts = 900
        platform_shares = { x = 0.6, facebook = 0.4 }
        language_shares = { en = 1.0 }
        """,
        "utf-8",
    )
    truth = write_scenario(read_scenario(path), tmp_path / "out", seed=2)
    assert truth.n_accounts("organic") > 150


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("campaign = 3", r"campaign: 3 is no table of knobs; to leave a part out, write false"),
        ("petition = 'yes'", r"petition: 'yes' is no table of knobs"),
        ("[campaign]\nexact_share = nan", r"campaign\.exact_share: nan is no number"),
        ("[campaign]\nsortie_minutes = inf", r"campaign\.sortie_minutes: inf is no number"),
        ("[organic]\nlanguage_shares = { en = nan }", r"language_shares: has a number that is"),
        ("[campaign]\nsortie_minutes = -1", r"campaign\.sortie_minutes: -1.* must not be negative"),
        ("[campaign]\nacounts = 3", r"campaign\.acounts: no such knob; choose from .*accounts"),
        ("[campaigne]\naccounts = 3", r"campaigne: no such knob"),
        ("[campaign]\naccounts = 'many'", r"Expected `int`, got `str` - at `campaign.accounts`"),
        ("[campaign]\nwaves = [{ kindd = 'surge' }]", r"campaign\.waves\.kindd: no such knob"),
        ("[campaign]\nexact_share = 1.2", r"campaign\.exact_share: 1.2 is a share"),
        ("[campaign]\nexact_share = 0.9", r"sum to more than 1"),
        ("[campaign]\naccounts = 0", r"campaign\.accounts: must be at least 1"),
        ("[campaign]\nhistory_posts = [4, 2]", r"campaign\.history_posts: must be two counts"),
        ("[campaign]\nposts = 5", r"campaign\.posts: fewer than accounts"),
        ("[campaign]\ntargets = 70", r"campaign\.targets: must be fewer"),
        ("[campaign]\nengagement = 'high'", r"campaign\.engagement: 'high'; choose from"),
        ("[campaign]\nplatform_shares = { x = 0.5 }", r"campaign\.platform_shares: .* 0\.5"),
        ("[campaign]\nplatform_shares = { reddit = 1.0 }", r"nobody else is on \['reddit'\]"),
        ("[petition]\nstart = 2024-01-01T00:00:00Z", r"petition\.start: .* outside"),
        ("[petition]\nstart = 2023-08-21T00:00:00", r"petition\.start: .* outside"),
        ("[organic]\nlanguage_shares = { de = 1.0 }", r"unknown \['de'\]"),
        (
            "[campaign]\nwaves = [{ kind = 'wave', start = 2023-08-07T00:00:00Z, "
            "end = 2023-08-08T00:00:00Z, weight = 1 }]",
            r"campaign\.waves: one of them",
        ),
        ("name =", r"is no TOML"),
    ],
)
def test_what_is_wrong_is_named(text: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=told) as caught:
        read_scenario(written(tmp_path, text))
    assert str(caught.value).startswith(str(tmp_path / "own.toml"))


def test_a_scenario_has_a_name(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text('extends = "mini"\nname = " "', "utf-8")
    with pytest.raises(InputError, match="name: must not be empty"):
        read_scenario(path)


def test_an_unknown_base_is_told(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text('extends = "maxi"', "utf-8")
    with pytest.raises(InputError, match=r"extends 'maxi', which is unknown; choose from .*mini"):
        read_scenario(path)


def test_a_missing_knob_and_a_missing_file_are_told(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text("start = 2023-08-01T00:00:00Z", "utf-8")
    with pytest.raises(InputError, match="missing required field `name`"):
        read_scenario(path)
    with pytest.raises(InputError, match="cannot be read"):
        read_scenario(tmp_path / "none.toml")


def test_golden_holds_the_published_numbers() -> None:
    golden = SCENARIOS["golden-2023"]
    assert golden.campaign is not None
    assert (golden.campaign.accounts, golden.campaign.posts) == (2_000, 15_000)
    assert (golden.officials.officials, golden.campaign.targets) == (338, 47)
    assert golden.campaign.subnational_targets == 1
    assert len(golden.campaign.platform_shares) == len(golden.organic.platform_shares) == 8
    assert golden.organic.posts >= 20 * golden.campaign.posts
    assert f"{golden.campaign.onset:%m-%d} {golden.campaign.end:%m-%d}" == "08-07 09-11"
    assert all(getattr(golden, crowd) is not None for crowd in CROWDS)
