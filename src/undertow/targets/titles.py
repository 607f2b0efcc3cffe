"""Words that stand beside names: titles, offices, parties, provinces, and words that are no name.

All in folded form: lower case, no accents, no dots.
"""

from __future__ import annotations

import re

PERSONAL_TITLES = frozenset(
    """
    dame docteur doctor dr dre hon honorable honorables honourable honourables l'hon l'honorable
    lady m madam madame mademoiselle maitre me messieurs miss missus mister mlle mm mme mmes
    monsieur mr mrs ms mx rt sir
    """.split()
)
"""Titles of a person; one before a surname says that the word is a name."""

OFFICES = frozenset(
    """
    backbencher camarade caucus chef cheffe colleague collegue comrade critic critics critique
    depute deputee deputees deputes deputy frontbencher incumbent leader leaders member members
    minister ministers ministre ministres mp mps parlementaire parliament parliamentarian
    parliamentarians pm porte-parole secretary senateur senator senators senatrice speaker whip
    """.split()
)
"""Offices an official of the register may hold."""

OTHER_OFFICES = frozenset(
    """
    acteur actor actress actrice alderman ambassador aunt auteur auteure author bishop brother
    capitaine capt captain chancellor chanteur chanteuse chief coach col colonel comedian
    congressman congressperson congresswoman conseiller conseillere constable councillor
    councilor cousin detective director ecrivain entraineur father fr gen general gouverneur gov
    governor imam judge juge justice king lieutenant lord lt maire mairesse mayor mla mlas mna
    mpp mppe mpps nurse officer oncle pape pastor pere pope prefet premier premiers president
    presidents prince princess principal prof professor queen rabbi realisateur reine rep rev
    reverend roi saint sainte sergeant sgt sheriff singer sister soeur st ste tante uncle writer
    """.split()
)
"""Offices and trades of somebody else: the name after one is theirs."""

NOT_NAMES = frozenset(
    """
    a abolish about accuse accusez admit affaires affairs after again against ah ainsi alberta
    alberta's all allez alors also although always an and another answer any apparently apres
    are arrest arretez as ask assez at attention au audit aujourd'hui aussi autant autre aux
    avant avec avoid bad ban banning beat beaucoup because before behind being believe between
    beware blame block bon bonjour bonne boot both boycott bravo break breaking bref bring but
    by bye call can can't canada canada's canadian canadians car ce cela ces cet cette challenge
    charge cheap check cher chere chers chez clearly clown come comme comprendre confront
    congrats congratulations contact content contre correction corrompu corrompue corrupt
    corruption could coward crazy crooked culture cut damn dans de dear debout defeat defence
    defense dehors demain demandez demission deny depuis des despite devant dictator did didn't
    dire dirty disgraceful ditch dites do does doesn't don't donc dont du dump during each eat
    ecoutez elect elle email en encore enough entre environment envoyez equipe est et etrangeres
    ever every everyone evil exactly except exclusive expose face fact facts faites fake far fat
    federal finally finance finances fini fire follow for foreign forget former free from fuck
    funny get give go good goodbye government grace great greedy guess had half has hate have he
    health hello help here hers hey hi hier his honest honestly honor honour honte hormis how
    however hypocrite i ici idiot if ignore il ils immigration impeach impossible in indeed
    insane inside investigate ironically is isn't it its jail jamais je just juste justice keep
    kick la la-bas later le leave lequel les let let's leur liar like likewise lock look lorsqu
    lorsque love lui lyin lying maintenant mais make malgre many mauvais may maybe meanwhile
    meet meme menteur menteurs menteuse mention merci merde message mieux minister's mock
    mocking moi moins mon monde money monsieur montreal more moreover most much my name nasty ne
    need neither never new news next ni nice no non none nor not note nothing notre nous nouveau
    nouvelle now obviously of oh ok okay old on once one only ontario ontario's opinion
    opposition or ottawa ottawa's ou our oust out outside over own par parce parfois pas past
    pauvre people perhaps peu phone photo pire please plus plusieurs poll poor pour pourquoi
    pourtant pray pres presque proud provincial puis puisque put quand que quebec quebec's
    quebecois quel quelle question qui quoi quoique racist re read reelect regardez reject
    remember remercions reminder remove replace report request resign retweet rich rien right rt
    sa sacre said salut same sans sante sauf sauvez save saw says scandal scandale se see seems
    sell sellout selon send ses seul seule several shame she should shut si signez silly simply
    since slimy smart so son sorry soudain sous souvent speak spineless still stop stupid sue
    support sur sure surely surtout suspend take tant tax team tel tell ten than thank thanks
    that that's the their then there there's these they think this those thread three throw thus
    to today today's together tonight too toronto toujours tous tout toute toutes traitor
    traitre transport tricky trop true truth try tu turn tweet two ugly un under une
    unfortunately unlike until update useless va va-t-en vas very via video vieux virez viva
    vive vivement voici voila vote voter votes votez vous vs wait wake want was watch we weak
    welcome well were what what's whatever when where where's whether which while who who's whom
    whose why wicked will win with without won't wonder worst would wow write wrong y'all yes
    yesterday yet you young your
    """.split()
)
"""Words that begin sentences or stand before a name without being part of one."""

NAME_FOLLOWERS = frozenset(
    """
    a administration alberta and april at august bloc bq brand budget by cabinet can canada
    canadian canadians chef conservateur conservateurs conservative conservatives could cpc de
    december deputy des doit du era est et february for friday from gouvernement government
    governments gpc greens grits has i in is january july june la le leader les liberal liberals
    liberaux lpc mandate march may minister monday mp mps must ndp november now npd october of
    on ontario or ottawa ou out pcc plc pm que quebec qui regime resign resigns rt said saturday
    says senator september should style-led sunday the thursday to tories tory tuesday was
    wednesday will with would
    """.split()
)
"""Capitalised words that may follow a surname without making it another name."""

ABBREVIATIONS = frozenset(
    "mr mrs ms dr hon rt st ste prof sen gov rep sr jr mm mme dre lt gen".split()
)

HAN_TITLES = (
    "(?:国会|众议院|联邦)?(?:议员|部长|总理|先生|女士|小姐|党领|党魁|领袖|阁下|博士|参议员|众议员)"
)

_PERSON = (
    r"(?:mp|m\.p\.|mps|depute|deputee|minister|ministre|critic|senator|senateur|senatrice|leader|"
    r"chef|cheffe|whip|member of parliament|parliamentary secretary|secretaire parlementaire|"
    r"member)"
)
RIGHT_TITLE = re.compile(
    r"(?i:(?:\s*[,(\[-]+\s*(?:the |le |la |l'|a |an |un |une |our |notre )?(?:[\w'-]+ ){0,3}?| )"
    rf"{_PERSON}\b)(?!\.? [A-Z])|\s*{HAN_TITLES}"
)
"""What follows a surname and makes it an official's: ``, MP for``, ``(Liberal MP)``, 议员."""

# Register's party -> how people write it. Keys and texts are folded.
_PARTIES: tuple[tuple[frozenset[str], str], ...] = (
    (
        frozenset({"conservative", "conservateur", "conservative party of canada"}),
        r"\b(?:conservatives?|conservat(?:eur|rice)s?|tor(?:y|ies)|cpc|pcc)\b|保守党",
    ),
    (
        frozenset({"liberal", "liberal party of canada", "parti liberal du canada"}),
        r"\b(?:liberals?|liberaux|liberales?|grits?|lpc|plc)\b|自由党",
    ),
    (
        frozenset({"ndp", "npd", "new democratic party", "nouveau parti democratique"}),
        r"\b(?:ndp(?:er)?s?|npd|new democrat(?:ic party|s)?|neo-democrates?)\b|新民主党|新民党",
    ),
    (
        frozenset({"bloc quebecois", "bloc"}),
        r"\b(?:bloc(?: quebecois)?|bq|bloquistes?)\b|魁人政团|魁北克集团",
    ),
    (
        frozenset({"green party", "green", "parti vert", "green party of canada"}),
        r"\b(?:greens|green (?:party|mp|leader|member|co-leader)|partis? verts?|verts?|gpc)\b|绿党",
    ),
    (
        frozenset({"independent", "independant"}),
        r"\b(?:independents?|independante?s?)\b|独立议员|无党籍",
    ),
)

# Province of a register -> how people write it.
_PROVINCES = {
    "alberta": r"alberta|alta|阿尔伯塔|亚省|阿省",
    "british columbia": (
        r"british columbia|b\.?c\.?|colombie-britannique|c\.-b\.|卑诗|不列颠哥伦比亚"
    ),
    "manitoba": r"manitoba|man|曼省|曼尼托巴",
    "new brunswick": r"new brunswick|n\.?b\.?|nouveau-brunswick|新不伦瑞克",
    "newfoundland and labrador": r"newfoundland(?: and labrador)?|labrador|terre-neuve|纽芬兰",
    "northwest territories": r"northwest territories|n\.?w\.?t\.?|territoires du nord-ouest",
    "nova scotia": r"nova scotia|n\.?s\.?|nouvelle-ecosse|新斯科舍",
    "nunavut": r"nunavut|努纳武特",
    "ontario": r"ontario|ont|安大略|安省",
    "prince edward island": r"prince edward island|p\.?e\.?i\.?|ile-du-prince-edouard|爱德华王子岛",
    "quebec": r"quebec|que|qc|魁北克|魁省",
    "saskatchewan": r"saskatchewan|sask|萨省|萨斯喀彻温",
    "yukon": r"yukon|育空",
}


def party_pattern(party: str) -> str:
    """Return the pattern of a party in folded text; a party we do not know is written as given."""
    for names, pattern in _PARTIES:
        if party in names:
            return pattern
    return rf"\b{_escaped(party)}\b"


def province_pattern(province: str) -> str:
    """Return the pattern of a province in folded text."""
    return rf"\b(?:{_PROVINCES.get(province, _escaped(province))})(?!\w)"


def _escaped(name: str) -> str:
    return "[ -]".join(map(re.escape, re.split("[ -]", name)))
