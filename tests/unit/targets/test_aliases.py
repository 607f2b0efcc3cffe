from __future__ import annotations

import pyarrow as pa
import pytest

from undertow.targets.aliases import find_aliases

OFFICIALS = [
    ["Amélie Exemple", "艾美丽"],
    ["John O'Sample", "Sample", "Roy", "王"],
    ["Sample Two", "Ngo Chan"],
    ["Jean Double"],
    ["Jean Double", "Тарасенко"],
]


def named(text: str) -> list[int]:
    return find_aliases(pa.array([text]), OFFICIALS).official.tolist()


@pytest.mark.parametrize(
    ("text", "officials"),
    [
        ("Amélie Exemple resigns", [0]),
        ("AMÉLIE\n EXEMPLE", [0]),
        ("amelie exemple", [0]),
        ("Ａmélie Exemple", [0]),
        ("Amélie Exe\u200bmple", [0]),
        ("说艾美丽说", [0]),
        ("Sample说", [1]),
        ("John O’Sample's office", [1]),
        ("(sample)", [1]),
        ("Samples", []),
        ("resample", []),
        ("sample_x", []),
        ("@sample", []),
        ("#sample", [1]),
        ("Roy and 王 speak", []),
        ("Sample Two", [2]),
        ("sample twofold", [1]),
        ("Sample two, sample", [1, 2]),
        ("ngo chan", [2]),
        ("Jean Double", []),
        ("тарасенко!", [4]),
        ("", []),
    ],
)
def test_names_are_found(text: str, officials: list[int]) -> None:
    assert named(text) == officials


def test_nothing_to_look_for() -> None:
    assert len(find_aliases(pa.array(["a"]), [["Ng"], []]).text) == 0
