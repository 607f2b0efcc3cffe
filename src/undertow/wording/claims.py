"""Claims in words: the phrases that a claim's kind and facts make, the same in every language."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from undertow.errors import SchemaError
from undertow.schema import Claims, Table
from undertow.wording.estimative import judgement
from undertow.wording.media import copy_sentences, reuse_sentences
from undertow.wording.names import language as language
from undertow.wording.names import platform as platform
from undertow.wording.names import platforms as platforms
from undertow.wording.phrase import Phrase, phrase, word, words
from undertow.wording.redaction import redact

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Claim:
    """A row of ``claims`` with its facts read."""

    claim_id: str
    campaign_id: str
    kind: str
    subject: str
    facts: Facts
    likelihood: str | None
    confidence: str | None
    n_evidence: int
    value: float | None = None
    value_low: float | None = None
    value_high: float | None = None
    unit: str | None = None
    scope: Facts = field(default_factory=dict)
    confidence_basis: str | None = None
    contradicted_by: tuple[str, ...] = ()

    @property
    def is_judged(self) -> bool:
        """Whether it says how likely something is, and does not only count."""
        return self.likelihood is not None


_SLOT = re.compile(r"\{(\d+):[a-z]+\}")


def read_claims(claims: Table[Claims]) -> tuple[Claim, ...]:
    """Return the claims, by id.

    Raises
    ------
    SchemaError
        The kind of a claim is unknown, or its facts are not an object or lack one; names the
        claim.
    """
    found = []
    for row in claims.arrow.to_pylist():
        try:
            facts, scope = json.loads(row["facts"]), json.loads(row["scope"])
        except ValueError as error:
            raise SchemaError(
                f"claim {row['claim_id']}: facts or scope are not JSON ({error})"
            ) from error
        if not isinstance(facts, dict) or row["kind"] not in SENTENCES:
            raise SchemaError(
                f"claim {row['claim_id']}: kind {row['kind']!r} with facts of type "
                f"{type(facts).__name__}; this version cannot put it into words"
            )
        facts = {**_LATER.get(row["kind"], {}), **facts}
        missing = sorted(FACTS[row["kind"]] - set(facts))
        if missing:
            raise SchemaError(
                f"claim {row['claim_id']} ({row['kind']}): its facts lack {missing}; run `undertow "
                "analyze` again"
            )
        more = {"scope": scope, "contradicted_by": tuple(row["contradicted_by"])}
        found.append(Claim(**(row | {"facts": facts} | more)))
    return tuple(found)


def sentences(claim: Claim) -> tuple[Phrase, ...]:
    """Return what a claim says.

    Raises
    ------
    SchemaError
        The facts lack a value; names the claim.
    """
    try:
        return SENTENCES[claim.kind](claim)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise SchemaError(
            f"claim {claim.claim_id} ({claim.kind}): its facts cannot be put into words "
            f"({error}); run `undertow analyze` again"
        ) from error


def n_accounts(facts: Facts) -> tuple[int, int]:
    """Return how many accounts an ``accounts`` claim counts, and how many as inauthentic."""
    by_verdict = facts["by_verdict"]
    return sum(by_verdict.values()), by_verdict.get("coordinated_inauthentic", 0)


def _activity(claim: Claim) -> tuple[Phrase, ...]:
    is_one_day = claim.facts["start"][:10] == claim.facts["end"][:10]
    key = "claim.activity.one_day" if is_one_day else "claim.activity"
    told = [Phrase(key, claim.facts)]
    if claim.facts["onset"] is not None:
        told.append(Phrase("claim.activity.before", claim.facts))
    return *told, *_range(claim.facts)


def _range(facts: Facts) -> tuple[Phrase, ...]:
    """Return between which numbers a count lies, given what the captures miss."""
    if facts["n_missing"] is None:
        key = "claim.range.open" if facts["n_highest"] is None else "claim.range.uncounted"
    elif facts["n_open_threads"]:
        key = "claim.range.partly"
    elif facts["n_missing"] or facts["n_unattributed"]:
        key = "claim.range"
    else:
        key = "claim.range.closed"
    keys = [key]
    if facts["n_highest"] not in (None, facts["n_high"]):
        keys += [beyond for beyond, count in _BEYOND.items() if facts[count]]
        keys.append("claim.range.about" if facts["n_undeclared"] else "claim.range.most")
    return tuple(Phrase(key, facts) for key in keys)


# What the most there can be counts beyond the threads of a campaign, where there is any.
_BEYOND = {"claim.range.pages": "n_elsewhere", "claim.range.undeclared": "n_undeclared"}


def _waves(claim: Claim) -> tuple[Phrase, ...]:
    values = dict(claim.facts) | {"number": claim.subject}
    return tuple(Phrase(key, values) for key in ("claim.waves", *_WAVE_DETAILS))


_WAVE_DETAILS = ("claim.waves.surge", "claim.waves.size")


def _platforms(claim: Claim) -> tuple[Phrase, ...]:
    items = [
        phrase("claim.platforms.item", name=platform(name), n_posts=posts, n_accounts=accounts)
        for name, posts, accounts in claim.facts["by_platform"]
    ]
    return (phrase("claim.platforms", items=items),)


def _languages(claim: Claim) -> tuple[Phrase, ...]:
    items = [
        phrase("claim.languages.item", name=language(name), n_posts=posts)
        for name, posts in claim.facts["by_language"]
    ]
    return (phrase("claim.languages", items=items),)


def _accounts(claim: Claim) -> tuple[Phrase, ...]:
    n, n_inauthentic = n_accounts(claim.facts)
    return (phrase("claim.accounts", n=n, n_inauthentic=n_inauthentic, n_open=n - n_inauthentic),)


def _targets(claim: Claim) -> tuple[Phrase, ...]:
    if not claim.facts["n_register"]:
        return (phrase("claim.targets.no_register"),)
    key = "claim.targets" if claim.facts["n_targets"] else "claim.targets.none"
    return (Phrase(key, claim.facts),)


def _target(claim: Claim) -> tuple[Phrase, ...]:
    return Phrase("claim.target", claim.facts), *_in_media(claim.facts), *_range(claim.facts)


def _in_media(facts: Facts) -> tuple[Phrase, ...]:
    """Say how many posts name somebody in media only; a fact that is given where there are any."""
    return (Phrase("claim.in_media", facts),) if facts.get("n_in_media") else ()


def _narrative(claim: Claim) -> tuple[Phrase, ...]:
    facts = claim.facts
    values = dict(facts) | {
        "platforms": platforms(facts["platforms"]),
        "languages": [language(name) for name in facts["languages"]],
    }
    said = [Phrase("claim.narrative" if facts["n_texts"] > 1 else "claim.narrative.one", values)]
    if facts["n_claim_groups"] > 1:
        said.append(phrase("claim.narrative.groups", n=facts["n_claim_groups"]))
    if facts["targets"]:
        said.append(phrase("claim.narrative.targets", n=len(facts["targets"])))
    said.append(phrase("claim.narrative.stance"))
    return tuple(said)


def frame_sentence(claim: Claim, names: Iterable[str]) -> Phrase:
    """Return who a narrative says has done what, with what that was read from.

    Parameters
    ----------
    claim : Claim
        About a narrative.
    names : iterable of str
        Names of officials, to mask: an official is called one and never named.

    Returns
    -------
    Phrase
        Always "is said to", whatever the texts assert; or that the texts do not say so as one.
    """
    frame = claim.facts["frame"]
    if frame is None:
        return phrase("claim.narrative.no_frame")
    masked = tuple(names)
    key = "claim.narrative.frame_denied" if frame["is_negated"] else "claim.narrative.frame"
    return phrase(
        key,
        actor=_party(frame["actor"], is_official=frame["is_official"], names=masked),
        target=_upon(frame, masked),
        words=redact(frame["predicate"], masked),
        n=frame["n_texts"],
        total=frame["n_read"],
    )


def template_sentences(claim: Claim, names: Iterable[str]) -> tuple[Phrase, ...]:
    """Return which template a narrative was made from, and what may be filled in, if it has one.

    Parameters
    ----------
    claim : Claim
        About a narrative.
    names : iterable of str
        Names of officials, to mask.
    """
    template = claim.facts["template"]
    if template is None:
        return ()
    slots = [
        phrase(
            "claim.narrative.slot",
            number=number,
            kind=phrase(f"claim.narrative.slot.{slot['type']}"),
            n=slot["n_values"],
        )
        for number, slot in enumerate(template["slots"], start=1)
    ]
    pattern = redact(_SLOT.sub(r"[\1]", template["pattern"]), tuple(names))
    said = [phrase("claim.narrative.template", n=template["n_posts"], pattern=pattern, slots=slots)]
    if template["has_target_slot"]:
        said.append(phrase("claim.narrative.template_target"))
    return tuple(said)


def _party(name: str, *, is_official: bool, names: tuple[str, ...]) -> Phrase:
    if is_official:
        return phrase("claim.narrative.official")
    return phrase("claim.narrative.named", name=redact(name, names))


def _upon(frame: Facts, names: tuple[str, ...]) -> Phrase:
    if frame["target"] is None:
        return phrase("claim.narrative.upon_nobody")
    whom = _party(frame["target"], is_official=frame["target_is_official"], names=names)
    return phrase("claim.narrative.upon", name=whom)


def _strength(claim: Claim) -> tuple[Phrase, ...]:
    has_edges = claim.facts["q_value"] is not None
    said = [Phrase("claim.strength", claim.facts)] if has_edges else []
    if not has_edges:
        said.append(phrase("claim.strength.no_edges"))
    if claim.facts["n_by_account_test"]:
        said.append(phrase("claim.strength.accounts", n=claim.facts["n_by_account_test"]))
    if claim.facts["n_by_group_test"]:
        said.append(phrase("claim.strength.groups", n=claim.facts["n_by_group_test"]))
    return tuple(said)


def _alternatives(claim: Claim) -> tuple[Phrase, ...]:
    considered = claim.facts["considered"]
    if not considered:
        return (phrase("claim.alternatives.unmeasured"),)
    innocent = {row["explanation"] for row in considered if row["reading"] == "innocent"}
    names = sorted(innocent)
    holding = sorted({row["explanation"] for row in considered if row["holds"]})
    said = [phrase("claim.alternatives", items=words("explanation", names))]
    if holding:
        said.append(phrase("claim.alternatives.holds", items=words("explanation", holding)))
    else:
        said.append(phrase("claim.alternatives.none_holds"))
        said.append(_margin(considered, claim.facts["margin_required"]))
    return tuple(said)


def _margin(considered: list[dict[str, Any]], required: float) -> Phrase:
    """Say by how much the inauthentic reading is ahead of the closest other one."""
    closest = min(considered, key=lambda row: (row["margin"], row["explanation"]))
    is_ahead = closest["margin"] >= required
    return phrase(
        "claim.alternatives.ahead" if is_ahead else "claim.alternatives.not_ahead",
        name=word("explanation", closest["explanation"]),
        margin=closest["margin"],
        required=required,
    )


def judged(claim: Claim) -> Phrase | None:
    """Return what a claim judges, with its likelihood; None for a count."""
    if claim.likelihood is None:
        return None
    return judgement(claim.likelihood, _statement(claim))


def basis(claim: Claim) -> Phrase | None:
    """Return what the confidence of a claim rests on; None for a count."""
    return None if claim.confidence_basis is None else phrase(f"basis.{claim.confidence_basis}")


def _statement(claim: Claim) -> Phrase:
    if claim.kind == "operation":
        return phrase("statement.operation", name=Phrase("given", {"words": claim.facts["name"]}))
    if claim.kind == "objective":
        return phrase(f"statement.objective.{claim.subject}")
    return phrase("statement.inauthentic")


def _person(claim: Claim) -> tuple[Phrase, ...]:
    return Phrase("claim.person", claim.facts), *_in_media(claim.facts), *_range(claim.facts)


def _voice(claim: Claim) -> tuple[Phrase, ...]:
    return Phrase("claim.voice", claim.facts), phrase("claim.voice.harm")


def _operation(claim: Claim) -> tuple[Phrase, ...]:
    facts = claim.facts
    name = Phrase("given", {"words": facts["name"]})
    reasons = words("ceiling", facts["ceiling_reasons"])
    said = [Phrase("claim.operation", dict(facts) | {"name": name})]
    said += [
        phrase(
            "claim.operation.without",
            name=Phrase("given", {"words": row["name"]}),
            term=word("likelihood", row["likelihood_without"]),
        )
        for row in facts["without"]
    ] or [phrase("claim.operation.stable")]
    ceiling = word("likelihood", facts["ceiling"])
    said.append(phrase("claim.operation.ceiling", term=ceiling, reasons=reasons))
    return *said, phrase("claim.operation.meaning")


def _hypotheses(claim: Claim) -> tuple[Phrase, ...]:
    ranked, matrix = claim.facts["ranked"], claim.facts["matrix"]
    leading = [row["hypothesis"] for row in ranked if row["rank"] == 1]
    changing = sorted(
        {row["item"] for row in matrix if row["leads_without"].split("|") != sorted(leading)}
    )
    people = next((row for row in ranked if row["hypothesis"] == _GRASSROOTS), None)
    said = [
        phrase(
            "claim.hypotheses",
            n=len(ranked),
            n_items=ranked[0]["n_items"],
            leading=words("hypothesis", leading),
        )
    ]
    if people is not None:  # always told, also where it loses
        name = word("hypothesis", _GRASSROOTS)
        said.append(Phrase("claim.hypotheses.grassroots", dict(people) | {"name": name}))
    if changing:
        said.append(phrase("claim.hypotheses.sensitive", items=words("item", changing)))
    else:
        said.append(phrase("claim.hypotheses.stable"))
    return *said, phrase("claim.hypotheses.meaning")


_GRASSROOTS = "grassroots"


def _objective(claim: Claim) -> tuple[Phrase, ...]:
    return (Phrase(f"claim.objective.{claim.subject}", claim.facts),)


def _breakout(claim: Claim) -> tuple[Phrase, ...]:
    return Phrase("claim.breakout", claim.facts), phrase("claim.breakout.higher")


def _reception(claim: Claim) -> tuple[Phrase, ...]:
    facts = claim.facts
    has_outside = facts["n_outside_posts"] > 0
    is_declared = facts["n_declared"] > 0
    return (
        Phrase("claim.reception" if has_outside else "claim.reception.none", facts),
        Phrase("claim.reception.declared" if is_declared else "claim.reception.undeclared", facts),
        phrase("claim.reception.effect"),
    )


SENTENCES: Mapping[str, Callable[[Claim], tuple[Phrase, ...]]] = {
    "activity": _activity,
    "waves": _waves,
    "platforms": _platforms,
    "languages": _languages,
    "accounts": _accounts,
    "targets": _targets,
    "target": _target,
    "person": _person,
    "narrative": _narrative,
    "voice": _voice,
    "strength": _strength,
    "alternatives": _alternatives,
    "operation": _operation,
    "hypotheses": _hypotheses,
    "objective": _objective,
    "breakout": _breakout,
    "reception": _reception,
    "media": lambda claim: reuse_sentences(claim.facts),
    "media_copy": lambda claim: copy_sentences(claim.facts),
}

_SPAN = frozenset({"start", "end"})
_POSTS = frozenset({"n_posts", "n_accounts"})
_RANGE = frozenset(
    {
        "n_missing",
        "n_open_threads",
        "n_unattributed",
        "n_high",
        "n_officials",
        "n_elsewhere",
        "n_undeclared",
        "n_highest",
    }
)
# What claims of earlier versions do not say: a case after retention is not analysed again.
_LATER: Mapping[str, Facts] = {"activity": {"onset": None, "n_before": 0}}
# What the words, tables and pictures about each kind of claim are made from.
FACTS: Mapping[str, frozenset[str]] = {
    "activity": _SPAN | _POSTS | _RANGE | {"n_platforms", "onset", "n_before"},
    "waves": _SPAN
    | {"start_low", "start_high", "surge_start", "peak", "surge_end", "end_low", "end_high"}
    | {"n", "n_expected", "q_value"},
    "platforms": frozenset({"by_platform"}),
    "languages": frozenset({"by_language"}),
    "accounts": frozenset({"by_verdict", "signals"}),
    "targets": frozenset({"n_targets", "n_register", "n_posts", "by_party", "by_province"}),
    "target": _POSTS
    | _RANGE
    | {"n_direct", "n_expected", "platforms", "languages", "first_at", "last_at"},
    "narrative": _POSTS
    | {"quote", "language", "platforms", "first_seen", "last_seen", "targets"}
    | {"quotes", "spread", "terms", "frame", "n_claim_groups", "n_texts", "languages"}
    | {"template"},
    "strength": frozenset({"q_value", "strength", "q_level", "n_tests"})
    | {"layers", "n_by_account_test", "n_by_group_test"},
    "alternatives": frozenset({"considered", "margin_required"}),
    "person": _POSTS | _RANGE | {"n_direct", "platforms", "languages", "first_at", "last_at"},
    "voice": _POSTS | {"n_texts", "name"},
    "operation": frozenset({"name", "ceiling", "ceiling_reasons", "without", "indicators"})
    | {"n_shown", "n_not_shown", "n_not_measured"},
    "hypotheses": frozenset({"ranked", "matrix"}),
    "objective": frozenset({"n_posts", "n_among"}),
    "breakout": frozenset({"category", "n_platforms", "n_pages"}),
    "reception": frozenset({"n_outside_posts", "n_outside_accounts", "n_inside_posts"})
    | {"n_declared", "n_responses", "n_posts"},
    "media": _POSTS
    | {"kind", "n_files", "n_exact", "by_platform", "first_at", "last_at", "before", "files"},
    "media_copy": frozenset({"n_copies", "original", "original_at", "platform", "changes"})
    | {"copies"},
}
