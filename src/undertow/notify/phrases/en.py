"""English words of the notification."""

from __future__ import annotations

from collections.abc import Mapping

PHRASES: Mapping[str, str] = {
    "draft.mark": "DRAFT — not sent; approved by: ____________________",
    "draft.no_address": (
        "[Address: the register holds none that can be used; the approving officer adds it]"
    ),
    "draft.sender": "Approving officer, to be completed",
    "subject": "Notification: coordinated online activity that addresses you",
    "greeting": "Dear {name},",
    "opening": (
        "We are writing to you because posts that address you on social media are part of "
        "coordinated activity. This message says what was found, how, and what you can do. It "
        "holds only what concerns you."
    ),
    "found.title": "WHAT WAS FOUND",
    "found.activity": "Activity {number}",
    "found.when": "When: {first:day} to {last:day}",
    "found.when.one_day": "When: {first:day}",
    "found.where": "Where: {platforms:list}",
    "found.much": (
        "How much: at least {n_posts:post|posts} by at least {n_accounts:account|accounts}; "
        "{n_direct:int} of the posts addressed you by reply, by mention or on your page, the "
        "others by name alone"
    ),
    "found.much.direct": (
        "How much: at least {n_posts:post|posts} by at least {n_accounts:account|accounts}; "
        "{n_posts:?it|all of them} addressed you by reply, by mention or on your page"
    ),
    "found.in_media": (
        "In {n_in_media:post|posts} of these, your name stands in nothing but the pictures or "
        "subtitles of what was posted"
    ),
    "found.languages": "Languages, as the sources state them: {languages:list}",
    "found.texts": (
        "Kind of content: {n:text that names you was|texts that name you were} repeated in the "
        "same words by several accounts. The words are not repeated in this letter."
    ),
    "found.texts.none": (
        "Kind of content: repeated posts addressed to you. Their words are not repeated in this "
        "letter."
    ),
    "found.media": (
        "Media: at least {n_posts:post carries|posts carry} {n:picture, video or recording that "
        "was|pictures, videos or recordings that were} posted by several of the accounts. They "
        "are not in this letter. No machine examined whether they show you, and that they were "
        "posted again and again does not say whether what they show is so."
    ),
    "found.voiced": (
        "Words put into your mouth: at least {n:post gives|posts give} you as the one who speaks. "
        "Whether you said so was not examined"
    ),
    "found.kind": "[Kind of claim, in neutral words: to be completed by the analyst]",
    "found.minimum": (
        "These are minimums: they cover what was captured, not everything that was published."
    ),
    "assessment.title": "ASSESSMENT",
    "assessment.confidence": "Confidence in this judgement: {confidence}.",
    "assessment.open": "The accounts act together; whether they are authentic is open.",
    "assessment.how": "How it was reached:",
    "assessment.coordination": (
        "1. The accounts did the same things at nearly the same times, more often than chance "
        "allows."
    ),
    "assessment.signs": (
        "2. They were compared with ordinary accounts in the same material; what was measured is "
        "in the assessment report."
    ),
    "assessment.rivals": (
        "3. Innocent explanations were measured: {items:list}. None of them covers the activity."
    ),
    "assessment.rivals.partly": (
        "3. Innocent explanations were measured: {items:list}. Part of the activity can be "
        "explained in this way."
    ),
    "assessment.rivals.none": "3. No innocent explanation could be measured with this material.",
    "assessment.no_attribution": (
        "No state, organisation or person is identified as being behind this activity."
    ),
    "assessment.actor.signed": (
        "This is a judgement of people: {by} made it, and {signed_by} signed it ({at:day})."
    ),
    "assessment.claims": (
        "Every number here is in these claims of the assessment report, whose annex leads to the "
        "evidence: {items:list}."
    ),
    "advice.title": "WHAT YOU CAN DO",
    "advice.item": "- {advice}",
    "advice.engage": "Do not reply to these posts, quote them or share them.",
    "advice.preserve": (
        "Keep what you see: screenshots with date, time and account, before anything is hidden."
    ),
    "advice.report": "Report the posts to the platform, then hide them.",
    "advice.replies": "Limit who can reply to you or mention you for a while.",
    "advice.accounts": (
        "Turn on multi-factor authentication for all your accounts, and review who has access."
    ),
    "advice.brief": "Tell your staff and your family what to expect, and ask them to do the same.",
    "advice.threat": (
        "If anything reads as a threat, call the police or your security office at once."
    ),
    "draft.hold": (
        "NOT RELEASABLE: {n:post|posts} that may threaten you {n:?awaits|await} a person’s "
        "judgement. This draft must not be sent before that."
    ),
    "draft.hold.unscreened": (
        "NOT RELEASABLE: the posts were not screened for threats. This draft must not be sent "
        "before that."
    ),
    "safety.title": "YOUR SAFETY",
    "safety.urgent.official": (
        "URGENT: before you read on, call the police (911), and the Parliamentary Protective "
        "Service or your Sergeant-at-Arms. A person has judged that {n:post|posts} that "
        "{n:?addresses|address} you {n:?threatens|threaten} you or those close to you, or "
        "{n:?gives|give} private information about you away."
    ),
    "safety.urgent.person": (
        "URGENT: before you read on, call the police (911 in Canada). A person has judged that "
        "{n:post|posts} that {n:?addresses|address} you {n:?threatens|threaten} you or those close "
        "to you, or {n:?gives|give} private information about you away."
    ),
    "safety.threat.official": (
        "A person has judged that {n:post is|posts are} a threat to you or those close to you, "
        "or a breach of your privacy. Act on it before anything else in this message: call the "
        "police, and the Parliamentary Protective Service or your Sergeant-at-Arms. The "
        "content is not repeated here; the police can be given it."
    ),
    "safety.threat.person": (
        "A person has judged that {n:post is|posts are} a threat to you or those close to you, "
        "or a breach of your privacy. Act on it before anything else in this message: call the "
        "police. The content is not repeated here; the police can be given it."
    ),
    "safety.pending": (
        "[No safety statement can be made: {n:post awaits|posts await} a person’s judgement]"
    ),
    "safety.judged": (
        "Of {n_posts:post that addresses|posts that address} you, an automatic screen for "
        "threats of physical harm and for private information marked {n:int}. A person read "
        "what it marked and judged that none of it is a threat to your safety: {people:list}. "
        "A machine can miss a threat."
    ),
    "safety.judge": "{by}, {at}",
    "safety.clear": (
        "An automatic screen of {n_posts:post that addresses|posts that address} you found no "
        "threat of physical harm and no private information about you. A machine can miss a "
        "threat."
    ),
    "safety.nothing_to_screen": (
        "None of the posts that address you could be screened for threats; nothing can be said "
        "of your safety on that ground."
    ),
    "safety.not_screened": (
        "[No safety statement can be made: the posts were not screened for threats]"
    ),
    "safety.unscreened": (
        "{n:post was|posts were} not screened, being in other languages than English, French "
        "and Chinese, or without a text."
    ),
    "safety.sign": "[To be checked and signed by the approving officer: ____________________]",
    "contact.title": "CONTACT",
    "contact.offer": "We can brief you and your staff in person.",
    "contact.placeholder": (
        "[Contact: name, telephone and secure channel, to be completed by the approving officer]"
    ),
    "confidential": (
        "This message is meant for you and for those whom you choose to tell. Please do not "
        "publish it."
    ),
    "found.kind.given": "Kind of claim: {kind}",
    "found.examples": (
        "Examples are attached as a separate file, without links and long numbers, and without the "
        "names of officials where a machine found them. You need not open it."
    ),
    "approved": "Approved by {by}, {at:day}.",
    "safety.reputation": (
        "In our judgement the activity is intended to negatively affect your reputation, not cause "
        "you physical harm or endanger your family."
    ),
    "safety.signed": "Checked and signed by {by}.",
    "examples.title": (
        "EXAMPLES of what was posted about you, word for word but for links, long numbers and "
        "names of officials. They are quoted as evidence, and may offend."
    ),
}
