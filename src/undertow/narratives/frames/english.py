"""English rules."""

from __future__ import annotations

import re

from undertow.narratives.frames.frame import NAME, Language, rules

_ADVERB = (
    r"(?:also|allegedly|reportedly|secretly|openly|publicly|repeatedly|once|again|just|now|"
    r"apparently|still|knowingly|even|regularly|illegally|quietly|then|recently|personally) "
)
_PATTERNS = {
    "accuse": (
        r"<LEAD>(?P<p><AUX>(?:accused|accuses|accuse|accusing) (?P<t><N>)(?:<OF>)?)",
        r"<PASSIVE>(?P<p>accused(?:<OF>)?) by <BYACTOR>",
        r"<PASSIVE>accused by <BYACTOR>(?P<p><OF>)",
    ),
    "take_bribe": (
        r"<LEAD>(?P<p><AUX>(?:took|takes|take|taken|taking|accepted|accepts|accept|accepting|"
        r"received|receives|receive|pocketed|pockets|pocket) (?:(?!no |from )<W> ){0,3}"
        r"(?:bribes?|kickbacks?|hush money|payoffs?)<FROM>?)",
        r"<LEAD>(?P<p><AUX>(?:took|takes|take|taken|taking|accepted|accepts|accept|received|"
        r"receives|receive|pocketed) (?:(?!no |from )<W> ){0,2}"
        r"(?:money|cash|payments?|orders)<FROM>)",
    ),
    "bribe": (
        r"<LEAD>(?P<p><AUX>(?:bribed|bribes|bribe|bribing|bought off|buys off|paid off|pays off)"
        r" (?P<t><N>))(?!['’]s)",
        r"<PASSIVE>(?P<p>bribed|bought|bought off|paid off) by <BYACTOR>",
    ),
    "puppet": (
        r"<LEAD>(?P<p>(?:is|was|remains|became)(?P<neg3>n['’]t| not| never)? (?:<ADV>)?"
        r"(?:nothing but |nothing more than |just |only )?(?:a |an |the )?(?:<W> )?"
        r"(?:puppet|agent|spy|pawn|tool|stooge|mouthpiece|asset) (?:of|for) (?:the )?(?P<t><N>))"
        r"(?!['’]s)",
    ),
    "work_for": (
        r"<LEAD>(?P<p><AUX>(?:works|worked|work|working|spied|spies|spy|spying|lobbied|lobbies|"
        r"lobby) for (?P<t><N>))(?!['’]s)",
    ),
    "control": (
        r"<PASSIVE>(?P<p>controlled|funded|financed|paid|run|owned|directed) by <BYACTOR>",
        r"<LEAD>(?P<p><AUX>(?:controls|controlled|funds|funded|finances|financed|owns) "
        r"(?P<t><N>))(?!['’]s)",
    ),
    "lie": (
        r"<LEAD>(?P<p><AUX>(?:lied|lies|lie|lying) to (?P<t><N>)(?: about<OBJECT>)?)(?!['’]s)",
        r"<LEAD>(?P<p><AUX>(?:lied|lies|lie|lying) (?:to (?:<W> ){1,3})?about<OBJECT>)",
    ),
    "steal": (
        r"<LEAD>(?P<p><AUX>(?:stole|steals|steal|stolen|stealing|embezzled|embezzles|embezzle) "
        r"(?:(?!no |from )<W> ){0,4}?<GOODS>(?: (?!from )<W>){0,2}?"
        r"(?:<FROM>|(?=[,;:.!)]|$| <STOP>)))",
    ),
    "betray": (
        r"<LEAD>(?P<p><AUX>(?:betrayed|betrays|betray|betraying|sold out|sells out) (?P<t><N>))"
        r"(?!['’]s)",
        r"<PASSIVE>(?P<p>betrayed) by <BYACTOR>",
    ),
    "threaten": (
        r"<LEAD>(?P<p><AUX>(?:threatened|threatens|threaten|threatening|insulted|insults|harassed|"
        r"harasses|blackmailed|blackmails|blackmail|attacked|attacks) (?P<t><N>))(?!['’]s)",
        r"<PASSIVE>(?P<p>threatened|insulted|harassed|blackmailed|attacked) by <BYACTOR>",
    ),
}  # fmt: skip

_WORD = r"[\w'’$%-]+"
_STOP = (
    r"(?:and|but|while|because|who|which|when|after|before|by|so|then|says?|said|according|yet)\b"
)
_OBJECT = rf"(?: (?!{_STOP})(?:{_WORD}|{NAME})){{1,8}}"

ENGLISH = Language(
    rules=rules(
        _PATTERNS,
        LEAD=r"(?P<a><N>)(?:,? who)? (?:<NEG>)?(?:<ADV>){0,2}(?:<NEG2>)?",
        NEG=r"(?P<neg>(?:did|does|do|has|have|had|is|was)(?:n['’]t| not)(?: ever| been)? |never )",
        NEG2=r"(?P<neg2>never )",
        AUX=r"(?:(?:has|have|had|has been|had been|is|keeps|kept) (?:<ADV>)?)?",
        PASSIVE=(
            r"(?P<t><N>)(?:,? who)? (?:(?:is|was|has been|had been|were|got|being)"
            r"(?P<neg>n['’]t| not| never)? )?(?:<ADV>)?"
        ),
        BYACTOR=r"(?:the )?(?P<a><N>)(?!['’]s)",
        GOODS=(
            r"(?:money|funds?|cash|dollars|euros|millions?|billions?|budgets?|tax(?:es)?|savings|"
            r"donations?|pensions?|votes?|elections?|land|property|documents?)"
        ),
        FROM=r"(?: from (?:the )?(?:(?P<t><N>)(?!['’]s)|(?:(?!<STOP>)<W> ){0,3}(?!<STOP>)<W>))",
        OF=r" of<OBJECT>",
        OBJECT=_OBJECT,
        STOP=_STOP,
        ADV=_ADVERB,
        N=NAME,
        W=_WORD,
    ),
    doubt=re.compile(
        r"[?？]|\b(?:if|whether|unless|den(?:y|ies|ied|ying)|false|falsely|fake|untrue|hoax|myth|"
        r"rumou?rs?|debunk\w*|a lie\b|lie that|lies that|lied that|nobody|no one|"
        r"retract\w*|satire|parody|imagine|pretend\w*|would|could|might|may|should|will|cleared|"
        r"acquitted|wrongly|baseless|unfounded|refut\w*|[Dd]isinformation|[Mm]isinformation|smear\w*|"
        r"invented|fabricat\w*|in (?:the|a|this|that|my|his|her) (?:\w+ )?"
        r"(?:film|movie|novel|series|play|game|story|dream|sketch)|so-called|supposedly|conspiracy|"
        r"[Dd]oubt\w*|apologi[sz]\w+|instead of|rather than|never happened|If|Whether|Suppose|"
        r"[Ss]top (?:saying|claiming|lying|spreading|pretending)|Only an? \w+ (?:thinks|believes)|"
        r"Nobody|No one|Rumou?r\w*|Fake|False|Imagine|Would|Could|Debunk\w*|Myth|Hoax)\b"
    ),
    negation=re.compile(
        r"\b(?:not|never|no|nor|neither|without|Not|No|Never|Neither|hardly|cannot)\b|n['’]t\b"
    ),
    before=re.compile(
        r"(?:^|[,:;—–\-(\"“«'‘*•|>#!]|\b(?:that|how|because|when|after|since|while|as|says?|said|knows?|"
        r"reveals|revealed|confirms|confirmed|shows|proves|proved|reports|today|yesterday|That|"
        r"Because|When|After|Since|While|As|How|But|So|And|Today|Yesterday|Now|Then|Breaking|"
        r"BREAKING|in \d{4}|In \d{4}|week|month|year)|[^\w\s,.\ue000-\uf8ff])\s*$"
    ),
)
