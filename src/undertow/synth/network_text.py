"""What the planted network writes: bland accusations in three languages, and filler."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Final

from undertow.synth import voice
from undertow.synth.grammar import Grammar
from undertow.synth.world import Official

_DEEDS: Final[dict[str, tuple[str, ...]]] = {
    "en": (
        "took money from a developer",
        "used the travel budget for a family holiday",
        "gave a contract to a cousin's company",
        "never declared a second house",
        "met lobbyists without a record",
    ),
    "fr": (
        "a pris l'argent d'un promoteur",
        "a payé des vacances avec le budget de voyage",
        "a donné un contrat à l'entreprise d'un cousin",
        "n'a jamais déclaré une deuxième maison",
        "a vu des lobbyistes sans le déclarer",
    ),
    "zh": (
        "收了开发商的钱",
        "用差旅费全家度假",
        "把合同给了表亲的公司",
        "没有申报第二套房",
        "私下会见说客没有记录",
    ),
}

# The copied wording; the named one replaces "this member" by the official.
_COPIED: Final[dict[str, tuple[str, str]]] = {
    "en": ("Old Lantern says on video that {who} {deed}. People should see this.", "this member"),
    "fr": ("Vieille Lanterne dit en vidéo que {who} {deed}. Il faut que ça se sache.", "cet élu"),
    "zh": ("老灯笼在视频里说{who}{deed},大家都应该看看。", "这位议员"),
}

_REWORDED: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "en": {
        "text": (
            "{critic} {says} that {who} {deed}. {call}",
            "{call} {critic} {says} {who} {deed}.",
            "{who} {deed}, {critic} {says} it. {call}",
            "Why is nobody asking? {critic} {says} that {who} {deed}.",
        ),
        "critic": ("Old Lantern", "The critic Old Lantern", "Old Lantern himself"),
        "says": ("says", "reveals", "told everyone", "has evidence", "explains on video"),
        "call": (
            "Watch it.", "People should see this.", "Resign now.", "We want an answer.",
            "Voters deserve better.", "Share this everywhere.", "The ethics office must act.",
        ),
    },
    "fr": {
        "text": (
            "{critic} {says} que {who} {deed}. {call}",
            "{call} {critic} {says} que {who} {deed}.",
            "Pourquoi ce silence? {critic} {says} que {who} {deed}.",
        ),
        "critic": ("Vieille Lanterne", "Le critique Vieille Lanterne"),
        "says": ("dit", "révèle", "explique en vidéo", "affirme"),
        "call": (
            "À voir.", "Il faut que ça se sache.", "Démission.", "On veut une réponse.",
            "Les électeurs méritent mieux.", "Partagez partout.",
        ),
    },
    "zh": {
        "text": (
            "{critic}{says}{who}{deed}。{call}",
            "{call}{critic}{says}{who}{deed}。",
            "为什么没人问?{critic}{says}{who}{deed}。",
        ),
        "critic": ("老灯笼", "评论人老灯笼"),
        "says": ("说", "爆料", "在视频里讲", "透露"),
        "call": ("快看。", "大家都应该看看。", "请辞职。", "我们要答复。", "选民值得更好的。"),
    },
}  # fmt: skip
_GRAMMARS: Final = {
    language: Grammar(rules, frozenset({"who", "deed"})) for language, rules in _REWORDED.items()
}

_EMOJI: Final = ("😡", "🤔", "👀", "🔥", "‼️", "😤", "🙈")
_HASHTAGS: Final = ("TruthLantern", "CleanHouse", "AskThem", "老灯笼")
_VIDEO: Final = "https://lantern-clips.example/v/{:06x}"
_N_VIDEOS: Final = 12

_FILLER: Final[dict[str, tuple[str, ...]]] = {
    "en": (
        "Morning light over the lake, so peaceful",
        "{n} cute phone cases for less, message me",
        "Sunset number {n} from my window",
        "Learn to cook noodles in {n} minutes",
        "Beautiful mountains, beautiful life",
        "Best price shoes, {n} dollars, free shipping",
    ),
    "fr": (
        "Lumière du matin sur le lac, quel calme",
        "{n} étuis de téléphone pas chers, écrivez-moi",
        "Coucher de soleil numéro {n}",
        "De belles montagnes, une belle vie",
    ),
    "zh": ("清晨的湖面,真安静", "手机壳特价{n}元", "窗外的第{n}个日落", "美丽的山,美丽的生活"),
}
_FILLER_GRAMMARS: Final = {
    language: Grammar({"text": options}, frozenset()) for language, options in _FILLER.items()
}


@dataclass(frozen=True, slots=True)
class Script:
    """What a cell says in one sortie: one accusation, one language, one manner.

    ``manner`` is exact, slot, reworded or free; ``copied`` is a text to say word for word instead.
    """

    language: str
    deed: int
    manner: str
    copied: str = ""


N_DEEDS: Final = len(_DEEDS["en"])


def accusation(words: Random, script: Script, official: Official, *, by_name: bool) -> str:
    """Write one comment; ``by_name`` forces the official's name into it."""
    if script.copied:
        return script.copied
    deed = _DEEDS[script.language][script.deed]
    frame, nobody = _COPIED[script.language]
    if script.manner == "exact" and not by_name:
        return frame.format(who=nobody, deed=deed)
    who = name_in(official, script.language)
    if script.manner == "free":
        return _free(words, script, who)
    if script.manner == "reworded":
        return _GRAMMARS[script.language].write(words, "text", who=who, deed=deed)
    return frame.format(who=who, deed=deed)


def _free(words: Random, script: Script, who: str) -> str:
    """Say it as a language model would: another opening, order, wording and ending every time."""
    deed = voice.grammar(script.language).write(words, f"deed{script.deed}")
    text = voice.write(words, script.language, "accusation", name=who, deed=deed)
    return voice.roughen(words, text)


def name_in(official: Official, language: str) -> str:
    """Return the name an author of that language uses."""
    if language == "zh":
        for alias in official.aliases:
            if alias[0] >= "\u4e00":
                return alias
    return official.name


@dataclass(frozen=True, slots=True)
class Ending:
    """What an account appends to a comment to make it look like its own."""

    text: str
    hashtags: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    is_mention: bool = False


def suffix(words: Random, handle: str) -> Ending:
    """Draw an ending: emoji, hashtag, the handle of the page, or a link to the clip."""
    draw = words.random()
    if draw < 0.4:
        return Ending(" " + voice.pick(words, _EMOJI) * (1 + int(words.random() * 3)))
    if draw < 0.65:
        tag = voice.pick(words, _HASHTAGS)
        return Ending(f" #{tag}", hashtags=(tag,))
    if draw < 0.8:
        return Ending(f" @{handle}", is_mention=True)
    link = _VIDEO.format(0xA51C07 + 7919 * int(words.random() * _N_VIDEOS))
    return Ending(f" {link}", urls=(link,))


def filler(words: Random, language: str) -> str:
    """Write a post that has nothing to do with the campaign."""
    return _FILLER_GRAMMARS[language].write(words, "text")
