"""The products of a case as they would be released, and whether those on disk are of today."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from typing import Final

from undertow.case import Case
from undertow.export import SUMS, csv_files, gexf_files, misp_files, note, stix_file, sums_over
from undertow.report import FORMS, TLP, pages_of

FOLDERS: Final = ("report", "export")
"""Folders of ``out/`` whose files are released."""

_LABEL: Final = re.compile(rb'<span class="tlp tlp-[a-z-]+">TLP:([A-Z+]+)</span>')
# Each goes to one receiver, and is signed for by itself.
_TO_ONE: Final = ("evidence-", "referral-")
_STIX: Final = "bundle.json"
_NOTE: Final = "README.txt"

_EXPORTS: Final[Mapping[str, Callable[[Case], dict[str, bytes]]]] = {
    "accounts.csv": csv_files,
    "misp-*.json": misp_files,
    "network-*.gexf": gexf_files,
}
"""What tells that an exporter wrote there, and what it writes."""


@dataclass(frozen=True, slots=True)
class Product:
    """A file that may be released.

    Attributes
    ----------
    name : str
        Its place under ``out/``.
    content : bytes
        As it is released: without the mark of a draft.
    is_current : bool
        Whether the file on disk is what the case says now.
    """

    name: str
    content: bytes
    is_current: bool

    @property
    def sha256(self) -> str:
        """SHA-256 of what is released."""
        return hashlib.sha256(self.content).hexdigest()


def products(case: Case) -> list[Product]:
    """Return the files in ``out/report`` and ``out/export`` as they would be released, by name.

    Reports and the note beside exported files are made again without the mark of a draft; tables
    and STIX carry none. What cannot be made again is never current: nobody can say whether it tells
    what was rejected since. Bundles of evidence and referrals are no publication: each goes to one
    reader, and is signed for by itself.

    Raises
    ------
    VerificationError, CaseError, SchemaError
        A product cannot be made from the tables.
    """
    on_disk = _on_disk(case)
    made = _made(case, on_disk)
    # Nobody asks for the draft of what lies there as it is released.
    is_released = all(content == made.get(name, content) for name, content in on_disk.items())
    drafts = {} if is_released else _drafts(case, on_disk)
    return [
        Product(name, made[name], _is_current(name, content, made[name], drafts))
        if name in made
        else Product(name, content, is_current=False)
        for name, content in sorted(on_disk.items())
    ]


def _on_disk(case: Case) -> dict[str, bytes]:
    """Return the files that lie there now, by their place under ``out/``."""
    found = {}
    for folder in FOLDERS:
        root = case.out / folder
        for file in sorted(root.rglob("*")):
            inside = file.relative_to(root)
            if folder == "export" and len(inside.parts) > 1:
                continue  # another level, which has readers of its own
            if inside.parts[0].startswith((*_TO_ONE, ".")) or not file.is_file():
                continue
            found[f"{folder}/{inside.as_posix()}"] = file.read_bytes()
    return found


def _made(case: Case, on_disk: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return what is made anew of the files that lie there, as it is released."""
    made: dict[str, bytes] = {}
    if any(name.startswith("report/") for name in on_disk):
        made |= _reports(case, on_disk, is_draft=False)
    for sign, files in _EXPORTS.items():
        if any(fnmatch(name, f"export/{sign}") for name in on_disk):
            made |= {f"export/{name}": content for name, content in files(case).items()}
    if f"export/{_STIX}" in on_disk:
        made[f"export/{_STIX}"] = stix_file(case)
    if f"export/{_NOTE}" in on_disk:
        made[f"export/{_NOTE}"] = note(case, is_draft=False)
    return made | _manifest(on_disk, made)


def report_forms(case: Case) -> tuple[tuple[str, ...], str | None]:
    """Return the forms of the report that lie in ``out/report``, and the label on its pages."""
    return _forms(_on_disk(case))


def _forms(on_disk: Mapping[str, bytes]) -> tuple[tuple[str, ...], str | None]:
    forms = tuple(form for form in FORMS if any(_is_report(name, form) for name in on_disk))
    pages = [page for name, page in on_disk.items() if _is_report(name, "html")]
    label = next(filter(None, map(_LABEL.search, pages)), None)
    tlp = None if label is None else label[1].decode()
    return forms, tlp if tlp in TLP else None


def _reports(case: Case, on_disk: Mapping[str, bytes], *, is_draft: bool) -> dict[str, bytes]:
    """Return the reports in the forms that lie there, under the label that their pages have."""
    forms, tlp = _forms(on_disk)
    made = pages_of(case, is_draft=is_draft, forms=forms, tlp=tlp)
    return {f"report/{name}": content for name, content in made.items()}


def _is_report(name: str, form: str) -> bool:
    return name.startswith("report/") and name.endswith(f".{form}")


def _drafts(case: Case, on_disk: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the drafts of what carries a mark."""
    drafts: dict[str, bytes] = {}
    if any(name.startswith("report/") for name in on_disk):
        drafts |= _reports(case, on_disk, is_draft=True)
    if f"export/{_NOTE}" in on_disk:
        drafts[f"export/{_NOTE}"] = note(case, is_draft=True)
    return drafts | _manifest(on_disk, drafts)


def _manifest(on_disk: Mapping[str, bytes], files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the manifest of exports as it is beside some files, where there is one."""
    place = f"export/{SUMS}"
    if place not in on_disk:
        return {}
    beside = {name.removeprefix("export/"): content for name, content in files.items()}
    return {place: sums_over(on_disk[place], beside)}


def _is_current(name: str, content: bytes, released: bytes, drafts: Mapping[str, bytes]) -> bool:
    """Whether a file is what is released, or the draft of it."""
    if content == released:
        return True
    return content == drafts.get(name)
