"""What goes out is what was approved: encrypted to that certificate, or not at all."""

from __future__ import annotations

from typing import Any

import product_case
import pytest
from keys import cell, certificate_for, rsa_key

from undertow.case import Case
from undertow.decisions import Notice
from undertow.notify.sending import _sealed
from undertow.notify.smime import fingerprint
from undertow.schema import Table, Targets

EMAIL = "zoe.roy@parl.invalid"
NOTICE = Notice("n-1", "t-1", EMAIL, b"Subject: x\r\n\r\nin clear\r\n")
OTHER = Notice("n-2", "t-2", "ann.lee@parl.invalid", b"Subject: y\r\n\r\nin clear\r\n")
OWN, ANOTHER = (certificate_for(EMAIL, rsa_key()) for _ in range(2))
EXPIRED = certificate_for(EMAIL, rsa_key(), days=-1)


@pytest.mark.parametrize(
    ("approved", "held", "reason"),
    [
        (OWN, None, "changed"),
        (OWN, cell(ANOTHER), "changed"),
        (None, cell(OWN), "changed"),
        (EXPIRED, cell(EXPIRED), "certificate"),
        (OWN, "AAAA", "certificate"),
    ],
)
def test_nothing_goes_out_otherwise_than_was_approved_and_the_others_do(
    case: Case, rows_of: Any, approved: Any, held: str | None, reason: str
) -> None:
    """The register may be rewritten at any moment before a notice is sent."""
    own, *others = product_case.rows()[Targets]
    people = [own | {"certificate": held}, *others]
    case.write(Table.checked(Targets, rows_of(Targets, *people)))
    keys = {"n-1": fingerprint(approved), "n-2": ""}
    bodies, refusals = _sealed(case, [NOTICE, OTHER], keys)
    assert bodies == {"n-2": OTHER.message}
    assert [(one.target_id, one.reason) for one in refusals] == [("t-1", reason)]


def test_the_approved_certificate_is_used(case: Case, rows_of: Any) -> None:
    own, *others = product_case.rows()[Targets]
    people = [own | {"certificate": cell(OWN)}, *others]
    case.write(Table.checked(Targets, rows_of(Targets, *people)))
    bodies, refusals = _sealed(case, [NOTICE], {"n-1": fingerprint(OWN)})
    assert refusals == ()
    assert b"in clear" not in bodies["n-1"]
