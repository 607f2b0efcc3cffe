"""English words of the back matter: method, coverage, terms, annex."""

from __future__ import annotations

from collections.abc import Mapping

_METHOD = {
    "method.intro": "The findings come from counting and comparing, in this order.",
    "method.pairs": (
        "Pairs: two accounts are linked when they do the same thing (reply to the same post, "
        "publish the same text, share the same link) within a short time, and do so repeatedly."
    ),
    "method.chance": (
        "Chance: each pair is compared with what would be expected if accounts were exchanged at "
        "random among actions of the same week and the same popularity."
    ),
    "method.multiplicity": (
        "Many comparisons: probabilities are corrected for the number of pairs that could have "
        "been linked, so that at most a set share of accepted links is due to chance."
    ),
    "method.copies": (
        "Check of the check: the same comparison is made on copies of the material in which the "
        "accounts were exchanged at random. Links found there are due to chance, and a kind of "
        "link in which they are more than a few is not used."
    ),
    "method.accounts": (
        "Accounts: one further test asks whether an account copies more than ordinary accounts in "
        "the same material do, those suspected left out."
    ),
    "method.accounts.reference": (
        "Accounts: one further test asks whether an account copies more than ordinary accounts do, "
        "by the rates of the reference case {case} (SHA-256 of its rates: {sha256})."
    ),
    "method.groups": (
        "Groups: linked accounts form groups, and each account has a strength in its group."
    ),
    "method.signs": (
        "Signs: accounts of a group are compared with matched accounts outside it. Only signs that "
        "differ clearly count, and none counts for much alone."
    ),
    "method.rivals": (
        "Rivals: innocent explanations are measured for every group, and their result is printed "
        "even when they lose. Accounts are called inauthentic only where that reading is ahead of "
        "each of them by a set margin."
    ),
    "method.waves": (
        "Waves: periods in which a count rises clearly above the rhythm of its own series, each "
        "with an interval for its onset and its end."
    ),
    "method.never": (
        "Language, name, ethnicity, time zone and opinion are never grounds for suspicion."
    ),
    "method.person": (
        "The machine finds and counts; whether the finding is used, and how, a person decides."
    ),
    "method.family": (
        "The correction covered {n:possible pair|possible pairs} of accounts over all kinds of "
        "link."
    ),
    "method.tests.caption": "What was tested",
    "method.tests.layer": "Kind of link",
    "method.tests.window": "Window",
    "method.tests.actions": "Actions",
    "method.tests.kept": "Of these comparable",
    "method.tests.accounts": "Accounts",
    "method.tests.pairs": "Possible pairs",
    "method.tests.candidates": "Candidates",
    "method.tests.validated": "Validated",
    "calibration.passed": (
        "Checked on copies of the material: {layers:list}. In the kind of link that had most, a "
        "copy with accounts exchanged at random gave {mean:dec} on average."
    ),
    "calibration.refused": (
        "Not used: {layer}. {n_real:pair|pairs} of accounts passed the test, but copies with "
        "accounts exchanged at random {shuffle} gave {mean:dec} on average. Chance alone gives "
        "such links there, so nothing in this report rests on them."
    ),
    "calibration.nothing_found": (
        "No copy was needed for {layers:list}: no two accounts were linked there."
    ),
    "calibration.not_calibrated": (
        "Not checked on copies of the material: {layers:list}. That at most a set share of these "
        "links is due to chance rests on the assumptions of the test alone."
    ),
    "calibration.within.week": "within each week",
    "calibration.within.popularity": "among actions of like popularity",
    "calibration.within.both": "among actions of the same week and like popularity",
    "calibration.caption": "Links found in copies in which accounts were exchanged at random",
    "calibration.layer": "Kind of link",
    "calibration.shuffle": "Exchanged",
    "calibration.real": "Found in the material",
    "calibration.copies": "Copies",
    "calibration.mean": "Found in a copy, mean",
    "calibration.most": "Most in a copy",
    "window.seconds": "{n:int} s",
    "window.minutes": "{n:int} min",
    "window.hours": "{n:int} h",
    "window.days": "{n:day|days}",
}

_LIMITS = {
    "coverage.sum": (
        "From {n_files:file|files}, {n_records:record|records} were read: {n_records:int} = "
        "{n_accepted:int} accepted + {n_duplicate:int} seen before + {n_ignored:int} ignored by a "
        "named rule + {n_quarantined:int} quarantined."
    ),
    "coverage.missing": (
        "The sources themselves declare at least {n:further answer|further answers} that the "
        "captures do not hold. Every number of posts is therefore a minimum."
    ),
    "coverage.platforms.caption": "What was captured, by platform",
    "coverage.platforms.platform": "Platform",
    "coverage.platforms.posts": "Posts",
    "coverage.platforms.missing": "Declared, not collected",
    "coverage.platforms.deleted": "Deleted since",
    "coverage.platforms.first": "Earliest",
    "coverage.platforms.last": "Latest",
    "coverage.platforms.unknown": "not declared",
    "coverage.never.caption": "What no capture of a platform gives",
    "coverage.never.platform": "Platform",
    "coverage.never.fields": "Fields not collected",
    "coverage.gaps": (
        "On the pages of {n_targets:official|officials}, {n:declared answer|declared answers} "
        "{n:?is|are} missing."
    ),
    "coverage.contradictions": (
        "{n:record gives|records give} a time that is not the one its platform wrote into the id: "
        "the capture was altered, or converted with a wrong time zone. Treat what rests on "
        "{n:?it|them} with care."
    ),
    "coverage.contradictions.caption": "Records whose time contradicts their id",
    "coverage.contradictions.platform": "Platform",
    "coverage.contradictions.record": "SHA-256 of the record",
    "coverage.contradictions.claimed": "Time given (UTC)",
    "coverage.contradictions.told": "Time in the id (UTC)",
    "coverage.ignored.caption": "Ignored records, by rule",
    "coverage.ignored.code": "Rule",
    "coverage.ignored.n": "Records",
    "coverage.quarantined.caption": "Quarantined records, by reason",
    "coverage.quarantined.code": "Reason",
    "coverage.quarantined.n": "Records",
    "limits.captures": (
        "Only what was captured was examined. A platform, a thread or a time that is not in the "
        "captures is not covered, and every count is a minimum."
    ),
    "limits.recall": (
        "Accounts that post once or twice, or that share nothing with others, cannot be linked by "
        "this method. Some that took part are therefore missing."
    ),
    "limits.effect": (
        "Nothing is said about effect. That a text was published, or seen, does not show that it "
        "changed an opinion or a vote."
    ),
    "limits.language": (
        "The language of a post is the one its source states; where the source is silent, so is "
        "the report."
    ),
    "limits.targets": (
        "Officials are those of the case’s register, under the handles and names listed there. "
        "Others were not looked for."
    ),
    "limits.deleted": (
        "Posts and accounts that were removed before the capture leave no trace in the counts."
    ),
}

_TERMS = {
    "terms.note": (
        "Likelihood says how probable a statement is. Confidence says how good the basis of that "
        "judgement is. The two are never mixed."
    ),
    "terms.title_note": (
        "In titles, “probable” stands for likely, “highly probable” for very likely and “nearly "
        "certain” for almost certainly."
    ),
    "terms.likelihood.caption": "Terms of likelihood",
    "terms.likelihood.term": "Term",
    "terms.likelihood.range": "Range",
    "terms.confidence.caption": "Terms of confidence",
    "terms.confidence.term": "Term",
    "terms.confidence.meaning": "Meaning",
    "terms.confidence.low": "Little information, or information that allows other readings.",
    "terms.confidence.moderate": (
        "Credible, plausible information, but from one source or not corroborated enough."
    ),
    "terms.confidence.high": (
        "Good information from several independent sources. Not a certainty."
    ),
    "terms.glossary.caption": "Other terms",
    "terms.glossary.term": "Term",
    "terms.glossary.meaning": "Meaning",
    "terms.coordinated": "Coordinated",
    "terms.coordinated.meaning": (
        "Accounts act together more than chance allows. Friends, colleagues, campaigners and fans "
        "do so too."
    ),
    "terms.inauthentic": "Inauthentic",
    "terms.inauthentic.meaning": "Accounts misrepresent who or what they are.",
    "terms.explained": "Explained",
    "terms.explained.meaning": "An innocent explanation covers what the accounts share.",
    "terms.commercial": "Commercial spam",
    "terms.commercial.meaning": (
        "Accounts that advertise together. They are coordinated, but their aim is money, and they "
        "are not told as a campaign."
    ),
    "terms.attributed": "Attributed",
    "terms.attributed.meaning": (
        "Somebody is said to be behind the activity: a judgement that people make, sign and may "
        "withdraw, and no machine."
    ),
    "terms.campaign": "Campaign",
    "terms.campaign.meaning": (
        "Coordinated activity that no innocent explanation covers and that is no commercial spam."
    ),
    "terms.group": "Group",
    "terms.group.meaning": "Accounts that are linked more closely to one another than to others.",
    "terms.wave": "Wave",
    "terms.wave.meaning": "A period of activity above the usual rhythm.",
    "terms.surge": "Surge",
    "terms.surge.meaning": "The densest part of a wave.",
    "terms.q_value": "q",
    "terms.q_value.meaning": (
        "The share of false findings to be expected if everything at least this strong is accepted."
    ),
    "terms.interval": "95% interval",
    "terms.interval.meaning": (
        "The range that covers the true value in 95 of 100 repetitions, under the model used."
    ),
    "terms.evidence": "Evidence",
    "terms.evidence.meaning": "A captured record whose exact bytes are kept and hashed.",
}

_ANNEX = {
    "annex.chain": (
        "Each statement above carries the identifier of its claim. Each claim rests on records; "
        "each record leads to the exact bytes that were captured, by their SHA-256."
    ),
    "annex.verify": (
        "Whoever holds the case can check all of it without a network and without trusting its "
        "makers:"
    ),
    "annex.flipped": (
        "The command computes every hash and every link again. If one byte of the evidence was "
        "changed it fails and names the claims that fall."
    ),
    "annex.stamp.none": (
        "The custody log is hash-chained, not externally time-stamped: it shows the order of what "
        "was done, and no third party vouches for when."
    ),
    "annex.stamp.some": (
        "The custody log is hash-chained, and an external authority last time-stamped it on "
        "{at:minute}. What was logged after that is not covered by the stamp."
    ),
    "annex.caption": "Campaign {number}: claims and the first records that each rests on",
    "annex.claim": "Claim",
    "annex.kind": "About",
    "annex.records": "Records",
    "annex.samples": "First records: evidence id and SHA-256 of the raw bytes",
    "annex.none": "No campaign was found; there are no claims that need evidence.",
    "kind.activity": "activity",
    "kind.waves": "wave",
    "kind.platforms": "platforms",
    "kind.languages": "languages",
    "kind.accounts": "accounts",
    "kind.targets": "officials, spread",
    "kind.target": "one official",
    "kind.narrative": "text",
    "kind.strength": "strength",
    "kind.alternatives": "innocent explanations",
    "kind.person": "one person, no official",
    "kind.voice": "who is made to speak",
    "kind.operation": "known operation",
    "kind.hypotheses": "competing hypotheses",
    "kind.objective": "objective",
    "kind.breakout": "breakout",
    "kind.reception": "reception",
}

PHRASES: Mapping[str, str] = _METHOD | _LIMITS | _TERMS | _ANNEX
