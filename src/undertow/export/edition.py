"""The note beside exported files: draft or released, what is in them, what people took out."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from pathlib import Path

from undertow.case import Case, write_products
from undertow.decisions import DecisionLog
from undertow.export.phrases import PHRASES
from undertow.releases import Signed, read_releases
from undertow.rulings import Overlay
from undertow.wording import LANGUAGES, Catalogue, catalogue, plain

NAME = "README.txt"
_SIGNED_AS = f"export/{NAME}"
_WIDTH = 88
_FILES = ("accounts.csv", "campaigns.csv", "claims.csv", "edges.csv", "bundle.json")


def write_note(case: Case, out: Path) -> Path:
    """Write ``README.txt``: marked as a draft unless two people signed these very words.

    Returns
    -------
    Path
        The file, in English and French; the same case and decisions give the same bytes.

    Raises
    ------
    CaseError
        It cannot be written.
    VerificationError
        The decision log was changed.
    """
    released = note(case, is_draft=False)
    signed = Signed.of(read_releases(DecisionLog.of(case)))
    content = released if signed.covers(_SIGNED_AS, released) else note(case, is_draft=True)
    write_products({out / NAME: content})
    return out / NAME


def note(case: Case, *, is_draft: bool) -> bytes:
    """Return the note as a draft, or as it is released."""
    reviewed = Overlay.of(case)
    parts = (
        "\n".join(_part(catalogue(name, PHRASES), case, reviewed, is_draft)) for name in LANGUAGES
    )
    return (f"\n\n{'=' * _WIDTH}\n\n".join(parts) + "\n").encode()


def _part(words: Catalogue, case: Case, reviewed: Overlay, is_draft: bool) -> Iterator[str]:
    """Yield the lines of one language."""
    yield words.text("note.draft" if is_draft else "note.released")
    yield ""

    def tell(key: str, **values: object) -> Iterator[str]:
        yield from textwrap.wrap(words.text(f"note.{key}", **values), _WIDTH)
        yield ""

    yield from tell("draft.what" if is_draft else "released.what")
    yield from tell("case", purpose=plain(case.purpose))
    for file in _FILES:
        yield from textwrap.wrap(
            words.text(f"note.{file}"), _WIDTH, initial_indent="  ", subsequent_indent="    "
        )
    yield ""
    for kind in ("campaign", "claim", "account"):
        rejected, doubted = reviewed.n_rejected(kind), reviewed.n_doubted(kind)
        if rejected:
            yield from tell(f"{kind}s.rejected", n=rejected)
        if doubted:
            yield from tell(f"{kind}s.doubted", n=doubted)
    yield from tell("counts")
    yield from tell("never")
