"""English words for what is judged beyond counts."""

from __future__ import annotations

from collections.abc import Mapping

PHRASES: Mapping[str, str] = {
    "statement.operation": "this campaign is part of the set of operations known as {name}",
    "statement.objective.discredit": "this campaign seeks to discredit officials",
    "statement.objective.flood": (
        "this campaign seeks to crowd the threads of officials with its comments"
    ),
    "statement.objective.speak_through": (
        "this campaign seeks to have its accusations pass for those of one person"
    ),
    "basis.operation.low": "Signs of one kind count for it, or none.",
    "basis.operation.moderate": "Signs of two kinds or more count for it.",
    "basis.objective.low": "Few posts, or posts in one place and language alone.",
    "basis.objective.moderate": (
        "Many posts by many accounts, on more than one platform or in more than one language."
    ),
    "claim.operation": (
        "Of the indicators of {name}, {n_shown:int} {n_shown:?is|are} shown, {n_not_shown:int} "
        "{n_not_shown:?was|were} measured and {n_not_shown:?is|are} not shown, and "
        "{n_not_measured:int} could not be measured."
    ),
    "claim.operation.ceiling": "It may be called no more than {term}: {reasons:list}.",
    "claim.operation.without": "Without “{name}”, the link would be {term}.",
    "claim.operation.stable": "No single indicator changes the term.",
    "claim.operation.meaning": (
        "A link is a resemblance in what was captured. It names no actor, and an operation can be "
        "imitated."
    ),
    "ceiling.authenticity_open": "whether the accounts are authentic is open",
    "ceiling.nothing_published": "nothing that sources published of it was found here",
    "ceiling.no_account_published": (
        "no account here was published by a source by its id (words and handles can be taken)"
    ),
    "ceiling.few_accounts_published": (
        "the accounts here that a source published are few among its members"
    ),
    "ceiling.machine_only": "no person has judged it",
    "hypothesis.commercial-spam": "commercial spam",
    "hypothesis.domestic-partisans": "partisans inside the country",
    "hypothesis.grassroots": "genuine people: a grassroots or diaspora campaign, or a petition",
    "hypothesis.imitation": "somebody who imitates a known operation",
    "hypothesis.known-operation": "part of a known operation",
    "hypothesis.other-state": "another state, or those who act for it",
    "hypothesis.researcher-or-prank": "a researcher, a test or a prank",
    "item.closed_engagement": "engagement from the group alone",
    "item.copied_text": "mostly copied text",
    "item.creation_batch": "accounts created in a batch",
    "item.new_account": "new accounts",
    "item.dormant_return": "accounts that returned after a silence",
    "item.filler": "filler",
    "item.handle_template": "handles of one shape",
    "item.regular_schedule": "posting without rest",
    "item.reused_profile": "reused profiles",
    "item.takeover": "accounts taken over",
    "item.near_duplicate_text": "copied text",
    "item.template": "a template",
    "item.platforms": "the same text on three platforms",
    "item.languages": "the same claim in several languages",
    "item.reply_target": "answers to the same posts",
    "item.url": "the same links",
    "item.media": "the same media",
    "item.waves": "waves",
    "item.narratives": "somebody said to accuse officials",
    "item.published": "accounts published before",
    "item.quoted": "texts or links published before",
    "item.inauthentic": "inauthenticity",
    "claim.hypotheses": (
        "{n:hypothesis was|competing hypotheses were} held against {n_items:finding|findings}. "
        "Least stands against: {leading:list}."
    ),
    "claim.hypotheses.grassroots": (
        "Against the hypothesis “{name}” {n_against:?stands|stand} {n_against:finding|findings} of "
        "{n_items:int}; its rank is {rank:int}."
    ),
    "claim.hypotheses.sensitive": (
        "What leads depends on single findings; left out one at a time, these change it: "
        "{items:list}."
    ),
    "claim.hypotheses.stable": "What leads does not depend on any single finding.",
    "claim.hypotheses.meaning": (
        "Ranks order hypotheses by what stands against them. They are no probabilities, and say "
        "nothing for a hypothesis."
    ),
    "claim.objective.discredit": (
        "Of {n_among:post that addresses|posts that address} officials, at least {n_posts:int} "
        "{n_posts:?passes|pass} on an accusation: an official is said to have done something, or "
        "somebody is given as the one who says so."
    ),
    "claim.objective.flood": (
        "Of {n_among:post that addresses|posts that address} officials, at least {n_posts:int} "
        "{n_posts:?answers|answer} the same posts as others of the campaign, at nearly the same "
        "time."
    ),
    "claim.objective.speak_through": (
        "Of {n_among:post that addresses|posts that address} officials, at least {n_posts:int} "
        "{n_posts:?gives|give} somebody who is no official as the one who says it."
    ),
    "claim.voice": (
        "At least {n_posts:post|posts} by {n_accounts:account|accounts} give one person, who is no "
        "official, as the one who speaks, in {n_texts:wording|wordings}."
    ),
    "claim.voice.harm": (
        "Whether that person said so was not examined. Whoever is made to speak in this way is "
        "harmed by it as those are who are accused, and is to be warned as they are."
    ),
    "claim.person": (
        "At least {n_posts:post|posts} by {n_accounts:account|accounts} addressed or named a "
        "person of the register who is no official, between {first_at:day} and {last_at:day}; "
        "{n_direct:int} did so by reply, mention or page, the others by name alone."
    ),
    "claim.breakout": (
        "As far as captures show, it reached category {category:int} of 6 on the Breakout Scale: "
        "{n_platforms:platform|platforms}, and the threads of {n_pages:page|pages}."
    ),
    "claim.breakout.higher": (
        "Categories 4 to 6 (other media, well-known people, a response of policy) cannot be seen "
        "in captures; a person enters them, with evidence."
    ),
    "claim.reception": (
        "At least {n_outside_accounts:account|accounts} outside the campaign answered its posts or "
        "passed them on, in {n_outside_posts:captured post|captured posts}; its own accounts did "
        "so in {n_inside_posts:post|posts}."
    ),
    "claim.reception.none": (
        "No captured post of an account outside the campaign answers it or passes it on; its own "
        "accounts did so in {n_inside_posts:post|posts}."
    ),
    "claim.reception.declared": (
        "For {n_declared:int} of its {n_posts:post|posts}, sources declare {n_responses:answer, "
        "repost or quotation|answers, reposts and quotations} in all, by whomever."
    ),
    "claim.reception.undeclared": (
        "No source declares how often its posts were answered or passed on."
    ),
    "claim.reception.effect": (
        "What was seen or answered does not show that anybody’s view or vote changed; no such "
        "effect was measured."
    ),
}
