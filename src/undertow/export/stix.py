"""A STIX 2.1 bundle of the campaigns: what was observed, and each claim as a note.

The bundle attributes nothing: it holds no threat actor, no location and no intrusion set.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

import stix2

from undertow.attribution import read_framework
from undertow.case import Case, write_products
from undertow.export.observables import inauthentic_accounts, shared_links
from undertow.export.words import campaign_text, claim_text, grouping_text
from undertow.pipeline import require_recorded
from undertow.rulings import Overlay
from undertow.schema import (
    AccountFindings,
    Accounts,
    CampaignMembers,
    CampaignPosts,
    Campaigns,
    Claims,
    Posts,
    Techniques,
)
from undertow.wording import Claim, read_claims

# Ids of undertow's own objects; observables have the ids that the specification derives for them,
# so that another producer's copy of an account is the same object.
_NAMESPACE = uuid.UUID("0d66a9b2-72fe-4bfe-a2bb-7def6c93bc28")
# The one object that no data dates.
_IDENTITY_AT = datetime(2024, 1, 1, tzinfo=UTC)
# STIX 2.1, appendix A, scale "None / Low / Med / High".
_CONFIDENCE: Mapping[str, int] = MappingProxyType({"low": 15, "moderate": 50, "high": 85})
_READ = (
    Accounts,
    AccountFindings,
    CampaignMembers,
    CampaignPosts,
    Campaigns,
    Claims,
    Posts,
    Techniques,
)
_MAX_OBSERVED = 999_999_999


def write_stix(case: Case, out: Path) -> Path:
    """Write ``bundle.json``: valid STIX 2.1, the same bytes for the same case.

    Parameters
    ----------
    case : Case
        An analysed case.
    out : Path
        Folder; made where it does not exist.

    Returns
    -------
    Path
        The bundle. A case without campaigns gives a bundle that holds its producer alone.

    Raises
    ------
    VerificationError
        A table is not what its stage recorded; nothing is written.
    CaseError
        A table is damaged, or the file cannot be written.
    SchemaError
        A claim cannot be put into words; names the claim.

    Notes
    -----
    ``created`` and ``modified`` are the end of the campaign, never the time of writing.
    """
    path = out / "bundle.json"
    write_products({path: stix_file(case)})
    return path


def stix_file(case: Case) -> bytes:
    """Return the content of the bundle; see :func:`write_stix`."""
    require_recorded(case, _READ)
    text = _bundle(case).serialize(sort_keys=True, indent=2)
    return f"{text}\n".encode()


def _bundle(case: Case) -> stix2.Bundle:
    """Return the objects of all campaigns, each once, by id."""
    producer = _producer(case)
    reviewed = Overlay.of(case)
    accounts, links = inauthentic_accounts(case, reviewed), shared_links(case, reviewed)
    claims = read_claims(reviewed.read(case, Claims))
    techniques: dict[str, list[dict[str, Any]]] = {}
    for row in reviewed.read(case, Techniques).arrow.to_pylist():
        techniques.setdefault(row["campaign_id"], []).append(row)
    objects: list[Any] = [producer]
    for row in reviewed.read(case, Campaigns).arrow.to_pylist():
        ident = row["campaign_id"]
        own = [claim for claim in claims if claim.campaign_id == ident]
        n_removed = len(reviewed.members.get(ident, ()))
        draft = _Draft(producer, row, n_removed)
        objects += draft.objects(
            accounts.get(ident, []), links.get(ident, []), own, techniques.get(ident, [])
        )
    # Two campaigns may share a link or an account.
    unique = {each["id"]: each for each in objects}
    ordered = [unique[ident] for ident in sorted(unique)]
    return stix2.Bundle(id=_ident("bundle", *sorted(unique)), objects=ordered)


def _producer(case: Case) -> stix2.Identity:
    name = case.owner or "undertow case"
    return stix2.Identity(
        id=_ident("identity", name),
        name=name,
        identity_class="system",
        created=_IDENTITY_AT,
        modified=_IDENTITY_AT,
    )


@dataclass(frozen=True, slots=True)
class _Draft:
    """The objects of one campaign in the making.

    Attributes
    ----------
    producer : Identity
        Who made them.
    row : dict
        The campaign, a row of ``campaigns``.
    n_removed : int
        Of its accounts, those that people removed on review.
    """

    producer: stix2.Identity
    row: Mapping[str, Any]
    n_removed: int

    def objects(
        self,
        accounts: list[stix2.UserAccount],
        links: list[stix2.URL],
        claims: list[Claim],
        techniques: list[dict[str, Any]],
    ) -> list[Any]:
        """Return every object, the grouping that ties them together last."""
        campaign = self._campaign()
        objects = [campaign, *accounts, *links]
        objects += [self._note(claim, campaign) for claim in claims]
        for row in techniques:
            pattern = _attack_pattern(self.producer, row)
            objects += [pattern, self._uses(campaign, pattern)]
        if accounts:
            observed = self._observed(accounts)
            objects += [observed, self._related(observed, campaign)]
        return [*objects, self._grouping(objects)]

    def _common(self, kind: str, *name: str) -> dict[str, Any]:
        """Return the properties that every object of the campaign has."""
        return {
            "id": _ident(kind, self.producer["id"], self.row["campaign_id"], *name),
            "created_by_ref": self.producer["id"],
            "created": self.row["end"],
            "modified": self.row["end"],
        }

    def _campaign(self) -> stix2.Campaign:
        return stix2.Campaign(
            **self._common("campaign"),
            name=self._name,
            description=campaign_text(dict(self.row), self.n_removed),
            first_seen=self.row["start"],
            last_seen=self.row["end"],
            lang="en",
            external_references=[_reference(self.row["campaign_id"])],
        )

    def _note(self, claim: Claim, campaign: stix2.Campaign) -> stix2.Note:
        return stix2.Note(
            **self._common("note", claim.claim_id),
            abstract=claim.kind,
            content=claim_text(claim),
            confidence=_CONFIDENCE[claim.confidence] if claim.confidence else None,
            object_refs=[campaign["id"]],
            lang="en",
            external_references=[_reference(claim.claim_id)],
        )

    def _observed(self, accounts: list[stix2.UserAccount]) -> stix2.ObservedData:
        return stix2.ObservedData(
            **self._common("observed-data"),
            first_observed=self.row["start"],
            last_observed=self.row["end"],
            number_observed=min(max(self.row["n_posts"], 1), _MAX_OBSERVED),
            object_refs=_refs(accounts),
        )

    def _related(
        self, observed: stix2.ObservedData, campaign: stix2.Campaign
    ) -> stix2.Relationship:
        return stix2.Relationship(
            **self._common("relationship"),
            relationship_type="related-to",
            source_ref=observed["id"],
            target_ref=campaign["id"],
        )

    def _uses(self, campaign: stix2.Campaign, pattern: stix2.AttackPattern) -> stix2.Relationship:
        return stix2.Relationship(
            **self._common("relationship", pattern["id"]),
            relationship_type="uses",
            source_ref=campaign["id"],
            target_ref=pattern["id"],
        )

    def _grouping(self, objects: list[Any]) -> stix2.Grouping:
        is_inauthentic = self.row["verdict"] == "coordinated_inauthentic"
        return stix2.Grouping(
            **self._common("grouping"),
            name=self._name,
            description=grouping_text(),
            # Coordination alone is no ground for suspicion.
            context="suspicious-activity" if is_inauthentic else "unspecified",
            object_refs=_refs(objects),
            lang="en",
        )

    @property
    def _name(self) -> str:
        return f"Coordinated activity {self.row['campaign_id']}"


def _attack_pattern(producer: stix2.Identity, row: Mapping[str, Any]) -> stix2.AttackPattern:
    """Return a technique, the same object for every campaign."""
    return stix2.AttackPattern(
        id=_ident("attack-pattern", row["framework"], row["technique_id"]),
        created_by_ref=producer["id"],
        created=_IDENTITY_AT,
        modified=_IDENTITY_AT,
        name=row["name"],
        external_references=[
            {
                "source_name": row["framework"],
                "external_id": row["technique_id"],
                "url": read_framework().url,
            }
        ],
    )


def _ident(kind: str, *name: str) -> str:
    """Return the same id for the same name in every run."""
    return f"{kind}--{uuid.uuid5(_NAMESPACE, '|'.join((kind, *name)))}"


def _refs(objects: Iterable[Any]) -> list[str]:
    return sorted({each["id"] for each in objects})


def _reference(ident: str) -> dict[str, str]:
    return {"source_name": "undertow", "external_id": ident}
