"""Every sentence with a number or a graded word rests on a claim with evidence, or on a table."""

from __future__ import annotations

from dataclasses import replace

import pytest

from undertow.case import Case
from undertow.errors import VerificationError
from undertow.report.assessment import build_document
from undertow.report.document import Document, Section, paragraph
from undertow.report.material import gather
from undertow.report.phrases import PHRASES
from undertow.report.told import require_founded, told, unfounded
from undertow.schema import Evidence
from undertow.wording import Catalogue, Phrase, catalogue, phrase


@pytest.fixture(params=["en", "fr"])
def words(request: pytest.FixtureRequest) -> Catalogue:
    return catalogue(request.param, PHRASES)


def with_sentence(document: Document, said: Phrase, claim_id: str | None = None) -> Document:
    section = Section("extra", phrase("section.what"), (paragraph(said, claim_id=claim_id),))
    return replace(document, sections=(*document.sections, section))


def test_every_sentence_resolves(analysed: Case, words: Catalogue) -> None:
    material = gather(analysed)
    document = build_document(material)
    has_evidence = set(analysed.read(Evidence).arrow.column("claim_id").to_pylist())
    assert material.founded == has_evidence
    require_founded(document, words, material.founded)
    named = {own.claim_id for own in told(document) if own.claim_id}
    assert named == has_evidence


def test_a_number_without_evidence_is_refused(analysed: Case, words: Catalogue) -> None:
    material = gather(analysed)
    document = build_document(material)
    for said in (phrase("likelihood.likely"), phrase("integer", n=7)):
        assert len(list(unfounded(with_sentence(document, said), words, material.founded))) == 1
        assert not list(unfounded(with_sentence(document, said, "k-00"), words, material.founded))
        with pytest.raises(VerificationError, match=r"section extra: .* rests on no evidence"):
            require_founded(with_sentence(document, said, "k-lost"), words, material.founded)


def test_a_claim_without_evidence_founds_nothing(analysed: Case, words: Catalogue) -> None:
    material = gather(analysed)
    lost = material.founded - {"k-00"}
    where = {own.claim_id for own in unfounded(build_document(material), words, lost)}
    assert where == {"k-00"}


def test_words_outside_the_table_are_refused(analysed: Case) -> None:
    material = gather(analysed)
    said = {"en": {"own": "It is probably so.", "quoted": "They say “{text}”."}}
    words = catalogue("en", PHRASES, said)
    text = "It is probably so, and confirmed."
    for quoted in (phrase("plain", text=text), phrase("quoted", text=text)):
        require_founded(with_sentence(build_document(material), quoted), words, material.founded)
    document = with_sentence(build_document(material), phrase("own"))
    with pytest.raises(VerificationError, match=r"'probably' in 'It is probably so\."):
        require_founded(document, words, material.founded)
