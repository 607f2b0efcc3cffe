"""English words of what is exported for other systems, and of referrals."""

from __future__ import annotations

from collections.abc import Mapping

_STIX = {
    "stix.campaign.name": "Coordinated activity {campaign}",
    "stix.campaign": (
        "At least {n_accounts:account|accounts} published at least {n_posts:post|posts} together "
        "on {platforms:list}. Verdict on the whole: {verdict}; verdict on {n_inauthentic:int} of "
        "the accounts: {inauthentic}."
    ),
    "stix.removed": (
        "{n:account|accounts} of these {n:?was|were} removed after review by a person and "
        "{n:?is|are} not listed; the counts still hold {n:?it|them}."
    ),
    "stix.campaign.unattributed": ("No attribution is made: nothing here says who is behind it."),
    "stix.campaign.attributed": (
        "Who is behind it is a judgement of people, told in a note of its own."
    ),
    "stix.grouping": (
        "What the case holds on this campaign. Of its accounts, only those with the verdict "
        "“{inauthentic}” are listed. Links are those that at least two accounts of the campaign "
        "shared; that says nothing about what they lead to."
    ),
    "stix.named": (
        "Accounts in the core of the network go by handle and id; those at its edge go by "
        "pseudonym, a name that begins with A-."
    ),
    "stix.pseudonymous": (
        "Accounts go by pseudonym: a name that begins with A- is no id of any platform."
    ),
    "stix.confidence": "Confidence: {confidence}.",
    "stix.claim": "Claim {claim_id} rests on {n_evidence:record|records} of evidence.",
    "stix.claim.subject": (
        "Claim {claim_id}, about {subject}, rests on {n_evidence:record|records} of evidence."
    ),
    "stix.narrative.name": "Narrative {narrative}",
    "stix.narrative.quote": (
        "Its commonest wording, with names, handles and links masked ({language}): “{quote}”"
    ),
    "stix.channel.name": "{account} on {platform}",
    "stix.channel": (
        "An account of the campaign that publishes on a channel of its own on {platform}."
    ),
    "stix.producer": (
        "A case analysed with undertow. Findings were computed; attribution, if any, is a "
        "judgement of the people named with it."
    ),
    "stix.actor": "The actor named in a judgement on the campaign {campaign}: {actor}.",
    "stix.actor.basis": (
        "It rests on {n:kind|kinds} of evidence and {n_sources:source|sources} outside this case."
    ),
    "stix.actor.signed": (
        "{by} made this judgement ({at:day}), and {signed_by} signed it ({signed_at:day}). No "
        "machine made it."
    ),
    "stix.actor.evidence": "Evidence: {words}",
    "stix.actor.source": "Source: {source}, {at:day}.",
    "stix.actor.assumption": "Assumption: {words}",
    "stix.actor.dissent": "{by} judges otherwise: {words}",
    "stix.media.because": "In their words: “{words}”",
    "stix.extension.narrative": (
        "A narrative: what a campaign says about a subject, in whatever language. The type and its "
        "properties are those of OpenCTI."
    ),
    "stix.extension.channel": (
        "A channel: a place that a campaign publishes on. The type and its properties are those of "
        "OpenCTI."
    ),
}

_MISP = {
    "misp.info": "Coordinated activity {campaign} on {platforms:list}: {verdict}",
    "misp.report": "What was found",
    "misp.account": "{role} of {community}; origin: {origin}",
    "misp.role": "Account",
    "role.core": "core",
    "role.periphery": "edge",
    "role.": "role not measured",
    "origin.new": "newly made",
    "origin.hijacked": "taken over or woken up",
    "origin.unknown": "not known",
    "misp.link": "Shared by {n_accounts:account|accounts} in {n_posts:post|posts}",
    "misp.media": (
        "Media of group {group}: {n_posts:post|posts} by {n_accounts:account|accounts}. Posted "
        "again and again; that does not say whether what it shows is so"
    ),
    "misp.operation": "{operation}: {likelihood}",
}

_PACK = {
    "pack.title": "Indicators of the case “{purpose}”",
    "pack.level": "{level}: {meaning}",
    "pack.tlp.clear": "it may be passed on to anybody.",
    "pack.tlp.green": "it may be passed on within the community, and not published.",
    "pack.tlp.amber": (
        "it may be passed on, where they need to know, within the organisation that received it "
        "and to its clients."
    ),
    "pack.tlp.amber+strict": (
        "it may be passed on, where they need to know, within the organisation that received it."
    ),
    "pack.tlp.red": "it is for those alone to whom it was given.",
    "pack.files": "Files",
    "pack.accounts": (
        "accounts with the verdict “{inauthentic}” in campaigns with that verdict. Role: core or "
        "edge of the network. q: share of false findings to expect among accounts found at least "
        "as surely. Origin: newly made, taken over or woken up, or not known"
    ),
    "pack.campaigns": "campaigns",
    "pack.claims": "what is claimed, in both languages, and on how many records each claim rests",
    "pack.edges": "pairs of these accounts that acted together more than chance allows",
    "pack.media": (
        "media that at least two accounts of a campaign posted, by hash alone: SHA-256 of the "
        "bytes, PDQ of the picture or of moments of the video, and what people found, with its "
        "basis. No export holds the bytes. That Content Credentials are absent is evidence of "
        "nothing"
    ),
    "pack.texts": (
        "texts that these accounts published, by hash alone: of the form used to compare them, and "
        "of one example as captured (SHA-256, UTF-8)"
    ),
    "pack.urls": (
        "links that at least two accounts of a campaign shared, defanged; that says nothing about "
        "what they lead to. Links that name an account which may not be named are left out"
    ),
    "pack.disarm": "techniques seen, in the terms of the DISARM Framework",
    "pack.bundle": "the same in STIX 2.1, where it was exported too",
    "pack.misp": "the same as MISP events, where they were exported too",
    "pack.network": "networks of these accounts (GEXF 1.3), where they were exported too",
    "pack.license": "under what terms",
    "pack.sums": "SHA-256 of every file: sha256sum -c {name}",
    "pack.reading": "How to read it",
    "pack.reading.coordination": (
        "Coordination alone is not inauthenticity, and neither says who is behind it. An account "
        "is listed because of what was measured; a person has to judge it before acting on it."
    ),
    "pack.reading.cells": (
        "In CSV files an apostrophe stands before what a spreadsheet would run as a formula."
    ),
    "pack.reading.none": "No campaign was found inauthentic, so no account is listed.",
    "pack.license.content": (
        "Facts about accounts and texts come from public posts. They are given for the purpose of "
        "the case and at the level stated in the README; no right to what their authors wrote is "
        "granted."
    ),
    "pack.license.disarm": (
        "Ids and names of techniques are from the DISARM Framework {version}, by the DISARM "
        "Foundation ({url}), under the licence Creative Commons Attribution-ShareAlike 4.0."
    ),
}

_REFERRAL = {
    "referral.subject": "Accounts on {platform} for your review",
    "referral.greeting": "To the team that reviews coordinated activity on {platform}:",
    "referral.intro": (
        "In the case “{purpose}”, {n_accounts:account|accounts} on {platform} "
        "{n_accounts:?was|were} found to act together with others and not to be what "
        "{n_accounts:?it pretends|they pretend} to be. {n_accounts:?It|They} published "
        "{n_posts:post|posts} of {n_campaigns:campaign|campaigns} between {start:day} and "
        "{end:day}."
    ),
    "referral.ask": (
        "We ask you to review them under your own policies. We do not say which of your rules, if "
        "any, they break, and we ask for no particular outcome."
    ),
    "referral.files": (
        "accounts.csv lists the accounts by id and handle; posts.csv lists their posts. Each row "
        "names the SHA-256 of the record as it was captured: under these hashes the bytes can be "
        "asked for. manifest.sha256 has the hash of every file."
    ),
    "referral.media": (
        "media.csv lists media that these accounts uploaded to your platform, by hash (SHA-256, "
        "and PDQ to look for copies): material that several accounts of a campaign posted. No "
        "bytes of media are sent. That they were posted again and again does not say whether what "
        "they show is so; what people found is told with its basis."
    ),
    "referral.basis": (
        "Coordination was tested against chance with false findings controlled; inauthenticity "
        "rests on measured signs beside a control group. Innocent explanations were weighed first. "
        "An account may still belong to a person who was drawn in or whose account was taken over: "
        "please allow for that."
    ),
    "referral.limits": (
        "What was captured is not all there is. Nothing here says who is behind the accounts."
    ),
    "referral.draft": (
        "DRAFT – not approved: for the person who is to approve it, and for nobody else."
    ),
    "referral.approved": (
        "Prepared by {author} ({drafted_at:day}), approved by {approver} ({approved_at:day})."
    ),
    "referral.owner": "On behalf of: {owner}",
}

PHRASES: Mapping[str, str] = {**_STIX, **_MISP, **_PACK, **_REFERRAL}
