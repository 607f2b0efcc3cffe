"""Rules for whose words a text says that it passes on: "X says on video that ...".

They find who is *given* as the one who speaks. Whether that person spoke is not read here, and a
campaign that lends its accusations to somebody harms that person as much as those whom it accuses.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from undertow.narratives.frames.chinese import CHINESE
from undertow.narratives.frames.english import ENGLISH
from undertow.narratives.frames.frame import NAME, Language, rules
from undertow.narratives.frames.french import FRENCH

SAYS = "say"
_NOTHING = re.compile(r"(?!)")
_HAN = "[\u3400-\u4dbf\u4e00-\u9fff]"
# Whoever speaks under such a word is nobody in particular, or an office.
_NOBODY = (
    "有人|大家|他们|她们|我们|你们|人们|别人|自己|专家|媒体|记者|网友|朋友|政府|官方|警方|医生|老师|律师|评论|报道|消息|"
    "视频|新闻|文章|选民|居民|学生|家长|群众|百姓|议员|部长|总理|市长|发言人|这位|那位|据说|听说|如果|虽然|但是|所以"
)
_ROLE = "(?:评论人|评论员|批评者|博主|作家|学者|异见人士|异议人士|活动人士|教授|律师|记者)?"

_ENGLISH = {
    SAYS: (
        r"(?P<a><N>)(?: himself| herself| themselves)? (?P<p>(?:says|said|claims|claimed|reveals|"
        r"revealed|explains|explained|exposes|exposed|warns|warned|admits|admitted|tells|told|"
        r"confirms|confirmed|accuses|accused|has (?:evidence|proof))<WHERE>?)\b",
    )
}
_FRENCH = {
    SAYS: (
        r"(?P<a><N>)(?: (?:lui|elle)-même)? (?P<p>(?:dit|affirme|révèle|explique|déclare|dénonce|"
        r"raconte|prétend|confirme|avertit|accuse|a (?:dit|affirmé|révélé|expliqué|déclaré|"
        r"dénoncé|raconté|confirmé|accusé))<WHERE>?)\b",
    )
}
_CHINESE = {
    SAYS: (
        r"<ROLE>(?P<a><B>)(?P<p>(?:亲自|公开|实名)?(?:在(?:一段|一个|这段)?(?:视频|直播|采访|节目)(?:里|中|上)?)?"
        r"(?:说|讲|爆料|透露|表示|指控|指责|揭露|曝光|证实))",
    )
}


def _speaking(own: Mapping[str, tuple[str, ...]], language: Language, **parts: str) -> Language:
    """Return rules in which a negation or a doubt belongs to what is said."""
    return Language(rules(own, **parts), doubt=_NOTHING, negation=_NOTHING, before=language.before)


VOICES: Mapping[str, Language] = MappingProxyType(
    {
        "en": _speaking(
            _ENGLISH,
            ENGLISH,
            N=NAME,
            WHERE=r"(?: (?:on|in) (?:a |the |this |his |her |their )?"
            r"(?:video|interview|clip|livestream|broadcast|recording))",
        ),
        "fr": _speaking(
            _FRENCH,
            FRENCH,
            N=NAME,
            WHERE=r"(?: (?:en|dans|à) (?:une |la |cette |sa |un |l['’])?"
            r"(?:vidéo|entrevue|extrait|direct|enregistrement))",
        ),
        "zh": _speaking(
            _CHINESE, CHINESE, ROLE=_ROLE, B=rf"(?:{NAME}|(?!{_NOBODY}){_HAN}{{2,4}}?)"
        ),
    }
)
"""Language -> rules of the one kind ``say``; the actor of a frame is who is said to speak."""
