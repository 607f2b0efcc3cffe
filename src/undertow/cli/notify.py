"""``undertow notify``: drafts for the targets, their approval, and sending what was approved."""

from __future__ import annotations

import dataclasses
import os
from collections import Counter
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import pyarrow as pa
import typer

from undertow.case import Case
from undertow.cli.clock import tell_clock
from undertow.cli.console import (
    CaseFolder,
    command_line,
    custody_of,
    number_of,
    operator,
    output,
    progress,
    tell,
)
from undertow.cli.products import require_analysis, vouch_for
from undertow.cli.tables import Format, Titles, print_table
from undertow.cli.threats import n_awaiting
from undertow.decisions import DecisionLog
from undertow.decisions.approvals import named
from undertow.errors import InputError
from undertow.notify import (
    Duty,
    Letterhead,
    Server,
    approve,
    duties,
    find_notice,
    read_delivery_reports,
    read_letterhead,
    record_drafts,
    send_notices,
    settle,
    withdraw,
    write_drafts,
)
from undertow.notify.clock import BASELINE_DAYS
from undertow.notify.drafts import drafts_of
from undertow.notify.letterhead import EXAMPLE

notify = typer.Typer(
    help="Notify targeted officials: drafts, approval by a second person, sending.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


class Encryption(StrEnum):
    """How a mail server is spoken to."""

    starttls = "starttls"
    tls = "tls"
    none = "none"


By = Annotated[str, typer.Option(metavar="NAME", help="Your name, as it is to be on record.")]
Why = Annotated[str, typer.Option(metavar="TEXT", help="The reason, for the record.")]

_REFUSED = {
    "changed": "the analysis changed since the draft was made; make drafts again",
    "warned": "was warned already; say why once more with --again",
    "no_address": "the register holds no address that can be used",
    "not_screened": "the posts were not screened for threats",
    "awaits_judgement": "posts that may threaten await a person: undertow threats",
    "no_letterhead": "the letterhead lacks the official's language",
}
_SHOWN: Titles = {
    "target_id": "official",
    "state": "state",
    "found_at": "found",
    "approved_at": "approved",
    "sent_at": "sent",
    "hours": "hours",
    "notice_id": "notice",
}
_PASSWORD_FROM = "UNDERTOW_SMTP_PASSWORD"  # noqa: S105  # its name, not itself


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.add_typer(notify, name="notify")


@notify.command("letterhead")
def letterhead() -> None:
    """Print an example of a letterhead: who writes, and whom to reach.

    Example: undertow notify letterhead > letterhead.toml
    """
    output.print(EXAMPLE, markup=False, highlight=False, end="")


@notify.command("draft")
def draft(
    case: CaseFolder,
    out: Annotated[
        Path | None, typer.Option(help="Folder to write to; out/drafts in the case otherwise.")
    ] = None,
    by: Annotated[
        str, typer.Option(metavar="NAME", help="Who makes the drafts; the login otherwise.")
    ] = "",
    letterhead: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            exists=True,
            dir_okay=False,
            help="Who writes, see `undertow notify letterhead`; approval needs it.",
        ),
    ] = None,
) -> None:
    """Write one message draft for each targeted official, in the official's language.

    Example: undertow notify draft mycase --by "Ana Roy" --letterhead letterhead.toml
    """
    opened = Case.open(case)
    require_analysis(opened)
    head = None if letterhead is None else read_letterhead(letterhead)
    folder = out or opened.out / "drafts"
    written = write_all_drafts(opened, folder, by=by, letterhead=head)
    tell(f"Wrote {number_of(len(written), 'draft')} to {folder}; none was sent.")
    if n_posts := n_awaiting(opened):
        told = f"{number_of(n_posts, 'post')} {'awaits' if n_posts == 1 else 'await'} a person"
        tell(f"{told}, drafts about them are not releasable: undertow threats {case}")
    tell_clock(opened)
    if head is None:
        tell("To approve them, say who writes: undertow notify letterhead")
    elif written:
        tell(f"Next, by a second person: undertow notify approve {case} --by NAME")


def write_all_drafts(
    case: Case, out: Path, *, by: str = "", letterhead: Letterhead | None = None
) -> list[Path]:
    """Write the drafts, refresh the manifest of products, and log who made them."""
    author = named(by or operator(), "--by")
    log = DecisionLog.of(case)
    with case.writing():
        written = write_drafts(case, out, letterhead)
        record_drafts(log, letterhead, drafts_of(case, letterhead), by=author, operator=operator())
        fields = {"n_drafts": len(written), **log.head()}
        vouch_for(case, written, "draft", fields)
    return written


@notify.command("approve")
def approve_drafts(
    case: CaseFolder,
    by: By,
    target: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="Official, by id in the register; all otherwise."),
    ] = None,
    sign_safety: Annotated[
        bool,
        typer.Option(
            "--sign-safety",
            help="Answer for the sentence that no physical harm is meant, where the screen for "
            "threats bears it.",
        ),
    ] = False,
    again: Annotated[
        str, typer.Option(metavar="WHY", help="Why somebody who was warned is warned once more.")
    ] = "",
) -> None:
    """Approve the last drafts, having read them. Whoever made them cannot.

    What is approved is kept in the case, to the byte, and nothing else is ever sent. Copies are
    written to out/approved.

    Example: undertow notify approve mycase --by "Bo Lin" --target mp-12 --sign-safety
    """
    opened = Case.open(case)
    require_analysis(opened)
    log = DecisionLog.of(opened)
    with opened.writing():
        found = approve(
            opened,
            log,
            by=by,
            operator=operator(),
            target_ids=target or None,
            signs_safety=sign_safety,
            again=again,
        )
        folder = opened.out / "approved"
        copies = [folder / f"{notice.notice_id[:16]}.eml" for notice in found.notices]
        folder.mkdir(parents=True, exist_ok=True)
        for path, notice in zip(copies, found.notices, strict=True):
            path.write_bytes(notice.message)
        fields = {"n_approved": len(copies), **log.head()}
        vouch_for(opened, copies, "approve", fields)
    tell(f"Approved {number_of(len(copies), 'notice')}; copies are in {folder}. None was sent.")
    for refusal in found.refusals:
        tell(f"Not approved: {refusal.target_id}: {_REFUSED[refusal.reason]}")
    if found.unsigned:
        tell(
            f"Without the sentence on safety, which the screen does not bear: "
            f"{', '.join(found.unsigned)}"
        )
    if found.notices:
        tell(f"Next: undertow notify send {case} --by NAME --server HOST")


@notify.command("send")
def send(
    case: CaseFolder,
    by: By,
    server: Annotated[str, typer.Option(metavar="HOST", help="Mail server.")],
    port: Annotated[int, typer.Option(help="Its port; that of its security where 0.")] = 0,
    security: Annotated[
        Encryption, typer.Option(help="None: only to a server on this machine.")
    ] = Encryption.starttls,
    user: Annotated[
        str, typer.Option(help=f"Account there; its password is read from {_PASSWORD_FROM}.")
    ] = "",
    ca: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="Certificates to trust instead."),
    ] = None,
    per_minute: Annotated[float, typer.Option(min=0.1, help="Most messages in a minute.")] = 30.0,
) -> None:
    """Send what a second person approved, each notice once. Killed, it goes on where it was.

    Example: UNDERTOW_SMTP_PASSWORD=... undertow notify send mycase --by "Ana Roy" --server
    mail.agency.example --user desk
    """
    opened = Case.open(case)
    log = DecisionLog.of(opened)
    mail = Server(
        server,
        port,
        security.value,
        user,
        os.environ.get(_PASSWORD_FROM, "") if user else "",
        ca,
    )
    with progress() as bar:
        task = bar.add_task("send", total=None, note="")
        report = send_notices(
            log,
            mail,
            by=by,
            operator=operator(),
            per_minute=per_minute,
            on_progress=lambda done, total: bar.update(task, completed=done, total=total),
        )
    _log(opened, "send", log, n_sent=report.counts["sent"])
    tell(_sent(report.counts))
    for notice in report.unconfirmed:
        tell(
            f"No answer came for {notice.notice_id[:12]} to {notice.target_id}: ask the server, "
            f"then undertow notify settle {case} {notice.notice_id[:12]} --sent|--not-sent"
        )
    if report.counts["refused"] or report.counts["deferred"]:
        tell(f"What the server said: undertow notify status {case}")


def _sent(counts: Counter[str]) -> str:
    if not counts:
        return "Nothing is waiting to be sent: notices are sent once approved, and once only."
    parts = [f"{number_of(counts['sent'], 'notice')} sent"]
    words = {"refused": "refused", "deferred": "put off by the server", "handed_over": "unanswered"}
    parts += [f"{counts[name]:,} {said}" for name, said in words.items() if counts[name]]
    return ", ".join(parts) + "."


@notify.command("withdraw")
def withdraw_notice(
    case: CaseFolder,
    notice: Annotated[str, typer.Argument(metavar="NOTICE", help="Beginning of its id.")],
    by: By,
    why: Why,
) -> None:
    """Take back a notice that was approved and not sent.

    Example: undertow notify withdraw mycase 3f9a01c2 --by "Bo Lin" --why "wrong riding"
    """
    opened = Case.open(case)
    log = DecisionLog.of(opened)
    taken = withdraw(log, notice, by=by, operator=operator(), why=why)
    _log(opened, "withdraw", log)
    tell(f"Withdrawn: {taken.notice_id[:12]} to {taken.target_id}")


@notify.command("settle")
def settle_notice(
    case: CaseFolder,
    notice: Annotated[str, typer.Argument(metavar="NOTICE", help="Beginning of its id.")],
    by: By,
    why: Why,
    sent: Annotated[
        bool | None, typer.Option("--sent/--not-sent", help="What the mail server's log says.")
    ] = None,
) -> None:
    """Say whether a notice went out whose sending got no answer. If not, it waits to be sent.

    Example: undertow notify settle mycase 3f9a01c2 --sent --by "Ana Roy" --why "in its log"
    """
    if sent is None:
        raise InputError("say --sent or --not-sent")
    opened = Case.open(case)
    log = DecisionLog.of(opened)
    settled = settle(log, notice, was_sent=sent, by=by, operator=operator(), why=why)
    _log(opened, "settle", log)
    tell(f"{settled.notice_id[:12]} to {settled.target_id}: {settled.state}")


@notify.command("reports")
def delivery_reports(
    case: CaseFolder,
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="Message or mbox."),
    ],
) -> None:
    """Record bounces and receipts that came back, from saved messages or an mbox.

    Example: undertow notify reports mycase bounces.mbox
    """
    opened = Case.open(case)
    log = DecisionLog.of(opened)
    new = [
        report for file in files for report in read_delivery_reports(log, file, operator=operator())
    ]
    if new:
        _log(opened, "reports", log)
    for report in new:
        tell(f"{report.target_id}: {report.action}. {report.words}")
    tell(f"{number_of(len(new), 'new report')} on notices of this case.")


@notify.command("show")
def show(
    case: CaseFolder,
    notice: Annotated[str, typer.Argument(metavar="NOTICE", help="Beginning of its id.")],
) -> None:
    """Print an approved notice as it is sent.

    Example: undertow notify show mycase 3f9a01c2 > notice.eml
    """
    found = find_notice(DecisionLog.of(Case.open(case)), notice)
    output.print(found.message.decode("ascii", "replace"), markup=False, highlight=False, end="")


@notify.command("status")
def status(
    case: CaseFolder,
    form: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.table,
) -> None:
    """Print since when each official is known to be addressed, and what was done about it.

    Example: undertow notify status mycase --format csv
    """
    found = duties(DecisionLog.of(Case.open(case)))
    rows = found if form is not Format.table else [_short(duty) for duty in found]
    print_table(_as_table(rows), _SHOWN, form)
    if form is Format.table:
        for line in _summary(found):
            tell(line)


def _summary(found: list[Duty]) -> list[str]:
    """Return the clock in words."""
    if not found:
        return ["No official was found to be addressed by a campaign."]
    warned = [duty for duty in found if duty.sent_at is not None]
    lines = [f"{len(warned):,} of {number_of(len(found), 'official')} warned."]
    waiting = [duty.hours for duty in found if duty.sent_at is None and duty.hours is not None]
    took = [duty.hours for duty in warned if duty.hours is not None]
    if waiting:
        lines.append(f"Longest wait so far, from the first finding: {max(waiting):,.1f} hours.")
    if took:
        lines.append(
            f"From first finding to sending: {min(took):,.1f} to {max(took):,.1f} hours. "
            f"In 2023 it took {BASELINE_DAYS} days from knowing the extent."
        )
    return lines


def _short(duty: Duty) -> Duty:
    """Return what is owed with times to the minute and the beginning of the notice's id."""
    times = {
        name: at[:16].replace("T", " ")
        for name in ("found_at", "approved_at", "sent_at")
        if (at := getattr(duty, name)) is not None
    }
    ident = None if duty.notice_id is None else duty.notice_id[:8]
    return dataclasses.replace(duty, **times, state=duty.state.replace("_", " "), notice_id=ident)


def _as_table(found: list[Duty]) -> pa.Table:
    names = [field.name for field in dataclasses.fields(Duty)]
    columns = {name: [getattr(duty, name) for duty in found] for name in names}
    real = {"hours": pa.float64()}
    return pa.table(
        {name: pa.array(own, real.get(name, pa.string())) for name, own in columns.items()}
    )


def _log(case: Case, action: str, log: DecisionLog, **fields: int) -> None:
    """Put the state of the decisions into the custody log."""
    with case.writing():
        custody_of(case).append(
            f"notify_{action}",
            who=operator(),
            command=command_line(),
            fields={**fields, **log.head()},
        )
