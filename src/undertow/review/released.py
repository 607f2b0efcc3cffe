"""Released products against what two people signed."""

from __future__ import annotations

from collections.abc import Iterator

from undertow.case import Case, file_sha256
from undertow.decisions import DecisionLog
from undertow.errors import UndertowError
from undertow.releases import Release, read_releases, released_folder
from undertow.review.outcomes import Outcome, Problem

_EFFECT = "it is not what was signed: do not hand it on; `undertow release write` writes it again"


def check_released(case: Case) -> Outcome:
    """Compare the files of the release that stands with the hashes that were signed."""
    try:
        releases = read_releases(DecisionLog.of(case))
    except UndertowError:  # told where decisions are checked
        return Outcome("released", 0)
    standing = [own for own in releases if own.state == "released"]
    problems = [problem for own in standing for problem in _problems(case, own)]
    return Outcome("released", sum(len(own.files) for own in standing), tuple(problems))


def _problems(case: Case, release: Release) -> Iterator[Problem]:
    folder = released_folder(case, release.release_id)
    for name, sha256 in sorted(release.files.items()):
        file = folder / name
        where = file.relative_to(case.path).as_posix()
        if file.is_symlink() or not file.is_file():
            yield Problem("is missing, or no file", where, _EFFECT)
        elif file_sha256(file) != sha256:
            yield Problem("is not what two people signed", where, _EFFECT)
    for file in sorted(folder.rglob("*")):
        name = file.relative_to(folder).as_posix()
        if not file.is_dir() and name not in release.files and file.name[0] != ".":
            where = file.relative_to(case.path).as_posix()
            yield Problem("is among released files and was not signed", where, "remove it")
