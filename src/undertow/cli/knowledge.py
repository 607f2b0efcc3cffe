"""``undertow knowledge``: known operations, what was published of them, what of it is in a case."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import pyarrow as pa
import pyarrow.compute as pc
import typer

from undertow.attribution import (
    Imported,
    add_operation,
    framework_of,
    import_published,
    read_framework,
    read_known_indicators,
    read_known_observables,
    read_operations,
    remove_knowledge,
)
from undertow.case import Case
from undertow.cli.console import (
    By,
    CaseFolder,
    command_line,
    number_of,
    operator,
    tell,
)
from undertow.cli.products import require_analysis
from undertow.cli.tables import Format, Titles, print_table
from undertow.decisions import named
from undertow.errors import CaseError, InputError
from undertow.pipeline import require_recorded
from undertow.schema import AccountFindings, KnowledgeMatches, KnownIndicators, KnownObservables
from undertow.wording.redaction import clean, defang, redact

knowledge = typer.Typer(
    help="Known operations: list them, add to them, and see what of them is in a case.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_OPERATIONS: Titles = {
    ("id", "aliases"): "operation, also called",
    "n_indicators": "signs",
    "n_observables": "published",
    "attributed": "who says whose it is",
}
_MATCHES: Titles = {
    ("operation_id", "file_name"): "operation, source",
    ("kind", "platform"): "kind",
    ("value", "procedure"): "published, as what",
    "n_accounts": "accounts",
    "n_in_campaigns": "in campaigns",
    "n_posts": "posts",
}
_TECHNIQUES: Titles = {
    "technique_id": "technique",
    "name": "name",
    "tactics": "serves",
    "is_found": "found by a rule",
}
_TECHNIQUE = pa.schema(
    [
        ("technique_id", pa.string()),
        ("name", pa.string()),
        ("tactics", pa.list_(pa.string())),
        ("description", pa.string()),
        ("is_found", pa.bool_()),
    ]
)


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.add_typer(knowledge, name="knowledge")


@knowledge.command("list")
def list_operations(
    case: Annotated[
        Path | None, typer.Argument(metavar="[CASE]", help="Folder of a case: with what it adds.")
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.table,
) -> None:
    """List the operations that are known: those shipped, and those that a case adds.

    Example: undertow knowledge list

    Example: undertow knowledge list mycase --format json
    """
    opened = Case.open(case) if case else None
    published = read_known_observables(opened).arrow if opened else None
    rows = [
        {
            "id": one.id,
            "version": one.version.isoformat(),
            "name": one.name.en,
            "aliases": one.aliases,
            "n_indicators": len(one.indicators),
            "n_observables": _n_of(published, one.id),
            "n_sources": len(one.sources),
            "attributed": one.attributed.en if one.attributed else "",
        }
        for one in read_operations(opened).values()
    ]
    print_table(pa.Table.from_pylist(rows), _OPERATIONS, form)


@knowledge.command("techniques")
def list_techniques(
    case: Annotated[
        Path | None,
        typer.Argument(metavar="[CASE]", help="Folder of a case: with the framework it imported."),
    ] = None,
    search: Annotated[
        str, typer.Option(metavar="TEXT", help="Only those with this in id, name or description.")
    ] = "",
    form: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.table,
) -> None:
    """List techniques of the DISARM Framework: those that rules find, or all that a case imported.

    Example: undertow knowledge techniques

    Example: undertow knowledge techniques mycase --search copypasta
    """
    published = framework_of(Case.open(case)) if case else None
    shipped = read_framework().techniques
    if published is None:
        rows = [
            {
                "technique_id": ident,
                "name": name,
                "tactics": [],
                "description": "",
                "is_found": True,
            }
            for ident, name in shipped.items()
        ]
    else:
        rows = [
            {
                "technique_id": one.technique_id,
                "name": clean(one.name),
                "tactics": [clean(tactic) for tactic in one.tactics],
                "description": clean(one.description),
                "is_found": one.technique_id in shipped,
            }
            for one in published.techniques.values()
        ]
    wanted = search.casefold()
    found = [
        row
        for row in rows
        if any(wanted in str(row[at]).casefold() for at in ("technique_id", "name", "description"))
    ]
    print_table(pa.Table.from_pylist(found, schema=_TECHNIQUE), _TECHNIQUES, form)


@knowledge.command("add")
def add(
    case: CaseFolder,
    file: Annotated[
        Path, typer.Argument(metavar="FILE.toml", help="An operation.", exists=True, dir_okay=False)
    ],
) -> None:
    """Add an operation to a case, or put a version of your own in the place of one that is known.

    The shipped ones are examples of the form: src/undertow/attribution/knowledge/operations.

    Example: undertow knowledge add mycase ghostwriter.toml
    """
    opened = Case.open(case)
    with opened.writing():
        operation = add_operation(opened, file, who=operator(), command=command_line())
    tell(f"Added {operation.id}: {number_of(len(operation.indicators), 'sign')}.")


@knowledge.command("import")
def import_files(
    case: CaseFolder,
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE...", help="As published.", exists=True, dir_okay=False),
    ],
    operation: Annotated[
        str | None, typer.Option(metavar="ID", help="The operation whose indicators they are.")
    ] = None,
) -> None:
    """Import published indicators (Meta's CSV files, STIX 2.1), or the names of a MISP galaxy.

    Or the DISARM Framework, as its STIX 2.1 bundle. The files are kept as evidence, byte for byte;
    one that cannot be read keeps no other out. Rows that name somebody whom an operation
    impersonated, wrote about or attacked are left out, and so are remarks, which may name anybody.

    Example: undertow knowledge import mycase Q2_2023_Spamouflage.csv --operation spamouflage

    Example: undertow knowledge import mycase threat-actor.json

    Example: undertow knowledge import mycase DISARM.json
    """
    opened = Case.open(case)
    refused: list[str] = []
    needs_analysis = False
    with opened.writing():
        for file in files:
            try:
                found = import_published(
                    opened, file, operation, who=operator(), command=command_line()
                )
            except InputError as error:
                refused.append(str(error))
                continue
            _tell_import(file, found)
            needs_analysis |= found.framework is None
    if needs_analysis:
        tell(f"Next: undertow analyze {case}")
    if refused:
        told = "; ".join(dict.fromkeys(refused))
        among = f"{len(refused)} of {len(files)} files were not imported: "
        raise InputError(told if len(files) == 1 else among + told)


@knowledge.command("remove")
def remove(
    case: CaseFolder,
    item: Annotated[
        str,
        typer.Argument(
            metavar="ITEM",
            help="File as it was imported, its SHA-256, or an operation.",
        ),
    ],
    why: Annotated[str, typer.Option(metavar="TEXT", help="The reason, for the record.")],
    by: By,
) -> None:
    """Leave something that was added or imported out of the knowledge base of a case.

    The file stays among the evidence, and the log of custody says who left it out and why. Import
    or add it again to take it back. What ships with undertow stays.

    Example: undertow knowledge remove mycase net.csv --why "retracted by its source" --by "Ana Roy"
    """
    opened = Case.open(case)
    who = f"{named(by, '--by')} ({operator()})"
    with opened.writing():
        left_out = remove_knowledge(opened, item, why=why, who=who, command=command_line())
    for one in left_out:
        tell(f"Left out: {one}.")
    tell(f"Next: undertow analyze {case}")


def require_current(case: Case) -> None:
    """Raise where something was imported or added since the last analysis.

    Raises
    ------
    CaseError
        It was.
    """
    if not (
        case.read(KnownObservables).arrow.equals(read_known_observables(case).arrow)
        and case.read(KnownIndicators).arrow.equals(read_known_indicators(case).arrow)
    ):
        raise CaseError(
            f"{case.path}: something was imported or added since the last analysis; run "
            f"`undertow analyze {case.path}` first"
        )


@knowledge.command("matches")
def matches(
    case: CaseFolder,
    form: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.table,
) -> None:
    """Print what of the imported indicators is in a case.

    A match is an observation, no attribution: reporters and researchers quote what was published,
    and a domain or a handle may have changed hands. Table knowledge_matches has every post.

    Example: undertow knowledge matches mycase
    """
    opened = Case.open(case)
    require_analysis(opened)
    require_recorded(opened, (KnowledgeMatches,))
    require_current(opened)
    known = opened.read(KnownObservables)
    found = opened.read(KnowledgeMatches).arrow
    if found.num_rows == 0 and form is Format.table:
        n_known = known.n_rows
        tell(
            f"Nothing in the case was published of a known operation ({n_known:,} looked for)."
            if n_known
            else "Nothing was imported to look for: undertow knowledge import"
        )
        return
    print_table(_summed(opened, known.arrow, found), _MATCHES, form)


def _summed(case: Case, known_observables: pa.Table, found: pa.Table) -> pa.Table:
    """Return a row for each observable that was found, most accounts of campaigns first."""
    findings = case.read(AccountFindings).arrow
    members = findings.filter(pc.is_valid(findings.column("campaign_id"))).column("account_uid")
    of_campaign = set(members.to_pylist())
    known = {
        (row["operation_id"], row["kind"], row["platform"], row["value"]): row
        for row in reversed(known_observables.to_pylist())
    }
    accounts: dict[tuple[str, ...], set[str]] = {}
    posts: dict[tuple[str, ...], set[str]] = {}
    for row in found.to_pylist():
        key = (row["operation_id"], row["kind"], row["platform"], row["value"])
        accounts.setdefault(key, set()).add(row["account_uid"])
        posts.setdefault(key, set()).add(row["post_uid"])
    rows = [
        {
            "operation_id": key[0],
            "kind": key[1],
            "platform": key[2],
            "value": defang(key[3]) if key[1] in ("link", "domain") else key[3],
            "procedure": redact(known[key]["procedure"]),
            "n_accounts": len(own - {""}),
            "n_in_campaigns": len(own & of_campaign),
            "n_posts": len(posts[key] - {""}),
            "file_name": known[key]["file_name"],
            "file_sha256": known[key]["file_sha256"],
            "place": known[key]["place"],
        }
        for key, own in accounts.items()
        if key in known
    ]
    rows.sort(key=lambda row: (-row["n_in_campaigns"], -row["n_accounts"], -row["n_posts"]))
    return pa.Table.from_pylist(rows)


def _n_of(published: pa.Table | None, operation_id: str) -> int:
    if published is None:
        return 0
    return int(pc.sum(pc.equal(published.column("operation_id"), operation_id)).as_py() or 0)


def _tell_import(file: Path, found: Imported) -> None:
    if found.framework is not None:
        tell(f"{file.name}: {number_of(found.n_rows, 'technique')} of the DISARM Framework.")
        shipped = read_framework()
        if unlike := found.framework.unlike(shipped.techniques):
            tell(
                f"  not in it, or not called so, as in version {shipped.version}: "
                f"{', '.join(unlike)}"
            )
    elif found.is_galaxy:
        tell(f"{file.name}: names of {number_of(found.n_rows, 'operation')}.")
    else:
        kinds = ", ".join(number_of(n, kind) for kind, n in sorted(found.kinds.items()))
        tell(f"{file.name}: {found.n_rows:,} entries; to look for: {kinds or 'nothing'}.")
    for reason, n in sorted(found.reasons.items()):
        tell(f"  left out: {'1 entry' if n == 1 else f'{n:,} entries'}, {reason}.")
