"""Content Credentials (C2PA) of a file, in four states, without ever asking anybody else.

The reader is the C2PA project's own (c2pa-python, which wraps c2pa-rs). What a manifest says is
signed by whoever signed it, and is no more true for that: a valid signature tells who said so, and
that the file is what was signed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import SEEK_SET
from typing import Any, BinaryIO, Final

import c2pa
from cryptography import x509

from undertow.errors import SettingsError
from undertow.media.provenance.facts import Fact, Facts
from undertow.media.provenance.state import C2paState

# Manifests of a chain of edits, and assertions and codes of one, that are looked at.
_MOST_MANIFESTS: Final = 16
_MOST_ITEMS: Final = 40
_LONGEST_REPORT: Final = 16 << 20
# Nothing is fetched: no manifest kept elsewhere, no revocation, no identity document of an
# assertion; and should a later version have another reason to, it may reach no host.
_OFFLINE: Final[Mapping[str, Any]] = {
    "verify": {
        "verify_after_reading": True,
        "verify_trust": True,
        "ocsp_fetch": False,
        "remote_manifest_fetch": False,
    },
    "core": {
        "decode_identity_assertions": False,
        "allowed_network_hosts": [],
        "allow_redirects": False,
        "max_decompressed_manifest_size_in_mb": 16,
    },
}
_STATES: Final = {"Trusted": "valid_trusted", "Valid": "valid_untrusted", "Invalid": "invalid"}
_TRUST_LIST: Final = "setting media.trust_list"
_WHAT_TO_DO: Final = "give a file of certificates in PEM, each from BEGIN to END CERTIFICATE"


_MALFORMED: Final = (
    c2pa.C2paError.Assertion,
    c2pa.C2paError.Decoding,
    c2pa.C2paError.Manifest,
    c2pa.C2paError.Signature,
    c2pa.C2paError.Verify,
)


@dataclass(frozen=True, slots=True)
class C2paReading:
    """Content Credentials as they were read.

    Attributes
    ----------
    state : C2paState or None
        None where the format cannot hold them as far as the reader knows, or the file could not
        be parsed: then nothing is known.
    facts : tuple of Fact
        What the manifests say, and the codes of the validation.
    """

    state: C2paState | None
    facts: tuple[Fact, ...]


def check_trust_list(pem: str) -> None:
    """Check a trust list before any file is read with it.

    Raises
    ------
    SettingsError
        It holds no certificate that can be read.
    """
    if not pem.strip():
        return
    try:
        x509.load_pem_x509_certificates(pem.encode())
        _context(pem).close()
    except (ValueError, c2pa.C2paError) as error:
        raise SettingsError(f"{_TRUST_LIST}: cannot be read ({error}); {_WHAT_TO_DO}") from error


def read_content_credentials(file: BinaryIO, mime: str, trust_list: str = "") -> C2paReading:
    """Read and validate the Content Credentials of a file.

    Parameters
    ----------
    file : binary file
        Seekable; read from its beginning.
    mime : str
        Media type told by content.
    trust_list : str
        Certificates whose signatures are trusted, in PEM; empty for none.

    Returns
    -------
    C2paReading
        O(n) in the bytes: all of them are hashed where there is a manifest.

    Notes
    -----
    State after c2pa-rs: ``Trusted`` needs a chain to the trust list, ``Valid`` all but that. A
    manifest that is kept elsewhere is not fetched: the file is told as having none of its own,
    with the address as a fact.
    """
    facts = Facts("c2pa")
    file.seek(0, SEEK_SET)
    try:
        with _context(trust_list) as context, c2pa.Reader(mime, file, context=context) as reader:
            report = reader.json()
    except c2pa.C2paError as error:
        return C2paReading(_state_without(error, facts), facts.sealed())
    if len(report) > _LONGEST_REPORT:
        facts.add("unread", f"a manifest store of {len(report)} characters is not looked at")
        return C2paReading(None, facts.sealed())
    found = json.loads(report)
    state = _STATES.get(str(found.get("validation_state")))
    _add_report(found, facts)
    if trust_list.strip():
        facts.add("trust_list_sha256", hashlib.sha256(trust_list.encode()).hexdigest())
    return C2paReading(None if state is None else C2paState(state), facts.sealed())


def _context(trust_list: str) -> c2pa.Context:
    trust = {"trust": {"trust_anchors": trust_list}} if trust_list.strip() else {}
    return c2pa.Context.from_dict({**_OFFLINE, **trust})


def _state_without(error: c2pa.C2paError, facts: Facts) -> C2paState | None:
    """Return the state of a file of which no manifest could be read."""
    if isinstance(error, c2pa.C2paError.ManifestNotFound):
        return C2paState.ABSENT
    message = str(error)
    if isinstance(error, c2pa.C2paError.RemoteManifest) or message.startswith("Remote"):
        facts.add("remote_manifest", message.rpartition(" ")[2])
        return C2paState.ABSENT
    facts.add("unread", message)
    # There is a manifest, and it is not one that anybody's program wrote and left alone.
    return C2paState.INVALID if isinstance(error, _MALFORMED) else None


def _add_report(found: Mapping[str, Any], facts: Facts) -> None:
    manifests = _mapping(found.get("manifests"))
    active = str(found.get("active_manifest", ""))
    labels = sorted(manifests, key=lambda label: (label != active, label))[:_MOST_MANIFESTS]
    facts.add("manifests", len(manifests))
    n_actions = 0
    for position, label in enumerate(labels):
        manifest = _mapping(manifests[label])
        _add_manifest(label, manifest, facts, position)
        for action in _actions(manifest):
            if n_actions < _MOST_ITEMS:
                _add_action(action, facts, n_actions, position)
            n_actions += 1
    for name, codes in _codes(_mapping(found.get("validation_results"))):
        for position, code in enumerate(dict.fromkeys(codes)):
            if position < _MOST_ITEMS:
                facts.add(name, code, position)


def _add_manifest(label: str, manifest: Mapping[str, Any], facts: Facts, position: int) -> None:
    generators = _sequence(manifest.get("claim_generator_info"))
    told = [_generator(_mapping(one)) for one in generators[:_MOST_ITEMS]]
    signature = _mapping(manifest.get("signature_info"))
    for name, value in (
        ("manifest", label),
        ("title", manifest.get("title")),
        ("claim_generator", "; ".join(filter(None, told)) or manifest.get("claim_generator")),
        ("signer", signature.get("common_name")),
        ("issuer", signature.get("issuer")),
        ("algorithm", signature.get("alg")),
        ("certificate_serial", signature.get("cert_serial_number")),
        ("signed_at", signature.get("time")),
    ):
        if value:
            facts.add(name, value, position)
    ingredients = _sequence(manifest.get("ingredients"))
    if ingredients:
        facts.add("ingredients", len(ingredients), position)


def _generator(one: Mapping[str, Any]) -> str:
    return " ".join(str(one[name]) for name in ("name", "version") if one.get(name))


def _actions(manifest: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for assertion in _sequence(manifest.get("assertions"))[:_MOST_ITEMS]:
        one = _mapping(assertion)
        if str(one.get("label", "")).startswith("c2pa.actions"):
            for action in _sequence(_mapping(one.get("data")).get("actions")):
                yield _mapping(action)


def _add_action(action: Mapping[str, Any], facts: Facts, position: int, manifest: int) -> None:
    agent = action.get("softwareAgent")
    for name, value in (
        ("action", action.get("action")),
        ("action.digital_source_type", action.get("digitalSourceType")),
        ("action.software_agent", _generator(agent) if isinstance(agent, Mapping) else agent),
        ("action.when", action.get("when")),
        ("action.of_manifest", manifest),
    ):
        if value not in (None, ""):
            facts.add(name, value, position)


def _codes(results: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """Yield the codes of the file itself, then those of what it was made from."""
    deltas = [
        _mapping(_mapping(delta).get("validationDeltas"))
        for delta in _sequence(results.get("ingredientDeltas"))[:_MOST_ITEMS]
    ]
    for outcome in ("failure", "informational", "success"):
        active = _mapping(results.get("activeManifest")).get(outcome)
        yield (
            f"validation.{outcome}",
            [str(_mapping(one).get("code", "")) for one in _sequence(active)],
        )
        made_from = [one for delta in deltas for one in _sequence(delta.get(outcome))]
        if made_from and outcome == "failure":
            yield "ingredient.failure", [str(_mapping(one).get("code", "")) for one in made_from]


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _sequence(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else []
