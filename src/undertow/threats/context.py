"""What stands around a place, and makes it harmless: a quotation that is denounced, an office."""

from __future__ import annotations

import re

_QUOTED = re.compile(r"[“«「『\"]([^“”«»「」『』\"]{1,300})[”»」』\"]")
_DENOUNCES = re.compile(
    r"unacceptable|condemn|shameful|disgust|denounc|police|reported|\bcrime|criminal|sentenc"
    r"|charged|arrest|convict|investigat|no one (?:in|should)|nobody should|should (?:never"
    r"|not) have to|threaten|harass|abus|received|inbox|messages? (?:saying|like|such)"
    r"|inadmissible|inacceptable|condamn|honteu|denonc|dénonc|plainte|enquete|enquête|accus"
    r"|arret|arrêt|menac|re[cç]oi|re[cç]u|ne devrait|personne en politique|不可接受|谴责|譴責"
    r"|报了?警|報了?警|犯罪|警方|判刑|被捕|起诉|起訴|可耻|可恥|威胁|威脅|收到|不应该收到|骚扰"
    r"|騷擾|无法容忍|恐吓",
    re.IGNORECASE,
)
_OFFICE = re.compile(
    r"\b(?:constituency|riding|campaign|ministerial|mp'?s?|hill|main|my|our|the committee"
    r"|satellite|community|regional|district) office|\boffice (?:hours?|at|is at|is open"
    r"|address|number|phone|staff)|\bparliament hill|\bhouse of commons|toll[- ]free|\bhotline"
    r"|\bhelp ?line|\bcustomer (?:service|care|relations)|\bpolling station"
    r"|\bbureau de (?:circonscription|comte|poste|vote)|\bbureau (?:de|du) comte|\b(?:mon"
    r"|notre|nos) bureau|\blocal de campagne|\bsans frais|\bcolline (?:du parlement"
    r"|parlementaire)|\bchambre des communes|办公室|热线|客服",
    re.IGNORECASE,
)
_HOME = re.compile(
    r"\b(?:home|house|personal|private|lives?|resides?|cell|wife|husband|kids?|son|daughter"
    r"|mother|father|condo|apartment|habite|reste au|reste sur|domicile|maison|perso\w*"
    r"|privee?|femme|mari|enfants?|fils|fille|demeure)\b(?! of commons)|住|家里|家庭|私人|手机"
    r"|老婆|孩子|儿子|女儿",
    re.IGNORECASE,
)


def is_denounced(text: str, start: int, end: int) -> bool:
    """Whether a place is quoted in a text that, outside the quotation, denounces or reports it.

    Parameters
    ----------
    text : str
        As published.
    start, end : int
        The place.

    Notes
    -----
    Such a place counts less and is never dropped when it is explicit: a threat can be quoted in
    order to make it.
    """
    for quote in _QUOTED.finditer(text):
        within = min(end, quote.end()) - max(start, quote.start())
        if 2 * within > end - start:
            return _DENOUNCES.search(text[: quote.start()] + " " + text[quote.end() :]) is not None
    return False


def is_of_an_office(text: str) -> bool:
    """Whether a text, folded, speaks of an office or business and of nobody's home."""
    return _OFFICE.search(text) is not None and _HOME.search(text) is None
