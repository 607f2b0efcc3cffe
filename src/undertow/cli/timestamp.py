"""``undertow timestamp``: have an external authority stamp the custody log (RFC 3161)."""

from __future__ import annotations

import urllib.request
from pathlib import Path
from typing import Annotated

import typer

from undertow.case import Case, write_atomically
from undertow.cli.console import CaseFolder, command_line, operator, output
from undertow.errors import InputError
from undertow.ingest import timestamps

_TIMEOUT_S = 30


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("timestamp")(timestamp)


def timestamp(
    case: CaseFolder,
    request: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write a request (.tsq) for the authority; no network."),
    ] = None,
    response: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Check and store the authority's answer (.tsr); no network.",
            exists=True,
            dir_okay=False,
        ),
    ] = None,
    url: Annotated[
        str | None, typer.Option(help="Do both at once over the network, with this authority.")
    ] = None,
    tsa_cert: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Certificates (PEM) of the authority with its root; stored with the answer.",
            exists=True,
            dir_okay=False,
        ),
    ] = None,
) -> None:
    """Have an authority sign the last hash of the custody log and the time.

    Give one of --request, --response and --url. What is sent is a hash; nothing of the case leaves.
    Without --tsa-cert the signature is not checked, and `undertow verify` says so.

    Example: undertow timestamp mycase --request head.tsq
    """
    if sum(option is not None for option in (request, response, url)) != 1:
        raise typer.BadParameter("give one of --request, --response and --url")
    opened = Case.open(case)
    if request is not None:
        write_atomically(request, timestamps.request(opened))
        for line in (
            f"Wrote {request}. Send it to an authority of your choice, for example:",
            f"  curl -H 'Content-Type: application/timestamp-query' --data-binary @{request} "
            "URL -o answer.tsr",
            f"Then: undertow timestamp {case} --response answer.tsr --tsa-cert chain.pem",
        ):
            output.print(line, markup=False, highlight=False)
        return
    certificates = tsa_cert.read_bytes() if tsa_cert is not None else None
    with opened.writing():
        answer = _ask(url, timestamps.request(opened)) if url is not None else _read(response)
        stamp, token = timestamps.keep(
            opened, answer, certificates, who=operator(), command=command_line()
        )
    by = f" by {token.signer}" if token.signer else ""
    output.print(
        f"The custody log up to entry {stamp.entry_seq} was stamped {token.at:%Y-%m-%d %H:%M:%S} "
        f"UTC{by}.",
        markup=False,
        highlight=False,
    )
    if certificates is None:
        output.print("Its signature was not checked: give --tsa-cert.", highlight=False)


def _read(response: Path | None) -> bytes:
    """Return an answer from a file, never more than an answer can be."""
    if response is None or response.stat().st_size > timestamps.MAX_BYTES:
        raise InputError(f"{response}: is too large for the answer of an authority")
    return response.read_bytes()


def _ask(url: str, request: bytes) -> bytes:
    """Send a request and return the answer.

    Raises
    ------
    InputError
        The address is none, or the authority did not answer.
    """
    if not url.startswith(("https://", "http://")):
        raise InputError(f"--url {url}: give an address that begins with https:// or http://")
    query = urllib.request.Request(  # noqa: S310 (checked above)
        url, data=request, headers={"Content-Type": "application/timestamp-query"}
    )
    try:
        with urllib.request.urlopen(query, timeout=_TIMEOUT_S) as reply:  # noqa: S310
            answer: bytes = reply.read(timestamps.MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise InputError(
            f"--url {url}: the authority did not answer: {error}; use --request and --response"
        ) from error
    if len(answer) > timestamps.MAX_BYTES:
        raise InputError(f"--url {url}: the answer is too large for a time stamp")
    return answer
