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
from undertow.cli.anchoring import anchored
from undertow.cli.clock import start_clocks, tell_clock
from undertow.cli.console import (
    By,
    CaseFolder,
    number_of,
    operator,
    output,
    progress,
    tell,
)
from undertow.cli.products import require_analysis, vouch_for
from undertow.cli.tables import Format, Titles, print_table
from undertow.cli.threats import n_awaiting
from undertow.decisions import DecisionLog, named
from undertow.errors import InputError
from undertow.notify import (
    Approver,
    DeliveryReport,
    Duty,
    Letterhead,
    SendError,
    SendReport,
    Server,
    approve,
    drafts_of,
    duties,
    find_notice,
    read_delivery_reports,
    read_letterhead,
    record_drafts,
    save_drafts,
    send_notices,
    settle,
    withdraw,
)
from undertow.notify.clock import BASELINE_DAYS
from undertow.notify.letterhead import EXAMPLE
from undertow.schema import Targets

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


Why = Annotated[str, typer.Option(metavar="TEXT", help="The reason, for the record.")]

_REFUSED = {
    "changed": "the analysis changed since the draft was made; make drafts again",
    "warned": "was warned already; say why once more with --again",
    "no_address": "the register holds no address that can be used",
    "certificate": "the certificate in the register is not in force: ask for another one",
    "not_screened": "the posts were not screened for threats",
    "awaits_judgement": "posts that may threaten await a person: undertow threats",
    "no_letterhead": "the letterhead lacks the official's language",
    "no_kind": "the letterhead lacks the kind of claim of a campaign, as there are several",
}
_LEFT_OUT = {
    "changed": "the analysis, a judgement or the certificate changed since the approval; make "
    "drafts and approve them again",
    "certificate": _REFUSED["certificate"],
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
_NOT_SENT = {
    "refused": "refused",
    "deferred": "put off by the server",
    "dropped": "given up when the server hung up",
    "handed_over": "unanswered",
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
    written, number = write_all_drafts(opened, folder, by=by, letterhead=head)
    told = number_of(len(written), "draft")
    tell(f"Wrote {told}, number {number}, to {folder}; none was sent.")
    if n_posts := n_awaiting(opened):
        told = f"{number_of(n_posts, 'post')} {'awaits' if n_posts == 1 else 'await'} a person"
        tell(f"{told}, drafts about them are not releasable: undertow threats {case}")
    tell_clock(opened)
    if head is None:
        tell("To approve them, say who writes: undertow notify letterhead")
    elif written:
        tell(f"Next, by a second person: undertow notify approve {case} {number} --by NAME")


def write_all_drafts(
    case: Case, out: Path, *, by: str = "", letterhead: Letterhead | None = None
) -> tuple[list[Path], int]:
    """Write the drafts, refresh the manifest of products, and log who made them.

    Returns the files, and the number under which the drafts are on record.
    """
    author = named(by or operator(), "--by")
    log = DecisionLog.of(case)
    log.sound_events()  # before anything is written
    with case.writing():
        drafts = drafts_of(case, letterhead)
        written = save_drafts(out, drafts)
        start_clocks(case)
        made = record_drafts(log, letterhead, drafts, by=author, operator=operator())
        vouch_for(case, written, "draft", {"n_drafts": len(written), **log.head()})
    return written, made.seq


@notify.command("approve")
def approve_drafts(
    case: CaseFolder,
    drafts: Annotated[
        int, typer.Argument(metavar="DRAFTS", help="Number that `notify draft` gave them.")
    ],
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
    shared_login: Annotated[
        bool,
        typer.Option("--shared-login", help="You share the login of who made the drafts."),
    ] = False,
) -> None:
    """Approve drafts, having read them. Whoever made them cannot.

    What is approved is kept in the case, to the byte, and nothing else is ever sent: look at it
    with `undertow notify show`. It is sent only as long as the case says the same.

    Example: undertow notify approve mycase 12 --by "Bo Lin" --target mp-12 --sign-safety
    """
    opened = Case.open(case)
    require_analysis(opened)
    log = DecisionLog.of(opened)
    approver = Approver(by, operator(), sign_safety, shared_login, again)
    with anchored(opened, "notify_approve", log):
        found = approve(opened, log, drafts, approver, target or None)
    tell(f"Approved {number_of(len(found.notices), 'notice')}. None was sent.")
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
    require_analysis(opened)
    log = DecisionLog.of(opened)
    mail = Server(
        server,
        port,
        security.value,
        user,
        os.environ.get(_PASSWORD_FROM, "") if user else "",
        ca,
    )
    with progress() as bar, anchored(opened, "notify_send", log):
        task = bar.add_task("send", total=None, note="")
        report = send_notices(
            opened,
            log,
            mail,
            by=by,
            operator=operator(),
            per_minute=per_minute,
            on_progress=lambda done, total: bar.update(task, completed=done, total=total),
        )
    _tell_sent(case, report)
    if report.problem:
        raise SendError(report.problem)
    if any(report.counts[name] for name in _NOT_SENT) or report.left_out or report.unconfirmed:
        raise typer.Exit(1)


def _tell_sent(case: Path, report: SendReport) -> None:
    """Say what came of sending."""
    tell(_sent(report.counts))
    for left_out in report.left_out:
        tell(f"Not sent to {left_out.target_id}: {_LEFT_OUT[left_out.reason]}")
    for notice in report.unconfirmed:
        tell(
            f"No answer came for {notice.notice_id[:12]} to {notice.target_id}: ask the server, "
            f"then undertow notify settle {case} {notice.notice_id[:12]} --sent|--not-sent"
        )
    if any(report.counts[name] for name in _NOT_SENT):
        tell(f"What the server said: undertow notify status {case}")


def _sent(counts: Counter[str]) -> str:
    if not counts:
        return "Nothing was sent: notices are sent once approved, and once only."
    parts = [f"{number_of(counts['sent'], 'notice')} sent"]
    parts += [f"{counts[name]:,} {said}" for name, said in _NOT_SENT.items() if counts[name]]
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
    with anchored(opened, "notify_withdraw", log):
        taken = withdraw(log, notice, by=by, operator=operator(), why=why)
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
    with anchored(opened, "notify_settle", log):
        settled = settle(log, notice, was_sent=sent, by=by, operator=operator(), why=why)
    tell(f"{settled.notice_id[:12]} to {settled.target_id}: {settled.state}")


@notify.command("reports")
def delivery_reports(
    case: CaseFolder,
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="Message or mbox."),
    ],
    by: By,
) -> None:
    """Record bounces and receipts that came back, from saved messages or an mbox.

    Anybody can write such a message: you answer for where these came from.

    Example: undertow notify reports mycase bounces.mbox --by "Ana Roy"
    """
    opened = Case.open(case)
    log = DecisionLog.of(opened)
    new: list[DeliveryReport] = []
    n_unread = 0
    with anchored(opened, "notify_reports", log):
        for file in files:
            found, n = read_delivery_reports(log, file, by=by, operator=operator())
            new += found
            n_unread += n
    for report in new:
        tell(f"{report.target_id}: {report.action}. {report.words}")
    tell(f"{number_of(len(new), 'new report')} on notices of this case.")
    if n_unread:
        tell(f"{number_of(n_unread, 'message')} could not be read.")


@notify.command("show")
def show(
    case: CaseFolder,
    notice: Annotated[str, typer.Argument(metavar="NOTICE", help="Beginning of its id.")],
) -> None:
    """Print an approved notice; it is encrypted on its way where the register has a certificate.

    Example: undertow notify show mycase 3f9a01c2 | less
    """
    opened = Case.open(case)
    found = find_notice(DecisionLog.of(opened), notice)
    officials = {row["target_id"]: row for row in opened.read(Targets).arrow.to_pylist()}
    if officials.get(found.target_id, {}).get("certificate"):
        typer.echo("It is sent encrypted; this is in clear: do not send it by hand.", err=True)
    typer.echo(found.message, nl=False)


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
        return ["Nobody of the register was found to be addressed by a campaign."]
    warned = [duty for duty in found if duty.sent_at is not None]
    lines = [f"{len(warned):,} of {number_of(len(found), 'person', 'people')} warned."]
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
