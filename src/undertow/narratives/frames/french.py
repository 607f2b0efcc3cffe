"""French rules."""

from __future__ import annotations

import re

from undertow.narratives.frames.frame import NAME, Language, rules

_ADVERB = (
    r"(?:aussi|encore|publiquement|secrètement|ouvertement|déjà|souvent|toujours|même|illégalement|"
    r"discrètement|personnellement|simplement|également|visiblement) "
)
_PATTERNS = {
    "accuse": (
        r"<PAST>(?P<p>accusé (?P<t><N>)(?:<DE>)?)",
        r"<NOW>(?P<p>(?:accuse|accusait)<PAS> (?P<t><N>)(?:<DE>)?)",
        r"<PASSIVE>(?P<p>accusée?(?:<DE>)?) par <BYACTOR>",
        r"<PASSIVE>accusée? par <BYACTOR>(?P<p><DE>)",
    ),
    "take_bribe": (
        r"<PAST>(?P<p>(?:touché|reçu|accepté|empoché|perçu|pris|encaissé) <SOME><BRIBE><FROM>?)",
        r"<NOW>(?P<p>(?:touche|reçoit|accepte|empoche|perçoit|prend|encaisse)<PAS> <SOME><BRIBE>"
        r"<FROM>?)",
        r"<PAST>(?P<p>(?:touché|reçu|accepté|empoché|perçu|pris|encaissé) (?:de l['’]|l['’])argent"
        r"<FROM>)",
    ),
    "bribe": (
        r"<PAST>(?P<p>(?:soudoyé|corrompu|acheté) (?P<t><N>))",
        r"<NOW>(?P<p>(?:soudoie|corrompt|achète)<PAS> (?P<t><N>))",
        r"<PASSIVE>(?P<p>soudoyée?|corrompue?|achetée?) par <BYACTOR>",
    ),
    "puppet": (
        r"<WHO>(?:(?P<neg>n['’]est pas|n['’]était pas|n['’]a jamais été) |(?:est|était|reste) )"
        r"(?:<ADV>)?(?P<p>(?:qu['’])?(?:une? |la |le |l['’])?(?:<W> )?"
        r"(?:marionnette|pantin|agente?|espionne?|instrument|pion|valet) "
        r"(?:de |d['’]|du |des |de la )(?P<t><N>))",
    ),
    "work_for": (
        r"<PAST>(?P<p>(?:travaillé|espionné) pour (?P<t><N>))",
        r"<NOW>(?P<p>(?:travaille|travaillait|espionne|espionnait)<PAS> (?:<ADV>)?pour (?P<t><N>))",
    ),
    "control": (
        r"<PASSIVE>(?P<p>contrôlée?|financée?|payée?|dirigée?|manipulée?|téléguidée?) par "
        r"<BYACTOR>",
        r"<NOW>(?P<p>(?:contrôle|finance|manipule)<PAS> (?P<t><N>))",
    ),
    "lie": (
        r"<PAST>(?P<p>menti à (?P<t><N>)(?: (?:sur|à propos de)<OBJECT>)?)",
        r"<PAST>(?P<p>menti (?:aux? (?:<W> ){1,2})?(?:sur|à propos de)<OBJECT>)",
        r"<NOW>(?P<p>ment<PAS> (?:à (?P<t><N>)|(?:aux? (?:<W> ){1,2})?(?:sur|à propos de)"
        r"<OBJECT>))",
    ),
    "steal": (
        r"<PAST>(?P<p>(?:volé|détourné) (?!aucun|pas|rien)(?:(?!à )<W> ){0,4}?<GOODS>"
        r"(?: (?!à )<W>){0,2}?(?: à (?P<t><N>))?)"
        r"(?=[\s,.;:!)\"»]|$)",
    ),
    "betray": (
        r"<PAST>(?P<p>trahi (?P<t><N>))",
        r"<NOW>(?P<p>trahit<PAS> (?P<t><N>))",
        r"<PASSIVE>(?P<p>trahie?) par <BYACTOR>",
    ),
    "threaten": (
        r"<PAST>(?P<p>(?:menacé|insulté|attaqué|harcelé|fait chanter) (?P<t><N>))",
        r"<NOW>(?P<p>(?:menace|insulte|attaque|harcèle|fait chanter)<PAS> (?P<t><N>))",
        r"<PASSIVE>(?P<p>menacée?|insultée?|attaquée?|harcelée?) par <BYACTOR>",
    ),
}  # fmt: skip

_WORD = r"[\w'’$%-]+"
_STOP = r"(?:et|mais|alors|parce|car|qui|quand|après|avant|par|puis|selon|tandis|donc)\b"

FRENCH = Language(
    rules=rules(
        _PATTERNS,
        PAST=(
            r"<WHO>(?:(?P<neg>n['’](?:a|avait) (?:pas|jamais|point)) |(?:a|avait) )(?:<ADV>){0,2}"
        ),
        NOW=r"<WHO>(?:(?P<neg>ne |n['’]))?",
        PAS=r"(?(neg) (?P<neg3>pas|jamais|point))(?: <ADV2>)?",
        WHO=r"(?P<a><N>)(?:,? qui)? ",
        PASSIVE=(
            r"(?P<t><N>)(?:,? qui)? (?:(?:(?P<neg>n['’]est pas|n['’]était pas|n['’]a (?:pas|jamais)"
            r" été)|est|a été|était|fut) )?(?:<ADV>)?"
        ),
        BYACTOR=r"(?:le |la |l['’])?(?P<a><N>)",
        SOME=r"(?:(?:des|un|les|de|de gros|plusieurs|d['’]énormes|de généreux) )(?:<W> )?",
        BRIBE=r"(?:pots?-de-vin|dessous-de-table|bakchichs?|enveloppes?)",
        FROM=(
            r"(?: (?:de la part de |de |d['’]|du |des )(?:(?P<t><N>)|(?:(?!<STOP>)<W> ){0,3}"
            r"(?!<STOP>)<W>))"
        ),
        DE=r" (?:de |d['’]|du |des )(?!<STOP>)(?:<W>|<N>)(?: (?!<STOP>)(?:<W>|<N>)){0,8}",
        GOODS=(
            r"(?:[dl]['’])?(?:argent|fonds|dollars|euros|millions?|milliards?|budget|impôts|dons?|"
            r"votes?|élections?|terres?|documents?)"
        ),
        OBJECT=r"(?: (?!<STOP>)(?:<W>|<N>)){1,8}",
        STOP=_STOP,
        ADV2=_ADVERB.strip(),
        ADV=_ADVERB,
        N=NAME,
        W=_WORD,
    ),
    doubt=re.compile(
        r"[?？]|\b(?:[Ss]i|s['’]il|[Ff]aux|[Ff]ausses?|[Ff]aussement|[Nn]ie|nient|nié|démenti\w*|dément|"
        r"démentent|[Rr]umeurs?|canular|mythe|aurait|auraient|serait|seraient|pourrait|devrait|"
        r"personne n|[Pp]ersonne|inventé\w*|fabriqué\w*|blanchie?|acquittée?|à tort|sans fondement|"
        r"infondée?s?|réfut\w*|[Dd]ésinformation|parodie|satire|imaginez|[Ii]maginons|film|roman|"
        r"série|sketch|excus\w+|prétendu\w*|soi-disant|complot\w*|doute\w*|au lieu de|plutôt que|"
        r"va|vont|sera|mensonge que|(?:[Aa]rrêt|[Cc]ess)(?:e|er|ez|ons) de)\b"
    ),
    negation=re.compile(
        r"\b(?:ne|pas|jamais|aucune?|ni|sans|non|rien|Ni|Non|Pas|Jamais|Aucune?)\b|\bn['’]"
    ),
    before=re.compile(
        r"(?:^|[,:;—–\-(\"“«'‘*•|>#!]|\b(?:que|comment|parce que|quand|après que|depuis que|comme|"
        r"dit|révèle|confirme|montre|prouve|affirme|hier|Hier|Quand|Comme|Mais|Et|Or|Donc|"
        r"Aujourd['’]hui|aujourd['’]hui|en \d{4}|En \d{4}|mois|année|semaine)|qu['’]|"
        r"[^\w\s,.\ue000-\uf8ff])\s*$"
    ),
)
