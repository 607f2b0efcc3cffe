from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from undertow.cli.app import application
from undertow.errors import InputError
from undertow.targets import is_house_list, read_house_list, read_register

HEADER = "person_id,first_name,last_name,honorific,party,from_date,riding,province,riding_id,email"
MEMBERS = (
    "7,Amélie,Exemple,Hon.,Liberal,2021-09-20,Bay—Sample,Ontario,1,a@example.org",
    "8,Jean,St-Fictif,,Bloc Québécois,2019-10-21,Mont Fictif,Quebec,,",
    ",,,,,,Empty Seat,Ontario,,",
)
DISTRICTS = (
    "id,name,name_fr,validFrom,validThrough",
    "ocd-division/country:ca/ed:35001,Bay—Sample,Baie ancienne,,",
    "ocd-division/country:ca/ed:35001-2013,Bay—Sample,Baie—Exemple,2015-10-19,2024-04-23",
    "ocd-division/country:ca/ed:35009-2023,Bay Sample,Baie nouvelle,2024-04-23,",
    "ocd-division/country:ca/ed:59001-2013,Bay—Sample,Baie du Pacifique,2015-10-19,2024-04-23",
    "ocd-division/country:ca/ed:24001-2013,Mont-Fictif,Mont-Fictif,2015-10-19,",
)
EXPORT = "Honorific Title,First Name,Last Name,Constituency,Province / Territory,Political Affiliation,Start Date,End Date"  # noqa: E501


def written(folder: Path, name: str, *lines: str) -> Path:
    file = folder / name
    file.write_text("\n".join(lines), encoding="utf-8-sig")
    return file


def test_members_become_a_register(tmp_path: Path) -> None:
    members = written(tmp_path, "m.csv", HEADER, *MEMBERS)
    made = read_house_list(members, written(tmp_path, "d.csv", *DISTRICTS))
    assert (made.n_vacant, made.n_former, made.without_french) == (1, 0, [])
    register = tmp_path / "register.csv"
    register.write_text(made.to_csv(), encoding="utf-8")
    first, second = read_register(register).arrow.to_pylist()
    assert first == {
        "target_id": "mp-7",
        "kind": "official",
        "name": "Amélie Exemple",
        "surname": "Exemple",
        "party": "Liberal",
        "province": "Ontario",
        "riding": "Bay—Sample",
        "riding_fr": "Baie—Exemple",
        "language": None,
        "email": "a@example.org",
        "certificate": None,
        "handles": [],
        "aliases": ["Amélie Exemple"],
    }
    assert (second["surname"], second["riding_fr"]) == ("St-Fictif", "Mont-Fictif")


def test_the_order_of_representation_in_force_names_the_riding(tmp_path: Path) -> None:
    members = written(tmp_path, "m.csv", HEADER, MEMBERS[0])
    districts = written(tmp_path, "d.csv", *DISTRICTS)
    made = read_house_list(members, districts, on=date(2025, 1, 1))
    assert made.rows[0]["riding_fr"] == "Baie nouvelle"


def test_ridings_nobody_knows_are_told(tmp_path: Path) -> None:
    members = written(tmp_path, "m.csv", HEADER, MEMBERS[0].replace("Bay—Sample", "Elsewhere"))
    made = read_house_list(members, written(tmp_path, "d.csv", *DISTRICTS))
    assert (made.rows[0]["riding_fr"], made.without_french) == ("", ["Elsewhere"])


SEATS = (
    ",Ann,First,Elsewhere,Ontario,A,1/5/2019 12:00:00 AM,6/20/2020",
    ",Bob,Second,Elsewhere,Ontario,B,10/26/2020 12:00:00 AM,",
    ",Cy,Third,Other,Ontario,B,2019-10-21 00:00:00,",
    ",Cy,Third,Other,Ontario,C,2021-09-20 00:00:00,",
)


def test_the_official_export_is_read_and_who_left_is_dropped(tmp_path: Path) -> None:
    made = read_house_list(written(tmp_path, "m.csv", EXPORT, *SEATS))
    assert [(r["target_id"], r["party"]) for r in made.rows] == [
        ("mp-bob-second", "B"),
        ("mp-cy-third", "C"),
    ]
    assert made.n_former == 2


def test_who_sat_on_a_day(tmp_path: Path) -> None:
    made = read_house_list(written(tmp_path, "m.csv", EXPORT, *SEATS), on=date(2020, 1, 1))
    assert [(r["name"], r["party"]) for r in made.rows] == [("Ann First", "A"), ("Cy Third", "B")]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["a,b", "1,2"], r"m.csv:1: columns \['first_name', 'last_name', 'riding'\] are missing"),
        ([HEADER], "holds no member"),
        ([HEADER, "1,A,,,,,R,,,"], r"m.csv:2 \(last_name\): is empty"),
        ([HEADER, "1,A,B,,,,R,,,x y"], r"m.csv:2 \(email\): 'x y' is not one plain e-mail"),
        ([HEADER, "1,A,B,,,21 Sept,R,,,"], r"m.csv:2 \(from_date\): '21 Sept' is not a day"),
        ([HEADER, "1,A,B,,,2021-02-31,R,,,"], r"m.csv:2 \(from_date\): '2021-02-31' is not a day"),
    ],
)
def test_says_what_is_wrong_and_where(tmp_path: Path, lines: list[str], message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_house_list(written(tmp_path, "m.csv", *lines))


def test_members_of_one_name_are_told_apart_by_riding(tmp_path: Path) -> None:
    lines = [EXPORT, ",Ann,Same,North,P,L,,", ",Änn,Same,South,P,L,,"]
    made = read_house_list(written(tmp_path, "m.csv", *lines))
    assert [row["target_id"] for row in made.rows] == ["mp-ann-same-north", "mp-ann-same-south"]


def test_a_file_of_districts_that_is_none(tmp_path: Path) -> None:
    members = written(tmp_path, "m.csv", HEADER, MEMBERS[0])
    with pytest.raises(InputError, match=r"d.csv:1: columns \['id', 'name', .* are missing"):
        read_house_list(members, written(tmp_path, "d.csv", "a", "1"))
    with pytest.raises(InputError, match=r"d.csv:2 \(id\): '35001' is no district"):
        read_house_list(members, written(tmp_path, "d.csv", DISTRICTS[0], "35001,A,B,,"))


def test_read_register_points_to_the_import(tmp_path: Path) -> None:
    members = written(tmp_path, "m.csv", HEADER, *MEMBERS)
    assert is_house_list(members)
    with pytest.raises(InputError, match="undertow register"):
        read_register(members)


def test_commands(tmp_path: Path) -> None:
    members = written(tmp_path, "m.csv", HEADER, *MEMBERS)
    out = tmp_path / "register.csv"
    run = CliRunner().invoke
    done = run(application(["register"]), ["register", str(members), "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert read_register(out).n_rows == 2
    again = run(application(["register"]), ["register", str(members), "--out", str(out)])
    assert isinstance(again.exception, InputError)
    made = run(
        application(["init"]),
        ["init", str(tmp_path / "case"), "--purpose", "a test", "--register", str(members)],
    )
    assert made.exit_code == 0, made.output
    assert "House of Commons list" in made.output
    assert read_register(tmp_path / "case" / "register.csv").n_rows == 2
