"""Sentence frames of suite ``targets``: what people write about officials, and what looks like it.

``{...}`` are forms of one official's name (see ``evaluate.targets``). Sentences of held-out frames
were not read while rules were designed, but their scores by kind were, and three faults they showed
were mended; held-out scores are therefore somewhat optimistic. The frames with an empty first tuple
were written after that, and no rule has changed since.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Frame:
    """A sentence with slots.

    Attributes
    ----------
    kind : str
        The kind of form that it tests.
    text : str
        Sentence with slots.
    is_held_out : bool
        Whether it is kept from the design of rules.
    """

    kind: str
    text: str
    is_held_out: bool


def _frames(kind: str, design: tuple[str, ...], held_out: tuple[str, ...]) -> list[Frame]:
    return [Frame(kind, text, False) for text in design] + [
        Frame(kind, text, True) for text in held_out
    ]


POSITIVE: tuple[Frame, ...] = (
    *_frames(
        "full name, EN",
        ("{name} took money from a foreign bank.", "Why does {name} never answer? Shame!"),
        ("Nobody trusts {name} any more, and rightly so.", "So {name}, when will you resign?"),
    ),
    *_frames(
        "full name, FR",
        ("{name} a menti à tout le monde.", "Demandez donc à {name} où est passé l'argent."),
        ("On ne croit plus {name} depuis longtemps.", "La démission de {name}, maintenant!"),
    ),
    *_frames(
        "full name in ZH",
        ("{name}收了外国的钱。",),
        ("请大家不要再投票给{name}了！",),
    ),
    *_frames(
        "elision",
        ("C'est la faute d'{name}.", "Je pense qu'{name} va démissionner."),
        ("L'argent d'{name} vient d'où?", "Lorsqu'{name} parle, personne n'écoute."),
    ),
    *_frames(
        "no accents",
        ("{plain} should be ashamed.", "le bilan de {plain} est nul"),
        ("who paid {plain} for this vote?", "{plain} n'a rien dit."),
    ),
    *_frames(
        "capitals",
        ("{caps} MUST RESIGN NOW!!!",),
        ("THE TRUTH ABOUT {caps} IS OUT",),
    ),
    *_frames(
        "lower case",
        ("when is {lower} going to tell the truth",),
        ("lol {lower} lied again",),
    ),
    *_frames(
        "possessive",
        ("{name}'s vote was bought.", "{name}’s office will not say."),
        ("Read {name}’s speech from yesterday.", "I called {name}'s riding office."),
    ),
    *_frames(
        "initials",
        ("{initials} {surname} voted against it.",),
        ("Ask {initials} {surname} about the bank account.",),
    ),
    *_frames(
        "honorific, EN",
        (
            "I wrote to MP {unique} last week.",
            "Hon. {unique} has not replied.",
            "Mr. {unique} and Ms. {unique} are the same to me.",
        ),
        (
            "Has Minister {unique} ever read the bill?",
            "Dear Dr. {unique}, please stop.",
            "The Honourable {unique}’s answer was weak.",
        ),
    ),
    *_frames(
        "honorific, FR",
        ("M. {unique} a menti.", "La députée {unique} refuse de répondre."),
        ("Mme {unique} devrait partir.", "Selon le ministre {unique}, tout va bien."),
    ),
    *_frames(
        "title behind",
        ("{unique}, MP for {riding}, said nothing.", "I spoke with {unique} (MP) today."),
        ("{unique}, MP, voted no.", "{unique}, député de {riding_fr}, se tait."),
    ),
    *_frames(
        "title and full name",
        ("Hon. {name} spoke for an hour.", "l'honorable {name} a pris la parole"),
        ("We heard the Right Honourable {name} today.", "Merci à l’honorable {name}."),
    ),
    *_frames(
        "riding",
        ("{surname} from {riding} is for sale.",),
        ("People in {riding} are tired of MP {surname}.",),
    ),
    *_frames(
        "party, shared surname",
        ("The {party} MP {shared} was paid.",),
        ("{shared}, the {party} member, left early.",),
    ),
    *_frames(
        "hashtag",
        ("Out with them all #{hashtag}", "#{hashtag_lower} must go"),
        ("Never again #{hashtag} #cdnpoli", "so many lies #{hashtag_lower}"),
    ),
    *_frames(
        "spaces",
        ("{wide} was seen at the dinner.",),
        ("And then\u00a0{wide} walked out.",),
    ),
    *_frames(
        "obfuscated",
        ("Look who paid {zero_width} for that.",),
        ("They say {homoglyph} sold us out.",),
    ),
    *_frames(
        "middle name",
        ("{middle} was elected in 2021.",),
        ("{middle_initial} will not run again.",),
    ),
    *_frames(
        "unusual surname alone",
        (
            "{unusual} lied about the bank.",
            "Stop {unusual} before it is too late.",
            "Je ne crois pas {unusual} une seconde.",
        ),
        (
            "Everybody knows {unusual} was paid.",
            "Anti-{unusual} posters are everywhere.",
            "Le plan de {unusual} ne tient pas.",
        ),
    ),
    *_frames(
        "curated Chinese name",
        ("{han}收了多少钱？", "大家看看{han}議員做了什麼"),
        ("不要相信{han_other}的话。", "{han_other}议员应该辞职！"),
    ),
    *_frames("full name, EN", (), ("I can't believe what {name} said on TV, it's a disgrace.",)),
    *_frames("full name, FR", (), ("Pourquoi les médias protègent-ils {name}?",)),
    *_frames("full name in ZH", (), ("加拿大国会议员{name}承认受贿",)),
    *_frames("capitals", (), ("BREAKING!!! {caps} CAUGHT TAKING BRIBES",)),
    *_frames(
        "honorific, EN",
        (),
        ("lol mr {unique} you are finished", "Backbench MP {unique} told reporters it is dead."),
    ),
    *_frames(
        "honorific, FR",
        (),
        ("Monsieur {unique}, rendez l'argent!", "Le bureau du député {unique} est fermé."),
    ),
    *_frames("title behind", (), ("{unique}, the {party} MP for {riding}, walked out.",)),
    *_frames("hashtag", (), ("#Resign#{hashtag}",)),
)
"""Sentences that address one official."""

NEGATIVE: tuple[Frame, ...] = (
    *_frames(
        "another given name",
        ("{other} {surname} opened a bakery.", "I went to school with {other} {surname}."),
        ("My dentist is {other} {surname}, she is great.", "Félicitations à {other} {surname}!"),
    ),
    *_frames(
        "another office",
        ("Coach {surname} is happy with the team.", "Mayor {surname} opened the new pool."),
        ("Professor {surname} teaches chemistry.", "Le maire {surname} inaugure la patinoire."),
    ),
    *_frames(
        "another name begins with it",
        ("We bought it at {surname} Hardware downtown.",),
        ("They stayed at the {surname} Hotel for a week.",),
    ),
    *_frames(
        "shared surname",
        ("Ms. {shared} has not replied.", "{shared} should say something."),
        ("MP {shared} voted no.", "Mme {shared} n'a pas répondu."),
    ),
    *_frames(
        "part of a word or handle",
        ("The word {surname}ville is a town.", "see @{surname}fan99 for more"),
        ("He wrote pre{lower_surname}ish on the board.", "mail info@{lower_surname}shop.example"),
    ),
    *_frames(
        "another given name",
        (),
        ("{other} {surname} and her brother run the farm.", "RIP {other} {surname}, 1931-2019."),
    ),
    *_frames(
        "another office",
        (),
        ("Sergeant {surname} was promoted.", "Le docteur Tremblay et le juge {surname} mangent."),
    ),
    *_frames("another name begins with it", (), ("The {surname} River floods each spring.",)),
)
"""Sentences that name nobody of the register."""

PLAIN_NEGATIVE: tuple[tuple[str, bool], ...] = (
    ("May is a month like any other.", False),
    ("In May the Liberals will vote on it.", False),
    ("It may rain, but may we still vote?", False),
    ("A long green field lay behind the small kitchen.", False),
    ("Long lines everywhere in Ontario.", False),
    ("Small business needs fast help.", False),
    ("Green energy is the future, say the Greens.", False),
    ("Roy Rogers was a singing cowboy.", False),
    ("Chan Zuckerberg gave millions.", False),
    ("Smith wins an Oscar.", False),
    ("Phil Collins played the drums for Genesis.", False),
    ("The chandelier fell in the champagne.", False),
    ("We walked along the lake to the old mill.", False),
    ("Robin Williams was a comedian. Williams made me laugh.", False),
    ("Kelly Clarkson sings tonight.", False),
    ("Un vert pâle, une masse grise, des bains chauds.", False),
    ("Le mois de mai est beau.", False),
    ("五月是一年中的第五个月。", False),
    ("村庄里有一位老先生。", False),
    ("THE MP MAY VOTE ON THIS BILL TODAY", False),
    ("Fast food is bad for you.", True),
    ("As long as the Liberals govern, nothing changes.", True),
    ("Holland won against Spain, and Champagne is in France.", True),
    ("Mark Zuckerberg and Elon Musk met.", True),
    ("Taylor Swift and Blake Lively were there.", True),
    ("Boris Johnson and Theresa May led Britain.", True),
    ("Bruce Lee never met Jet Li.", True),
    ("Stephen King wrote another long book.", True),
    ("They drank champagne by the block.", True),
    ("Fry the onions, then add the garrison's rations.", True),
    ("Kitchen renovation costs rise in Brampton.", True),
    ("Lake Ontario froze over.", True),
    ("By May, MPs were tired.", True),
    ("George Gray, a teacher, likes gray.", True),
    ("J.K. Rowling and C.S. Lewis wrote fantasy.", True),
    ("La rue est longue et les feux sont verts.", True),
    ("Une serre, une vis, un chapeau.", True),
    ("今天天气很好，我们去公园。", True),
    ("张先生在农庄请客。", True),
    ("MAY THE FORCE BE WITH YOU", True),
)
"""Whole sentences that name nobody, and whether each is held out."""

OTHER_GIVEN = (
    "Cynthia",
    "Olivia",
    "Wolfgang",
    "Priya",
    "Guillaume",
    "Edward",
    "Beatrice",
    "Hiroshi",
    "Manuel",
    "Ingrid",
    "Sophie",
    "Quentin",
    "Thérèse",
    "Gustavo",
    "Yasmin",
    "Derek",
)
"""Given names put before surnames of officials to make somebody else of them."""

UNUSUAL = (
    "Poilievre",
    "Freeland",
    "Trudeau",
    "Guilbeault",
    "Lantsman",
    "Boulerice",
    "Housefather",
    "Blanchet",
    "Alghabra",
    "Qualtrough",
    "Mendicino",
    "Lametti",
    "Hajdu",
    "Erskine-Smith",
    "Barsalou-Duval",
    "Anandasangaree",
    "Kusmierczyk",
    "Dzerowicz",
    "Scarpaleggia",
    "Vandenbeld",
    "Powlowski",
    "Genuis",
    "Jeneroux",
    "Noormohamed",
    "van Koeverden",
    "Petitpas Taylor",
    "Savard-Tremblay",
    "O'Connell",
    "Deltell",
    "Jowhari",
)
"""Surnames that hardly anybody else has, chosen by hand; used where the register has them."""

HAN_NAMES: dict[str, tuple[str, str]] = {
    "Michael Chong": ("庄文浩", "莊文浩"),
    "Jenny Kwan": ("关慧贞", "關慧貞"),
    "Justin Trudeau": ("特鲁多", "特魯多"),
    "Chrystia Freeland": ("方慧兰", "方慧蘭"),
    "Shaun Chen": ("陈圣源", "陳聖源"),
    "Han Dong": ("董晗鹏", "董晗鵬"),
    "Jean Yip": ("叶嘉丽", "葉嘉麗"),
    "Mary Ng": ("伍凤仪", "伍鳳儀"),
    "Paul Chiang": ("蒋振宇", "蔣振宇"),
    "Kevin Vuong": ("王振强", "王振強"),
    "Wilson Miao": ("缪宏纬", "繆宏緯"),
    "Pierre Poilievre": ("博励治", "博勵治"),
    "Jagmeet Singh": ("驵勉诚", "駔勉誠"),
    "Mélanie Joly": ("赵美兰", "趙美蘭"),
}
"""Names in use in Chinese-language media: simplified, traditional."""
