"""The text of an evidence bundle: its claims in words, and how to check it, in each language."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from undertow.bundle import About
from undertow.export.phrases import PHRASES
from undertow.wording import (
    LANGUAGES,
    Catalogue,
    Claim,
    catalogue,
    judged,
    phrase,
    plain,
    sentences,
    word,
)

_WIDTH = 88
_HAND = (
    ("sums", ("sha256sum -c SHA256SUMS",)),
    ("seal", ("tail -n 1 custody.jsonl", "sha256sum SHA256SUMS")),
    (
        "chain",
        (
            "sed -n \"${L}p\" custody.jsonl | tr -d '\\n' "
            '| sed -E \'s/"hash":"[0-9a-f]{64}",//\' | sha256sum',
        ),
    ),
    ("records", ("sha256sum records/*.raw",)),
    (
        "proof",
        (
            "printf '\\0%s' \"$LEAF\" | sha256sum",
            'printf \'01%s%s\' "$LEFT" "$RIGHT" | xxd -r -p | sha256sum',
        ),
    ),
    ("path", ()),
)


def claim_words(claim: Claim, language: str) -> str:
    """Return a claim in words, its likelihood and confidence apart.

    Raises
    ------
    SchemaError
        The facts lack a value; names the claim.
    """
    said = list(sentences(claim))
    if (judgement := judged(claim)) is not None:
        said.append(judgement)
    if claim.confidence is not None:
        said.append(phrase("bundle.confidence", confidence=word("confidence", claim.confidence)))
    return " ".join(map(_words(language).say, said))


def readme(about: About, claims: Sequence[Claim], n_stamps: int, n_media: int = 0) -> str:
    """Return the text of ``README.txt``: the same in English and in French."""
    parts = ("\n".join(_part(about, claims, n_stamps, n_media, name)) for name in LANGUAGES)
    return f"\n\n{'=' * _WIDTH}\n\n".join(parts) + "\n"


def _words(language: str) -> Catalogue:
    return catalogue(language, PHRASES)


def _part(
    about: About, claims: Sequence[Claim], n_stamps: int, n_media: int, language: str
) -> Iterator[str]:
    """Yield the lines of one language."""
    words = _words(language)

    def tell(key: str, **values: object) -> list[str]:
        return ["", *textwrap.wrap(words.text(f"bundle.{key}", **values), _WIDTH)]

    def title(key: str) -> list[str]:
        [blank, text] = tell(key)
        return [blank, text, "-" * len(text)]

    yield words.text("bundle.title")
    yield "=" * len(words.text("bundle.title"))
    yield from tell(
        "intro", claims=about.claims, records=about.records, purpose=plain(about.purpose)
    )
    yield from title("claims")
    for claim in claims:
        yield from tell("claim", claim_id=claim.claim_id, records=claim.n_evidence)
        text = claim_words(claim, language)
        yield from textwrap.wrap(text, _WIDTH, initial_indent="  ", subsequent_indent="  ")
    yield from tell("media", n=n_media) if n_media else ()
    yield from title("check")
    yield from ("", "  undertow verify BUNDLE --head HASH")
    yield from tell("check.head")
    yield from title("hand")
    for step, commands in _HAND:
        yield from tell(f"hand.{step}")
        yield from ("", *(f"  {command}" for command in commands)) if commands else ()
    yield from title("limits")
    for key in ("shows", "truth", "file"):
        yield from tell(f"limits.{key}")
    yield from tell("stamp.some", n=n_stamps) if n_stamps else tell("stamp.none")
    yield from title("privacy")
    yield from tell("privacy.records")
    yield from tell("privacy.whole", n=about.whole_files) if about.whole_files else ()
    yield from tell("privacy.log")
