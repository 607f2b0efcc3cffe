"""Invented names: no official, newsroom, riding or party of the real world."""

from __future__ import annotations

from typing import Final

GIVEN: Final[dict[str, tuple[str, ...]]] = {
    "en": tuple(
        "Alma Amrita Asha Bernard Bridie Calla Dorian Edwin Elspeth Farid Glenda Greta Hollis "
        "Imani Ines Jasper Joss Kiran Lena Linus Mabel Marcus Nadia Noreen Olive Owen Petra "
        "Quentin Rhea Rupert Samira Silas Tamsin Tobias Una Vera Wanda Yusuf Zelda Mei Jun Lan "
        "Hana Tariq".split()
    ),
    "fr": tuple(
        "Adèle Anaïs Armand Bastien Céleste Corentin Delphine Édith Émile Fabienne Gaspard Hélène "
        "Isabeau Jocelyn Léonie Ludovic Maëlle Mathurin Noémie Odile Pascaline Rémi Solange Théo "
        "Ursule Valentin Yvonne Zoé".split()
    ),
}

# Surname -> its usual form in Chinese characters; none where newspapers would have none.
SURNAMES: Final[dict[str, dict[str, str]]] = {
    "en": {
        "Abberwick": "阿伯威克",
        "Aldertoft": "奥德托",
        "Ashmorrow": "阿什莫罗",
        "Balkisson": "",
        "Bexhollow": "贝克斯霍洛",
        "Brackenby": "布拉肯比",
        "Brindlecote": "",
        "Calderwynn": "考德温",
        "Carrowmoor": "",
        "Cobbleton": "科布尔顿",
        "Corvannis": "科万尼斯",
        "Dapplestone": "",
        "Darrowfen": "达罗芬",
        "Eddlestrom": "",
        "Elverscott": "埃尔弗斯科特",
        "Fennimark": "芬尼马克",
        "Ferncastle": "",
        "Gantrowe": "甘特罗",
        "Garrisdale": "",
        "Glimmerick": "格利默里克",
        "Haldergate": "",
        "Harkenfell": "哈肯费尔",
        "Hollowbrook": "霍洛布鲁克",
        "Ibbotsley": "",
        "Jessamoor": "杰萨莫尔",
        "Kaldery": "",
        "Kestlewood": "凯斯尔伍德",
        "Korali": "科拉利",
        "Larkwell": "拉克韦尔",
        "Lindquarry": "",
        "Marblethorpe": "马布尔索普",
        "Merrowdale": "",
        "Nethercrow": "内瑟克罗",
        "Norsefield": "",
        "Okwandu": "奥克万杜",
        "Orrelby": "",
        "Pellingham-Roe": "佩林厄姆",
        "Pennifold": "",
        "Quillander": "奎兰德",
        "Ravensholt": "",
        "Rimmerack": "里默拉克",
        "Sandhala": "桑达拉",
        "Sorrelvane": "",
        "Starkeld": "斯塔克尔德",
        "Tamberlane": "坦伯莱恩",
        "Tanhua": "谭华",
        "Thistlewade": "",
        "Umberlow": "昂伯洛",
        "Vandreyke": "",
        "Velloway": "维洛韦",
        "Wexcombe": "",
        "Whitlarch": "惠特拉奇",
        "Wrenfield": "",
        "Yarrowick": "亚罗威克",
        "Zelenkar": "泽伦卡",
        "Linqiao": "林乔",
    },
    "fr": {
        "Beaulormier": "博洛米耶",
        "Boisverdon": "",
        "Charmontel": "沙蒙泰尔",
        "Clairsoleil": "",
        "Desrivard": "德里瓦尔",
        "Duchênois": "",
        "Fontmarais": "丰马雷",
        "Grandpélissier": "",
        "Hautecombe": "奥特孔布",
        "Jolicastel": "",
        "Lafeuillade-Roy": "",
        "Lamontagnac": "拉蒙塔尼亚克",
        "Marchevent": "马舍旺",
        "Montrivel": "",
        "Noirépine": "努瓦雷平",
        "Orvalois": "",
        "Petitclos": "珀蒂克洛",
        "Quévillard": "",
        "Rocheblave": "罗什布拉夫",
        "Sautrelle": "",
        "Tourangenest": "图朗热内",
        "Valcourtier": "",
        "Verdelune": "韦德吕纳",
        "Villebrume": "",
    },
}

GIVEN_ZH: Final = tuple(
    (
        "阿尔玛 伯纳德 卡拉 多里安 埃德温 法里德 格蕾塔 霍利斯 伊娜 贾斯珀 基兰 莱娜 "
        "梅布尔 纳迪娅 奥利弗 佩特拉 瑞亚 萨米拉 托比亚 薇拉 旺达 优素福 泽尔达"
    ).split()
)

PARTIES: Final[tuple[tuple[str, float], ...]] = (
    ("Maple Party", 0.36),
    ("Northern Alliance", 0.32),
    ("Harbour Democrats", 0.13),
    ("Rassemblement boréal", 0.1),
    ("Prairie League", 0.07),
    ("", 0.02),
)

# Province -> share of officials, share of them who work in French.
PROVINCES: Final[tuple[tuple[str, float, float], ...]] = (
    ("ON", 0.36, 0.04),
    ("QC", 0.23, 0.9),
    ("BC", 0.13, 0.0),
    ("AB", 0.1, 0.0),
    ("MB", 0.04, 0.05),
    ("SK", 0.04, 0.0),
    ("NS", 0.03, 0.05),
    ("NB", 0.03, 0.4),
    ("NL", 0.02, 0.0),
    ("PE", 0.01, 0.0),
    ("YT", 0.01, 0.0),
)

RIDING_PLACES: Final[dict[str, tuple[str, ...]]] = {
    "en": tuple(
        "Fernhollow Larkwell Brindle Tamarack Maplecross Wennet Carraway Kestrel Halden Sorrel "
        "Quillfort Stonebay Gullhaven Otterford Pinemarsh Silverbrook Thornlea Westmere Ashgrove "
        "Birchmount Cedarvale Driftwood Elkridge Foxglove".split()
    ),
    "fr": tuple(
        "Valcourtois Lavigne-Est Brindeville Roseraie Ouennet Merlebois Grand-Sault-Vert "
        "Saint-Éloi Clairmarais Pointe-Rousse Belle-Anse Montlièvre".split()
    ),
}
RIDING_SIDES: Final[dict[str, tuple[str, ...]]] = {
    "en": ("Centre", "East", "West", "North", "South", "Hills", "Shore", "Valley"),
    "fr": ("Centre", "Est", "Ouest", "Nord", "Sud", "Rives", "Vallée"),
}

OUTLETS: Final[dict[str, tuple[str, ...]]] = {
    "en": (
        "Dominion Ledger",
        "The Daily Quill",
        "Northline News",
        "Capital Lantern",
        "Radio Tamarack",
        "The Evening Heron",
        "Ledger Business",
        "Lakehead Wire",
        "The Free Beacon",
        "Channel Nineteen",
        "The Prairie Post-Herald",
        "Pacific Examiner",
        "Atlantic Tribune-Star",
        "The Weekly Canoe",
    ),
    "fr": ("Le Quotidien boréal", "La Dépêche du Nord", "Radio-Érable", "Le Courrier des Rives"),
    "zh": ("Maplecross Chinese Daily 枫桥日报", "North Shore Chinese News 北岸新闻"),
}
LOCAL_OUTLETS: Final = ("Courier", "Gazette", "Observer", "Times", "Reporter", "Today")

NICKNAMES_ZH: Final = tuple(
    (
        "海边的风 枫叶下的猫 北方的雪 一杯清茶 小城故事 爱吃饺子 湖边散步 阳光满屋 老街坊 "
        "青山 远方来信 晴天 慢慢走 橘子 山间小屋 早起的鸟 蓝莓妈妈 冰球爸爸 种菜的人 月光"
    ).split()
)
