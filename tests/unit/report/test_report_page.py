"""The page: self-contained, escaped, accessible, the same in both languages and every time."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import product_case
import pytest
from cases import vouch

from undertow.case import Case
from undertow.errors import InputError, SchemaError
from undertow.ingest import CustodyLog
from undertow.pseudonyms import Pseudonyms, make_key
from undertow.report import write_report
from undertow.schema import Claims, Table

VOID = {"meta", "link", "br", "hr", "img", "input"}
ALLOWED = set(
    "html head meta title style body a header p span h1 h2 h3 dl div dt dd nav ol ul li main "
    "section strong table caption thead tbody tr th td code pre figure figcaption details summary "
    "blockquote footer svg g rect line circle polygon text pattern defs desc".split()
)


class Page(HTMLParser):
    """Collect what the tests ask about, and fail on tags that do not close."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text
        self.open: list[str] = []
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, str, str]] = []
        self.headings: list[int] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def values(self, name: str) -> list[str]:
        return [value for _, found, value in self.attributes if found == name]


def pages(case: Case, out: Path) -> dict[str, Page]:
    paths = write_report(case, ["en", "fr"], out)
    assert [path.name for path in paths] == ["report.en.html", "report.fr.html"]
    return {path.name[7:9]: Page(path.read_text(encoding="utf-8")) for path in paths}


@pytest.fixture
def english(analysed: Case, tmp_path: Path) -> Page:
    return pages(analysed, tmp_path / "out")["en"]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_page_is_well_formed_and_hostile_text_makes_no_tag(
    analysed: Case, tmp_path: Path, language: str
) -> None:
    page = pages(analysed, tmp_path / "out")[language]
    assert set(page.tags) <= ALLOWED
    assert not [name for _, name, _ in page.attributes if name.startswith("on")]
    assert "alert(1)" in page.text
    assert "<script" not in page.text
    assert "\u202e" not in page.text
    assert "\x07" not in page.text


def test_page_loads_nothing(english: Page) -> None:
    assert {"src", "srcset", "data", "action"}.isdisjoint(name for _, name, _ in english.attributes)
    assert all(value.startswith("#") for value in english.values("href"))
    assert not re.search(r"@import|url\((?!#)", english.text)
    assert "://" not in english.text.replace("hxxps://", "")
    policy = english.values("content")[0]
    assert policy.startswith("default-src 'none'")


def test_nobody_is_named(english: Page) -> None:
    for name in ("Zoé Roy", "Ann Lee", "Sam Ilk", "third_party", "罗佐伊", "acc01", "parl.invalid"):
        assert name not in english.text


def test_headings_are_in_order_and_ids_are_unique(english: Page) -> None:
    assert english.headings.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(english.headings))
    ids = english.values("id")
    assert len(ids) == len(set(ids))
    targets = {value[1:] for value in english.values("href")}
    referred = {part for v in english.values("aria-labelledby") for part in v.split()}
    assert targets | referred <= set(ids)


def test_every_picture_has_a_name_and_a_table(english: Page) -> None:
    assert english.tags["svg"] == english.tags["figure"] == english.tags["desc"] == 7
    assert english.values("role").count("img") == 7
    assert english.tags["details"] == 7
    assert english.tags["caption"] == english.tags["table"]


def test_every_claim_is_told_and_has_its_evidence(english: Page) -> None:
    anchors = Counter(value for value in english.values("href") if value.startswith("#evidence-"))
    assert set(anchors) == {f"#evidence-k-{n:02d}" for n in range(len(product_case.facts()))}
    assert f"{0:064x}" in english.text
    assert f"{3:064x}" not in english.text


def test_languages_carry_the_same_claims_in_the_same_order(analysed: Case, tmp_path: Path) -> None:
    both = pages(analysed, tmp_path / "out")
    english, french = ([v for v in both[x].values("href")] for x in ("en", "fr"))
    assert english == french
    assert both["en"].values("lang")[0] == "en"
    assert both["fr"].values("lang")[0] == "fr"


def test_likelihood_and_confidence_are_two_fields(english: Page) -> None:
    statements = re.findall(r'<p class="statement">(.*?)</p>', english.text)
    assert statements
    for statement in statements:
        assert re.search(r"likely \(55–80%\) that|roughly even \(45–55%\) that", statement)
        assert "onfidence" not in statement
    assert 'class="chip likelihood likely"' in english.text
    assert 'class="chip confidence moderate"' in english.text


def test_quotes_are_short_masked_and_in_their_language(english: Page) -> None:
    quotes = re.findall(r"(?<!<td>)<blockquote(.*?)>(.*?)</blockquote>", english.text)
    assert [attributes for attributes, _ in quotes] == [
        ' lang="zh" dir="auto"',
        ' lang="fr" dir="auto"',
        ' dir="auto"',
    ]
    assert "@[…] hxxps://evil[.]example/… […]" in quotes[2][1]
    assert len(quotes[0][1]) <= 82


def test_no_campaign_is_said_calmly(calm: Case, tmp_path: Path) -> None:
    both = pages(calm, tmp_path / "out")
    assert "<h1>No coordinated campaign found</h1>" in both["en"].text
    assert "<h1>Aucune campagne coordonnée constatée</h1>" in both["fr"].text
    assert 'class="judgement"' not in both["en"].text
    assert both["en"].tags["svg"] == 1


def test_empty_case_makes_a_report(case: Case, tmp_path: Path) -> None:
    both = pages(case, tmp_path / "out")
    assert both["en"].tags["svg"] == 0
    assert "No group of accounts acts together" in both["en"].text


def test_same_rows_in_any_order_give_the_same_bytes(
    analysed: Case, tmp_path: Path, rows_of: Any
) -> None:
    again = Case.create(tmp_path / "again", purpose="a test")
    make_key(again, Pseudonyms.open(analysed).key)
    product_case.fill(again, rows_of, is_reversed=True)
    first = write_report(analysed, ["en", "fr"], tmp_path / "a")
    second = write_report(again, ["en", "fr"], tmp_path / "b")
    assert [p.read_bytes() for p in first] == [p.read_bytes() for p in second]


def test_unknown_language_writes_nothing(analysed: Case, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="'de': not available"):
        write_report(analysed, ["en", "de"], tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_claim_without_facts_writes_nothing(analysed: Case, tmp_path: Path, rows_of: Any) -> None:
    row = {"claim_id": "k-x", "campaign_id": "c-1", "kind": "waves", "subject": "1", "facts": "{}"}
    analysed.write(Table.checked(Claims, rows_of(Claims, row)))
    vouch(analysed)
    with pytest.raises(SchemaError, match="k-x"):
        write_report(analysed, ["en"], tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_log_of_brackets_does_not_end_the_report(analysed: Case, tmp_path: Path) -> None:
    with CustodyLog.of(analysed).path.open("ab") as log:
        log.write(b"[" * 200_000 + b"\n")
    assert write_report(analysed, ["en"], tmp_path / "out")


class Shouter:
    """Translates by machine, loudly."""

    name = "SHOUT 1"
    leaves_machine = False

    def __init__(self) -> None:
        self.seen: list[str] = []

    def can_translate(self, source: str, target: str) -> bool:
        return source in ("zh", "fr") and source != target

    def translate(self, texts: Sequence[str], source: str, target: str) -> list[str]:
        self.seen += texts
        return [f"<b>{target.upper()} https://evil.example {text[:5]}" for text in texts]


def test_translation_is_marked_in_every_edition_and_off_by_default(
    case: Case, rows_of: Any, tmp_path: Path
) -> None:
    filled = product_case.fill(case, rows_of)
    plain = pages(filled, tmp_path / "plain")
    for language in ("en", "fr"):
        assert "achine translation" not in plain[language].text
        assert "raduction automatique" not in plain[language].text
    translator = Shouter()
    paths = write_report(filled, ["en", "fr"], tmp_path / "out", translator=translator)
    english, french = (path.read_text("utf-8") for path in paths)
    assert english.count("Machine translation by SHOUT 1, not checked:") == 2
    assert french.count("Traduction automatique par SHOUT 1, non vérifiée") == 1
    assert "machine translation by SHOUT 1, not checked" in english
    assert "<b>EN" not in english
    assert "evil.example" not in english.replace("evil[.]example", "")
    # What leaves is what the report shows: masked and short.
    assert all("罗佐伊" not in text and len(text) <= 162 for text in translator.seen)


def test_narrative_says_is_said_to_and_names_no_official(english: Page) -> None:
    section = english.text[english.text.index('class="quote"') :]
    assert "an official of the register is said to have done or to be this" in section
    assert "(read in 3 of 4\u00a0texts)" in section
    assert section.count("Stance was not measured") == 2
    assert "Who is said to have done what could not be read" in section
    assert "Key terms: bribes" in section or "and bribes" in section
    for name in ("Zoé", "roy", "佐伊"):
        assert name not in section.split('class="quote"')[1]
