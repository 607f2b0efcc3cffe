"""``undertow export CASE referral``: what one platform is told, once a second person approved."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from undertow.case import Case
from undertow.cli.anchoring import anchored
from undertow.cli.console import number_of, operator, tell
from undertow.cli.products import vouch_for
from undertow.decisions import DecisionLog
from undertow.errors import CaseError, InputError
from undertow.export import (
    Referral,
    approval_of,
    approve_referral,
    draft_referral,
    folder_of,
    referral_of,
    withdraw_referral,
    write_draft,
    write_referral,
)
from undertow.tlp import Tlp


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command was told about a referral.

    Attributes
    ----------
    platform : str
    by : str
        Who drafts or approves; empty where it was approved before and is written again.
    approve : int or None
        Number of the draft that is approved.
    shares_login : bool
    withdraw : bool
        Whether every approval that stands is taken back.
    """

    platform: str
    by: str
    approve: int | None
    shares_login: bool
    withdraw: bool


def export_referral(case: Case, out: Path, tlp: Tlp | None, asked: Asked) -> list[Path]:
    """Draft, approve or write a referral; return the files that were written.

    The case is not held for writing by the caller: the log is.
    """
    if not asked.platform:
        raise InputError("say which platform with --platform ID, such as --platform x")
    log, folder = DecisionLog.of(case), folder_of(asked.platform)
    if asked.withdraw:
        with anchored(case, "referral_withdraw", log):
            withdraw_referral(log, asked.platform, by=asked.by, operator=operator())
        _remove(case, out, folder, asked.platform)
        tell(f"Taken back. What was handed to {asked.platform} already is theirs: tell them.")
        return []
    referral = referral_of(case, asked.platform, tlp)
    if asked.approve is not None:
        with anchored(case, "referral_approve", log):
            approve_referral(
                log,
                referral,
                asked.approve,
                by=asked.by,
                operator=operator(),
                shares_login=asked.shares_login,
            )
    elif approval_of(log, referral) is None:
        _draft(case, log, referral, asked)
        return []
    return write_referral(log, referral, out / folder)


def _remove(case: Case, out: Path, folder: str, platform: str) -> None:
    """Remove the files of a referral that was taken back, whatever their level.

    Raises
    ------
    CaseError
        A file cannot be removed.
    """
    export = case.out / "export"
    places = {
        out / folder,
        case.out / "drafts" / folder,
        export / folder,
        *export.glob(f"*/{folder}"),
    }
    with case.writing():
        for place in sorted(places):
            try:
                if place.is_symlink():
                    place.unlink()
                elif place.is_dir():
                    shutil.rmtree(place)
            except OSError as error:
                raise CaseError(
                    f"{place}: cannot be removed: {error.strerror or error}; remove it by hand: "
                    "the approval is taken back"
                ) from error
        vouch_for(case, (), "referral_removed", {"platform": platform})


def _draft(case: Case, log: DecisionLog, referral: Referral, asked: Asked) -> None:
    if not asked.by:
        raise InputError("nobody approved this referral; draft it with --by NAME")
    with anchored(case, "referral_draft", log):
        drafted = draft_referral(log, referral, by=asked.by, operator=operator())
    folder = case.out / "drafts" / folder_of(referral.platform)
    with case.writing():
        files = write_draft(referral, folder)
        vouch_for(case, files, "referral_draft", {"platform": referral.platform})
    told = number_of(len(referral.accounts), "account")
    posts = number_of(referral.n_posts, "post")
    tell(f"{told} and {posts} would be told to {referral.platform}. Nothing was exported.")
    tell(f"To be read before it is approved: {folder}")
    tell(
        f"Next, by a second person: undertow export {case.path} referral --platform "
        f"{referral.platform} --approve {drafted.seq} --by NAME"
    )
