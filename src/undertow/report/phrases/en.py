"""English words of the report."""

from __future__ import annotations

from collections.abc import Mapping

_PAGE = {
    "page.kind": "Assessment of coordinated activity",
    "page.status": "DRAFT – made by machine, not released, not signed",
    "page.status.released": "Released – signed by two people",
    "page.skip": "Skip to the text",
    "page.contents": "Contents",
    "page.facts": "At a glance",
    "page.likelihood": "Likelihood",
    "page.confidence": "Confidence",
    "page.key_judgement": "Key judgement",
    "page.claim": "Evidence for claim",
    "page.data": "Data of the figure",
    "page.data_of_figures": "Data of the figures",
    "page.signatures": "Review and release",
    "page.figure": "Figure {number}",
    "page.table": "Table {number}",
    "page.claim_column": "Claim",
    "page.scroll": "Scrollable",
    "page.footer": (
        "Made by undertow. The same tables always give the same report, in English and in French."
    ),
    "page.reviewed": "Reviewed by",
    "page.approved": "Approved for release by",
    "page.date": "Date",
}

_REVIEW = {
    "release.withdrawn": (
        "An edition of this report that was released on {at:day} was withdrawn on {ended:day}: "
        "{why}."
    ),
    "review.removed": (
        "{n:account|accounts} of this campaign {n:?was|were} removed after review by a person, and "
        "{n:?is|are} in no list and in no export."
    ),
    "review.counts": (
        "The counts and the tables of this report were measured before that and still hold "
        "what these accounts did."
    ),
    "review.doubted": "A person doubts the finding on {n:account|accounts} of this campaign.",
    "review.campaigns": (
        "{n:campaign|campaigns} that the machine found {n:?was|were} rejected on review and "
        "{n:?is|are} not told."
    ),
    "review.claims": "{n:claim|claims} {n:?was|were} rejected on review and {n:?is|are} not told.",
    "review.accounts": (
        "{n:account|accounts} {n:?was|were} removed after review; the counts still hold what "
        "{n:?it|they} did."
    ),
}

_TITLES = {
    "title.none": "No coordinated campaign found",
    "title.open": "Coordinated activity of undetermined authenticity",
    "title.likely": "Probable coordinated inauthentic activity",
    "title.very_likely": "Highly probable coordinated inauthentic activity",
    "title.almost_certainly": "Nearly certain coordinated inauthentic activity",
    "subtitle": "{n:campaign|campaigns}, {start:day} to {end:day}",
    "subtitle.none": "Result of the examination of the material captured for this case",
    "facts.accounts": "Accounts, at least",
    "facts.posts": "Posts, at least",
    "facts.targets": "Officials addressed, at least",
    "facts.platforms": "Platforms",
    "facts.files": "Files read",
    "facts.records": "Records read",
    "facts.groups": "Groups examined",
    "facts.purpose": "Purpose of the case",
    "facts.fingerprint": "Fingerprint of the claims",
    "section.summary": "Summary",
    "section.campaign": "Campaign {number}",
    "section.what": "What happened",
    "section.when": "When",
    "section.actors": "Who acts",
    "section.targets": "Who is addressed",
    "section.texts": "Which texts are spread",
    "section.strength": "How strong the finding is",
    "section.against": "What speaks against it",
    "section.groups": "Other groups that act together",
    "section.method": "Method",
    "section.coverage": "Coverage and limits",
    "section.terms": "Terms",
    "section.annex": "Evidence annex",
}

_SUMMARY = {
    "summary.campaign": "Campaign {number}.",
    "summary.ladder": (
        "Coordinated does not mean inauthentic, and inauthentic does not mean attributed."
    ),
    "summary.no_attribution": (
        "This report makes no attribution: it names no state, organisation or person behind the "
        "activity."
    ),
    "summary.status": (
        "This is a machine-made draft; a named person reviews and signs an assessment before it is "
        "used."
    ),
    "summary.status.released": (
        "One person proposed the release of this report and another approved it; the case keeps "
        "who they are."
    ),
    "summary.at_least": (
        "All counts are minimums: they cover what was captured, not everything that was published."
    ),
    "summary.not_judged": (
        "No judgement on authenticity is made: nothing was measured that would allow one."
    ),
    "summary.none": "No campaign was found in the material examined.",
    "summary.none.meaning": (
        "This is a statement about this material; it does not say that nothing happened elsewhere, "
        "or by means that leave no trace here."
    ),
    "summary.groups": (
        "At least {n:group|groups} of accounts, with {n_accounts:account|accounts} in all, "
        "{n:?acts|act} together more than chance allows, but {n:?is|are} too small to be a "
        "campaign, {n:?is|are} commercial spam or {n:?has|have} an innocent explanation."
    ),
    "summary.no_groups": "No group of accounts acts together more than chance allows.",
}

_CAMPAIGN = {
    "when.no_waves": (
        "No wave stands out from the usual rhythm of the series; activity was spread over the "
        "period."
    ),
    "actors.signals.caption": "Signs of inauthenticity, in the campaign and in comparable accounts",
    "actors.signals.sign": "Sign",
    "actors.signals.group": "In the campaign",
    "actors.signals.control": "In the comparison",
    "actors.signals.n": "Compared with",
    "actors.signals.p": "p",
    "actors.signals.innocent": "Innocent explanation of the sign",
    "actors.signals.note": (
        "The comparison is with accounts in the same material that were matched to those of the "
        "campaign. A field that was not captured is missing and is never counted as a sign."
    ),
    "actors.active.caption": "The {n:most active account|most active accounts}, under pseudonyms",
    "actors.active.account": "Account",
    "actors.active.platform": "Platform",
    "actors.active.posts": "Posts",
    "actors.active.verdict": "Finding",
    "targets.unnamed": "Officials are not named in this report; the numbers follow the posts.",
    "targets.official": "Official\u00a0{number}",
    "targets.caption": "Officials addressed, without names",
    "targets.name": "Official",
    "targets.posts": "Posts",
    "targets.direct": "Of these direct",
    "targets.expected": "Expected",
    "targets.accounts": "Accounts",
    "targets.platforms": "Platforms",
    "targets.languages": "Languages",
    "targets.dates": "Period",
    "targets.period": "{first:day} to {last:day}",
    "texts.none": "No text was repeated often enough to be told as a narrative.",
    "texts.note": (
        "Quotations are kept short. Links are disarmed, and handles, names of officials, addresses "
        "and long numbers are masked. A quotation is evidence of what was spread; it is not "
        "endorsed or checked here. Of several wordings in a language, the one that resembles the "
        "others most is quoted, word for word. What a narrative says of somebody is only what its "
        "texts say, not what is true."
    ),
    "texts.heading": "Narrative {number} – {language}",
    "texts.in_language": (
        "In this language: at least {n:post|posts} in {n_texts:wording|wordings}."
    ),
    "texts.terms": "Key terms: {items:list}.",
    "texts.spread": "Where it appeared: {items:list}.",
    "texts.spread.item": "{platform} in {language} ({n:post|posts}, from {first:day})",
    "texts.spread.rest": "elsewhere ({n:post|posts})",
    "texts.translation": "Machine translation by {name}, not checked: “{text}”",
    "texts.translated": (
        "Translations in this report are machine translation by {name}, not checked. They were "
        "asked for when the report was made; nothing was decided with them."
    ),
    "texts.side.caption": "Narratives told in several languages, side by side",
    "texts.side.narrative": "Narrative",
    "texts.side.posts": "Posts, at least",
    "texts.number": "Narrative {number}",
    "strength.layers.caption": "What links the accounts of the campaign",
    "strength.layers.layer": "Kind of link",
    "strength.layers.edges": "Linked pairs of accounts",
    "strength.layers.objects": "Shared items",
    "against.caption": "Other explanations and their result",
    "against.explanation": "Explanation",
    "against.fit": "Fit",
    "against.margin": "Inauthentic reading ahead by (log-odds)",
    "against.result": "Result",
    "against.measured": "Measured",
    "against.holds": "fits",
    "against.fails": "does not fit",
    "against.measures": "{items:list}",
    "against.note": (
        "An explanation fits when it covers what the group shares and signs of inauthenticity "
        "that it does not expect mark few of its accounts. Where the inauthentic reading is not "
        "ahead of every explanation by the margin in the settings, no account is called "
        "inauthentic."
    ),
    "against.never": (
        "Language, name, ethnicity, time zone and opinion were not considered, for or against."
    ),
}

_CHARTS = {
    "bin.hour": "hour",
    "bin.quarter": "six hours",
    "bin.days": "{n:?day|week}",
    "chart.volume.title": "Campaign {number}: posts over time",
    "chart.volume.description": (
        "Bars of posts per {unit} from {start:day} to {end:day}, the campaign above and all other "
        "traffic below. The highest bar of the campaign stands for {largest:post|posts}. "
        "{n_waves:wave is|waves are} shaded."
    ),
    "chart.volume.caption": (
        "Posts per {unit} (UTC). Above: the campaign. Below, on its own scale: {other}. Points and "
        "lines above the bars give onset and end of each wave with their 95% intervals."
    ),
    "chart.volume.campaign": "campaign posts",
    "chart.volume.wave": "wave",
    "chart.volume.surge": "surge",
    "chart.volume.wave_number": "Wave {number}",
    "chart.volume.addressed": "all other posts that address people of the register",
    "chart.volume.all": "all other posts of the case",
    "chart.volume.bin": "From",
    "chart.volume.other": "Other posts",
    "chart.by_party.title": "Officials addressed, by party",
    "chart.by_party.caption": (
        "Each party’s share of the officials addressed, beside its share of the register."
    ),
    "chart.by_party.name": "Party",
    "chart.by_party.addressed": "Addressed",
    "chart.by_party.register": "In the register",
    "chart.by_party.share": "Share addressed",
    "chart.by_province.title": "Officials addressed, by province or territory",
    "chart.by_province.caption": (
        "Each province’s or territory’s share of the officials addressed, beside its share of the "
        "register."
    ),
    "chart.by_province.name": "Province or territory",
    "chart.by_province.addressed": "Addressed",
    "chart.by_province.register": "In the register",
    "chart.by_province.share": "Share addressed",
    "chart.spread.description": (
        "Bars. {n_targets:official|officials} of {n_register:int} in the register: {items:list}."
    ),
    "chart.spread.item": "{name}, {n:int} of {total:int}",
    "chart.spread.values": "{n_addressed:int} of {n_register:int}",
    "chart.spread.addressed": "share of those addressed",
    "chart.spread.register": "share of the register",
    "chart.spread.rest": "{n:other|others}",
    "chart.timeline.title": "Texts in time",
    "chart.timeline.description": (
        "One line for each of {n:text|texts}, from the first post that carries it to the last."
    ),
    "chart.timeline.caption": (
        "From the first to the last post that carries each text; thicker lines stand for more "
        "posts."
    ),
    "chart.timeline.posts": "{n:post|posts}",
    "chart.timeline.text": "Text",
    "chart.timeline.first": "First post",
    "chart.timeline.last": "Last post",
    "chart.timeline.posts_column": "Posts",
    "chart.heat.title": "Posts by platform and language",
    "chart.heat.description": (
        "A table of shaded cells: {n_platforms:platform|platforms} against "
        "{n_languages:language|languages}. The fullest cell: {platform}, {language}, "
        "{n:post|posts}."
    ),
    "chart.heat.caption": (
        "Posts of the campaign by platform and by the language that the source states; the darker, "
        "the more. An empty frame means that none was captured."
    ),
    "chart.heat.platform": "Platform",
    "chart.heat.total": "All",
    "chart.heat.rest": "others",
    "chart.links.title": "Campaign {number}: links between its accounts",
    "chart.links.description": (
        "{n:account|accounts} as symbols by platform, with {n_pairs:line|lines} for linked pairs. "
        "Linked pairs by platform: {items:list}."
    ),
    "chart.links.item": "{a} with {b}, {n:int}",
    "chart.links.caption": (
        "{n:account|accounts} with validated links, of {total:int} in the campaign, and the "
        "links between them; {n_pairs:pair is|pairs are} linked in all. Larger symbols are linked "
        "to more of the others; distances have no unit."
    ),
    "chart.links.between": "{a} with {b}",
    "chart.links.platforms": "Platforms",
    "chart.links.pairs": "Linked pairs of accounts",
    "chart.network.title": "Groups of accounts that act together",
    "chart.network.description": (
        "{n:group|groups} as symbols whose area stands for the number of accounts, with "
        "{n_links:line|lines} for validated links between groups. The table gives all numbers."
    ),
    "chart.network.caption": (
        "Groups of accounts that act together. Areas stand for accounts (the smallest groups are "
        "drawn larger, to be seen); lines are validated links between accounts of two groups."
    ),
    "chart.network.caption_cut": (
        "The {n:largest group|largest groups} of {total:int} that act together. Areas stand for "
        "accounts (the smallest groups are drawn larger, to be seen); lines are validated links "
        "between accounts of two groups."
    ),
    "chart.network.tip": "{name}: {n:account|accounts}",
    "chart.network.group": "Group",
    "chart.network.accounts": "Accounts",
    "chart.network.verdict": "Finding",
    "chart.network.inside": "Linked pairs inside",
    "chart.network.across": "Linked pairs to other groups",
}

_GROUPS = {
    "groups.none": (
        "No group of accounts outside a campaign acts together more than chance allows."
    ),
    "groups.some": (
        "At least {n:group|groups} of accounts outside any campaign, with "
        "{n_accounts:account|accounts} in all, {n:?acts|act} together more than chance allows. "
        "{n:?It does|They do} not amount to a campaign: an innocent explanation fits, the group is "
        "commercial spam, or it is too small, and no account of {n:?this group|these groups} is "
        "shown anywhere in this report."
    ),
    "groups.caption": (
        "Groups outside any campaign, by outcome (a group may have more than one explanation)"
    ),
    "groups.outcome": "Outcome",
    "groups.n": "Groups",
    "groups.accounts": "Accounts",
    "groups.commercial": "commercial spam: coordinated, for money, not told as influence",
    "groups.open": "no explanation fits; authenticity open",
    "groups.number": "Group {number}",
    "section.attribution": "Who is behind it, as people judge",
    "summary.attribution": (
        "Who is behind the activity is a judgement of people who are named with it; it is the only "
        "thing here that was not measured."
    ),
    "attribution.basis": (
        "It rests on {n:kind|kinds} of evidence and {n_sources:source|sources} outside this case."
    ),
    "attribution.signed": (
        "{by} made this judgement ({at:day}), and {signed_by} signed it ({signed_at:day})."
    ),
    "attribution.people": (
        "No machine made it; a machine only set how far it may go. It may be superseded."
    ),
    "attribution.assumptions": "It holds as far as these assumptions do:",
    "attribution.dissent": "{by} judges otherwise:",
    "attribution.no_dissent": "Nobody is on record as judging otherwise.",
    "attribution.superseded": "A later judgement took its place.",
    "attribution.evidence.caption": "What the judgement rests on",
    "attribution.evidence.basis": "Kind",
    "attribution.evidence.words": "What it says",
    "attribution.evidence.source": "Source",
    "attribution.evidence.date": "Date",
    "attribution.corrections.caption": "Judgements that stand no more",
    "attribution.corrections.signed": "Signed",
    "attribution.corrections.words": "Judgement",
    "attribution.corrections.ended": "Ended",
    "attribution.corrections.why": "Why",
    "basis_of_actor.accounts": "the accounts",
    "basis_of_actor.texts": "the texts",
    "basis_of_actor.conduct": "the course of the campaign",
    "basis_of_actor.published": "accounts that were published before",
    "basis_of_actor.quoted": "texts and links that were published before",
    "basis_of_actor.context": "context: nothing by itself",
    "basis_of_actor.external": "a source outside this case",
    "section.responses": "What those concerned answer",
    "responses.heading": "{by} answered:",
    "responses.source": "Source: {source}, {at:day}.",
    "responses.answered": "What this report holds against it, or for it, is in these claims:",
    "responses.unanswered": "The claims that answered it are no longer made.",
    "responses.claim": "see",
}

PHRASES: Mapping[str, str] = _PAGE | _REVIEW | _TITLES | _SUMMARY | _CAMPAIGN | _CHARTS | _GROUPS
