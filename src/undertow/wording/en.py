"""English words that all products share: vocabulary, judgements and claims."""

from __future__ import annotations

from collections.abc import Mapping

from undertow.wording.appraisal import en as appraisal
from undertow.wording.media_phrases import en as media

_VOCABULARY = {
    "plain": "{text}",
    "integer": "{n:int}",
    "decimal": "{x:dec}",
    "share": "{x:share}",
    "probability": "{p:prob}",
    "day": "{at:day}",
    "day.short": "{at:short}",
    "clock": "{at:clock}",
    "minute": "{at:minute}",
    "list": "{items:list}",
    "none": "–",
    "language_name.en": "English",
    "language_name.fr": "French",
    "platform.bluesky": "Bluesky",
    "platform.facebook": "Facebook",
    "platform.instagram": "Instagram",
    "platform.linkedin": "LinkedIn",
    "platform.mastodon": "Mastodon",
    "platform.medium": "Medium",
    "platform.reddit": "Reddit",
    "platform.telegram": "Telegram",
    "platform.tiktok": "TikTok",
    "platform.twitter": "X (Twitter)",
    "platform.vk": "VK",
    "platform.wechat": "WeChat",
    "platform.weibo": "Weibo",
    "platform.x": "X",
    "platform.youtube": "YouTube",
    "language.ar": "Arabic",
    "language.de": "German",
    "language.en": "English",
    "language.es": "Spanish",
    "language.fa": "Persian",
    "language.fr": "French",
    "language.hi": "Hindi",
    "language.it": "Italian",
    "language.iu": "Inuktitut",
    "language.ja": "Japanese",
    "language.ko": "Korean",
    "language.pa": "Punjabi",
    "language.pt": "Portuguese",
    "language.ru": "Russian",
    "language.ta": "Tamil",
    "language.tl": "Tagalog",
    "language.uk": "Ukrainian",
    "language.und": "not stated by the source",
    "language.ur": "Urdu",
    "language.vi": "Vietnamese",
    "language.yue": "Cantonese",
    "language.zh": "Chinese",
    "language.zh-hans": "Chinese (simplified script)",
    "language.zh-hant": "Chinese (traditional script)",
    "province.AB": "Alberta",
    "province.BC": "British Columbia",
    "province.MB": "Manitoba",
    "province.NB": "New Brunswick",
    "province.NL": "Newfoundland and Labrador",
    "province.NS": "Nova Scotia",
    "province.NT": "Northwest Territories",
    "province.NU": "Nunavut",
    "province.ON": "Ontario",
    "province.PE": "Prince Edward Island",
    "province.QC": "Quebec",
    "province.SK": "Saskatchewan",
    "province.YT": "Yukon",
    "register.blank": "not given in the register",
    "layer.claim": "same claim, in any language",
    "layer.hashtag": "same hashtag",
    "layer.media": "same picture, video or sound",
    "layer.media_text": "nearly the same words in other pictures or videos",
    "layer.near_duplicate_text": "nearly the same text",
    "layer.reply_target": "replies to the same posts",
    "layer.repost": "reposts of the same posts",
    "layer.template": "same template",
    "layer.text": "same text",
    "layer.url": "same link",
    "verdict.none": "no coordination found",
    "verdict.coordinated": "coordinated, authenticity open",
    "verdict.coordinated_explained": "coordinated, innocent explanation fits",
    "verdict.coordinated_inauthentic": "coordinated and inauthentic",
    "signal.closed_engagement": "engagement from the group alone",
    "signal.copied_text": "mostly copied text",
    "signal.creation_batch": "created in a batch",
    "signal.new_account": "new when it first took part",
    "signal.dormant_return": "returned after a long silence",
    "signal.filler": "own page of texts that others posted too",
    "signal.handle_template": "handles of one shape",
    "signal.regular_schedule": "posts without rest or at even intervals",
    "signal.reused_profile": "profile text or picture shared with others",
    "signal.takeover": "several habits changed at once",
    "innocent.closed_engagement": "a small circle of friends, or few readers",
    "innocent.copied_text": "slogans, quotations, share buttons, a petition",
    "innocent.creation_batch": "a news event or a drive brings many people to a platform at once",
    "innocent.new_account": "newcomers join when a subject is in the news",
    "innocent.dormant_return": "people come back for an event",
    "innocent.filler": "greetings, proverbs and jokes are repeated by anybody",
    "innocent.handle_template": "sign-up forms suggest handles of one shape",
    "innocent.regular_schedule": "newsrooms and declared bots post by schedule",
    "innocent.reused_profile": "volunteers and fans share a line or a badge",
    "innocent.takeover": "somebody starts anew in every respect",
    "ach.assumptions": "Assumes: {said}.",
    "ach.gaps": "Not known: {said}.",
    "ach.changes": "Would change our mind: {said}.",
    "ach.unmeasured": "Would bear on it and was not found or measured: {said}.",
    "ach.unmeasured.none": "All that would bear on it was measured.",
    "ach.turned_by": "Whether it leads hangs on a single item, any of: {said}.",
    "ach.turned_by.none": "No single item decides whether it leads.",
    "ach.judgement": "Judgement {ident} by {by}",
    "ach.dissent": "{by} judges otherwise: {said}.",
    "ach.dissent.none": "Nobody is on record who judges otherwise.",
    "ach.dissent.unjudged": (
        "No person has judged who is behind it yet; assumptions and dissent are recorded with "
        "`undertow assess`."
    ),
    "explanation.brand_customers": "customers answering one brand",
    "explanation.commercial_spam": "commercial spam",
    "explanation.declared_activism": "openly declared activism",
    "explanation.fandom_raid": "a crowd of fans in a few threads",
    "explanation.live_event": "reposts during a live event",
    "explanation.petition_template": "a petition or letter template",
    "explanation.quoted_text": "quotation of a text known before",
    "explanation.shared_interest": "shared interest without common text or timing",
    "explanation.sign_up_drive": "people who joined together to take part",
    "explanation.syndication": "news syndication or share buttons",
    "measure.addressed_share": "shared posts addressed to officials: {x:share}",
    "measure.alike_post_share": "shared posts with words or a link in common: {x:share}",
    "measure.control_declared_share": (
        "other accounts whose profile holds the same words: {x:share}"
    ),
    "measure.copied_post_share": "shared posts with a text or link in common: {x:share}",
    "measure.customers_outside": "accounts outside the group that answer the same account: {x:int}",
    "measure.declared_share": "accounts whose profile holds the same words: {x:share}",
    "measure.few_addressed_share": "posts addressed to the twelve most addressed: {x:share}",
    "measure.in_a_day_share": "answers within the busiest day: {x:share}",
    "measure.in_hours_share": "reposts and tagged posts within three evenings: {x:share}",
    "measure.in_threads_share": "shared posts in the three busiest threads: {x:share}",
    "measure.known_text_share": (
        "copies of a text that ordinary accounts knew before, over two weeks or more: {x:share}"
    ),
    "measure.linked_share": "shared posts with a link, offers left out: {x:share}",
    "measure.not_ahead_share": "accounts that joined to act, or joined singly: {x:share}",
    "measure.not_official_share": "shared posts that address no official: {x:share}",
    "measure.offer_share": "copied posts that make an offer: {x:share}",
    "measure.one_stretch_share": "shared posts within the busiest ten days: {x:share}",
    "measure.open_repost_share": (
        "reposts of accounts whose profile holds the same words: {x:share}"
    ),
    "measure.other_days_share": "answers outside the busiest day: {x:share}",
    "measure.own_profile_share": "different texts among those profiles: {x:share}",
    "measure.own_text_share": "answers in the account’s own words: {x:share}",
    "measure.own_words_share": "links between accounts without a common text or link: {x:share}",
    "measure.passed_on_share": (
        "shared posts that are reposts or own words under a hashtag: {x:share}"
    ),
    "measure.public_share": "shared items that ordinary accounts spread too: {x:share}",
    "measure.reachable_share": "copied posts with a link or a number to call: {x:share}",
    "measure.signers_outside": "accounts outside the group with the commonest texts: {x:int}",
    "measure.single_share": "accounts measured as singly created: {x:share}",
    "measure.soon_share": "accounts that acted within days of joining: {x:share}",
    "measure.templates_per_member": "templates per account: {x:dec}",
    "measure.texts_per_member": "shared texts per account: {x:dec}",
    "measure.to_one_account_share": "shared posts that answer one account: {x:share}",
    "measure.top_template_share": "copied texts that the commonest templates make up: {x:share}",
    "measure.unnamed_share": "copied posts that name no official: {x:share}",
    "measure.unsynchronised_share": "links between accounts without synchrony: {x:share}",
    "measure.with_crowd_share": (
        "of these, posts on what a crowd spread in the same hours: {x:share}"
    ),
    "measure.with_past_share": "accounts known to be older than the raid: {x:share}",
    "measure.other": "{name}: {x:dec}",
}

_ESTIMATIVE = {
    "likelihood.range": "{low}–{high}%",
    "likelihood.almost_no_chance": "almost no chance",
    "likelihood.very_unlikely": "very unlikely",
    "likelihood.unlikely": "unlikely",
    "likelihood.roughly_even": "roughly even",
    "likelihood.likely": "likely",
    "likelihood.very_likely": "very likely",
    "likelihood.almost_certainly": "almost certainly",
    "confidence.low": "low",
    "confidence.moderate": "moderate",
    "confidence.high": "high",
    "judgement.almost_no_chance": "There is almost no chance ({percentages}) that {statement}.",
    "judgement.very_unlikely": "It is very unlikely ({percentages}) that {statement}.",
    "judgement.unlikely": "It is unlikely ({percentages}) that {statement}.",
    "judgement.roughly_even": "The chances are roughly even ({percentages}) that {statement}.",
    "judgement.likely": "It is likely ({percentages}) that {statement}.",
    "judgement.very_likely": "It is very likely ({percentages}) that {statement}.",
    "judgement.almost_certainly": "It is almost certain ({percentages}) that {statement}.",
    "statement.inauthentic": (
        "the accounts of this campaign, taken together, misrepresent who or what they are"
    ),
    "statement.actor": "{actor} is behind this campaign",
    # Words that people gave in both languages.
    "given": "{words}",
    "basis.low": "The basis is thin: few signs, or a small group of accounts to compare with.",
    "basis.moderate": (
        "Several signs point the same way, measured against a sufficient comparison group; all "
        "come from one body of captured material."
    ),
    "basis.high": "Sources beyond the captured material agree.",
}

_CLAIMS = {
    "claim.activity": (
        "Between {start:day} and {end:day}, at least {n_accounts:account|accounts} published at "
        "least {n_posts:post|posts} on {n_platforms:platform|platforms}."
    ),
    "claim.activity.one_day": (
        "On {start:day}, at least {n_accounts:account|accounts} published at least "
        "{n_posts:post|posts} on {n_platforms:platform|platforms}."
    ),
    "claim.activity.before": (
        "All but {n_before:int} of these posts are from {onset:day} on, when the first wave "
        "began; the earlier ones are what the same accounts had in common before."
    ),
    "claim.range": (
        "The same threads hold {n_unattributed:other answer|other answers} of neither a campaign "
        "nor an official, and the sources declare {n_missing:further answer|further answers} that "
        "{n_missing:?was|were} not collected. Whoever wrote these, the true number lies between "
        "{n_posts:int} and {n_high:int} for these threads."
    ),
    "claim.range.pages": (
        "The other threads of that time on the pages of {n_officials:person|people} of the "
        "register hold or lack {n_elsewhere:such answer|such answers}."
    ),
    "claim.range.undeclared": (
        "About {n_undeclared:answer|answers} may be missing in threads of which no source declares "
        "a number."
    ),
    "claim.range.partly": (
        "The same threads hold {n_unattributed:other answer|other answers} of neither a campaign "
        "nor an official, and the sources declare {n_missing:further answer|further answers} that "
        "{n_missing:?was|were} not collected; of {n_open_threads:thread|threads} they declare no "
        "number. Whoever wrote these, and but for what is missing there, the true number lies "
        "between {n_posts:int} and {n_high:int} for these threads."
    ),
    "claim.range.about": (
        "Were all of these of it too, there would be about {n_highest:post|posts}."
    ),
    "claim.range.most": (
        "Were all of these of it too, there would be {n_highest:post|posts} at most."
    ),
    "claim.range.uncounted": (
        "No source declares how many answers these threads hold; {n_unattributed:answer|answers} "
        "in them {n_unattributed:?is|are} of neither a campaign nor an official."
    ),
    "claim.range.closed": (
        "The same threads hold no other answers that could be of it, and the sources declare none "
        "beyond those collected."
    ),
    "claim.range.open": (
        "No source declares how many answers these threads hold, so there is no upper bound."
    ),
    "claim.waves": (
        "Wave {number}: activity rose on {start:minute} (95% interval: {start_low:minute} to "
        "{start_high:minute}) and ended on {end:minute} (95% interval: {end_low:minute} to "
        "{end_high:minute})."
    ),
    "claim.waves.surge": (
        "It was densest from {surge_start:minute} to {surge_end:minute} and busiest at "
        "{peak:minute}."
    ),
    "claim.waves.size": (
        "It holds at least {n:post|posts}, where {n_expected:dec} would be expected at the "
        "usual rate of the series (q {q_value:equals})."
    ),
    "claim.platforms": "By platform: {items:list}.",
    "claim.platforms.item": (
        "{name} (at least {n_posts:post|posts} by {n_accounts:account|accounts})"
    ),
    "claim.languages": "By language, as the sources state it: {items:list}.",
    "claim.languages.item": "{name} ({n_posts:post|posts})",
    "claim.accounts": (
        "At least {n:account|accounts} {n:?acts|act} together. For {n_inauthentic:int} of them the "
        "signs examined point to inauthenticity; for {n_open:int} authenticity remains open."
    ),
    "claim.targets": (
        "At least {n_targets:int} of the {n_register:official|officials} in the register "
        "{n_targets:?was|were} addressed, in at least {n_posts:post|posts}."
    ),
    "claim.targets.none": (
        "None of the {n_register:official|officials} in the register was found to be addressed."
    ),
    "claim.targets.no_register": (
        "The case has no register of officials; who was addressed was therefore not examined."
    ),
    "claim.target": (
        "At least {n_posts:post|posts} by {n_accounts:account|accounts} addressed the official "
        "between {first_at:day} and {last_at:day}; {n_direct:int} did so by reply, mention or "
        "page, the others by name alone."
    ),
    "claim.in_media": (
        "In {n_in_media:post|posts} of these, the name stands in nothing but the pictures or "
        "subtitles of what was posted."
    ),
    "claim.narrative": (
        "At least {n_posts:post|posts} by {n_accounts:account|accounts} on {platforms:list} carry "
        "it, in {n_texts:wording|wordings} and in {languages:list}, from {first_seen:day} to "
        "{last_seen:day}."
    ),
    "claim.narrative.one": (
        "The same text appears in at least {n_posts:post|posts} by {n_accounts:account|accounts} "
        "on {platforms:list}, from {first_seen:day} to {last_seen:day}."
    ),
    "claim.narrative.groups": (
        "It joins {n:group of texts|groups of texts} about the same officials, with like key terms "
        "and without contradiction."
    ),
    "claim.narrative.targets": "It names {n:official|officials} of the register.",
    "claim.narrative.stance": (
        "Stance was not measured: it is open whether a post supports or rejects it."
    ),
    "claim.narrative.frame": (
        "In its texts {actor} is said to have done or to be this{target}: “{words}” (read in "
        "{n:int} of {total:text|texts})."
    ),
    "claim.narrative.frame_denied": (
        "In its texts {actor} is said not to have done or not to be this{target}: “{words}” (read "
        "in {n:int} of {total:text|texts})."
    ),
    "claim.narrative.no_frame": (
        "Who is said to have done what could not be read from enough of its texts."
    ),
    "claim.narrative.template": (
        "Of these, {n:post was|posts were} made from one template, “{pattern}”, filled with "
        "{slots:list}."
    ),
    "claim.narrative.template_target": (
        "A template with officials to fill in is the strongest sign in a text that its authors had "
        "one source, and a genuine petition looks the same."
    ),
    "claim.narrative.slot": "[{number:int}] {kind} ({n:filling|fillings})",
    "claim.narrative.slot.target": "an official",
    "claim.narrative.slot.handle": "an account",
    "claim.narrative.slot.number": "a number",
    "claim.narrative.slot.url": "a link",
    "claim.narrative.slot.hashtag": "a hashtag",
    "claim.narrative.slot.free": "other words",
    "claim.narrative.official": "an official of the register",
    "claim.narrative.named": "“{name}”",
    "claim.narrative.upon": ", with regard to {name}",
    "claim.narrative.upon_nobody": "",
    "claim.strength": (
        "Every link that holds the campaign together has q {q_value:bound}, where links are "
        "accepted up to q {q_level:equals} after correction for {n_tests:possible pair|possible "
        "pairs} of accounts. The median strength of its accounts is {strength:share} of the "
        "strongest."
    ),
    "claim.strength.no_edges": (
        "The campaign is held together by no link between pairs of accounts; its accounts were "
        "validated one by one or as sets."
    ),
    "claim.strength.accounts": (
        "The account test, which asks whether an account copies more than ordinary accounts here "
        "do, holds for {n:account|accounts}."
    ),
    "claim.strength.groups": (
        "The group test, which asks whether accounts around one text or created at one time are "
        "odd as a set beside others in the same threads on the same days, rests on "
        "{n:account|accounts}; who was merely present is not counted."
    ),
    "claim.alternatives": "Innocent explanations measured: {items:list}.",
    "claim.alternatives.none_holds": "None of them covers what this campaign shares.",
    "claim.alternatives.holds": (
        "For part of the campaign an innocent explanation does fit: {items:list}."
    ),
    "claim.alternatives.ahead": (
        "The inauthentic reading is ahead of the closest other reading, {name}, by {margin:dec} in "
        "log-odds; {required:dec} is required."
    ),
    "claim.alternatives.not_ahead": (
        "The inauthentic reading is not far enough ahead of {name}: by {margin:dec} in log-odds, "
        "where {required:dec} is required. No account is called inauthentic."
    ),
    "claim.alternatives.unmeasured": (
        "No innocent explanation could be measured with the material at hand."
    ),
}

PHRASES: Mapping[str, str] = (
    _VOCABULARY | _ESTIMATIVE | _CLAIMS | {**appraisal.PHRASES, **media.PHRASES}
)
