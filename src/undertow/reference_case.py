"""The reference case: whose ordinary accounts the account test compares with."""

from __future__ import annotations

import pyarrow as pa

from undertow.case import Case
from undertow.errors import CaseError, InputError
from undertow.pipeline import unrecorded
from undertow.schema import NamedReference, ReferenceRates, Table


def read_reference(case: Case, folder: str | None = None) -> Table[NamedReference]:
    """Return the rates of the reference case.

    Parameters
    ----------
    case : Case
        Its setting ``reference.case`` names the reference, relative to its folder.
    folder : str, optional
        Folder to take in place of that of the setting.

    Returns
    -------
    Table[NamedReference]
        Empty where none is named.

    Raises
    ------
    InputError
        The reference is no case, is this case, or was not analysed.
    CaseError
        Its rates are damaged, or not what its analysis wrote.
    """
    named = case.settings.reference.case if folder is None else folder
    if not named:
        return Table.empty(NamedReference)
    path = case.path / named
    if path.resolve() == case.path.resolve():
        raise InputError(
            f"reference case {named}: is this case; without a reference it is compared with its "
            "own ordinary accounts, less those suspected"
        )
    try:
        other = Case.open(path)
    except CaseError as error:
        raise InputError(
            f"reference case {named}: {error}; correct [settings.reference] or --reference"
        ) from error
    rates = other.read(ReferenceRates)
    if rates.n_rows == 0:
        raise InputError(
            f"reference case {named}: has no rates; run `undertow analyze {path}` first, or name "
            "a case with more accounts"
        )
    if unrecorded(other, (ReferenceRates,)):
        raise CaseError(
            f"reference case {named}: its table reference_rates is not what its analysis wrote; "
            f"run `undertow analyze {path}` to make it again"
        )
    return Table.checked(
        NamedReference,
        rates.arrow.append_column(
            NamedReference.arrow_schema().field("reference_case"),
            pa.array([path.resolve().name] * rates.n_rows, pa.string()),
        ).append_column(
            NamedReference.arrow_schema().field("rates_sha256"),
            pa.array([other.table_sha256(ReferenceRates)] * rates.n_rows, pa.string()),
        ),
    )


def name_of_reference(case: Case) -> str:
    """Say where the rates of the account test came from."""
    rows = case.read(NamedReference).arrow.slice(0, 1).to_pylist()
    if not rows:
        return "those of this case's ordinary accounts, suspected ones held out"
    return f"those of the case {rows[0]['reference_case']} (sha256 {rows[0]['rates_sha256'][:12]})"
