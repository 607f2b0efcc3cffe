from __future__ import annotations

from pathlib import Path

import pytest

from undertow.errors import InputError
from undertow.targets import read_register

HEADER = "target_id,name,party,province,riding,language,email,handle_x,handle_facebook,aliases"
ROW = (
    'mp-1,Amélie Exemple,A,Quebec,"Rivière, Fictive",FR,a@example.org,'
    "@AmelieEx, 42 |Page.A ,艾美丽|amélie exemple"
)


def register(folder: Path, *lines: str, encoding: str = "utf-8") -> Path:
    file = folder / "register.csv"
    file.write_bytes("\r\n".join(lines).encode(encoding))
    return file


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_reads_every_column(tmp_path: Path, encoding: str) -> None:
    table = read_register(register(tmp_path, HEADER, ROW, "", encoding=encoding))
    assert table.arrow.to_pylist() == [
        {
            "target_id": "mp-1",
            "kind": "official",
            "name": "Amélie Exemple",
            "surname": None,
            "party": "A",
            "province": "Quebec",
            "riding": "Rivière, Fictive",
            "riding_fr": None,
            "language": "fr",
            "email": "a@example.org",
            "certificate": None,
            "handles": ["facebook:42", "facebook:page.a", "x:amelieex"],
            "aliases": ["Amélie Exemple", "艾美丽"],
        }
    ]


def test_id_and_name_are_enough(tmp_path: Path) -> None:
    (row,) = read_register(register(tmp_path, "name,target_id", "B C,1")).arrow.to_pylist()
    assert (row["party"], row["language"], row["email"]) == (None, None, None)
    assert (row["handles"], row["aliases"]) == ([], ["B C"])


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([], r"register.csv:1: columns \['target_id', 'name'\] are missing"),
        (["target_id,name"], "holds no official"),
        (["target_id,name,partie", "1,A,"], r"unknown columns \['partie'\]"),
        (["target_id,name,name", "1,A,A"], r"columns \['name'\] occur twice"),
        (["target_id,name,handle_twitter", "1,A,b"], "use handle_x"),
        (["target_id,name", "1,A", "1,B"], r":3 \(target_id\): '1' is already given in line 2"),
        (["target_id,name,handle_x", "1,A,@Ab", "2,B,aB"], r":3 \(handle_x\): 'x:ab' is already"),
        (["target_id,name", "../etc,A"], r":2 \(target_id\): '../etc' is not an id"),
        (["target_id,name", "1,"], r":2 \(name\): is empty"),
        (["target_id,name", "1,A,B"], ":2: has 3 cells where the header has 2"),
        (["target_id,name", '1,"A\nB"', "2,C"], r":2 \(name\): holds a line break"),
        (["target_id,name", '1,"A" B'], ":2: is not valid CSV"),
        (
            ["target_id,name,surname", "1,A B,C"],
            r":2 \(surname\): 'C' is not how the name 'A B' ends",
        ),
        (["target_id,name,language", "1,A,zh"], r":2 \(language\): 'zh' is not one of en, fr"),
        (["target_id,name,email", '1,A,"a@b, c@d"'], r":2 \(email\): 'a@b, c@d' is not one plain"),
        (["target_id,name,handle_x", "1,A,https://x.example/b"], r":2 \(handle_x\): .* not a link"),
    ],
)
def test_says_what_is_wrong_and_where(tmp_path: Path, lines: list[str], message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_register(register(tmp_path, *lines))


def test_refuses_other_encodings(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=":2: is not UTF-8"):
        read_register(register(tmp_path, "target_id,name", "1,Amélie", encoding="latin-1"))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read: No such file"):
        read_register(tmp_path / "none.csv")
