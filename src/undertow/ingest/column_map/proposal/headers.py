"""What columns are called in exports of vendors, in English, French and Chinese.

The names of vendors' columns are from their documentation and from exports that others published;
none of them is proof, and a proposal says which name it went by.
"""

from __future__ import annotations

import re
from unicodedata import combining, normalize

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SPACE = re.compile(r"[\W_]+")

_NAMES: dict[str, str] = {
    "id": "post id; message id; universal message id = Sprinklr; mention id = Brandwatch;"
    " document id = Meltwater; tweet id; tweetid; twitter id; status id; comment id;"
    " item id; native id; resource id = Brandwatch; external id; id; facebook id = CrowdTangle;"
    " identifiant; id de la publication; id du message; 帖子id; 微博id; 评论id; 消息id; 编号",
    "platform": "platform; platform name = Junkipedia; social network = Sprinklr; network;"
    " content source name = Brandwatch; page type = Brandwatch; source type = Talkwalker;"
    " réseau social; réseau; plateforme; 平台; 来源平台",
    "kind": "kind; message type = Sprinklr; post type; tweet type; engagement type = Brandwatch;"
    " content type; type; type de publication; 类型",
    "created_at": "created at; creation time = Meta Content Library; created time = Sprinklr;"
    " published at = Junkipedia; published = Talkwalker; publication date; published date;"
    " posted; posted at; posted on; posted utc; published utc; date utc; created at utc;"
    " post created = CrowdTangle; post date; tweet time; created utc; created; date time; datetime;"
    " timestamp; date; time; utc time; date de publication; publié le; date de création; heure;"
    " 发布时间; 發布時間; 发表时间; 创建时间; 评论时间; 日期; 时间; 時間",
    "observed_at": "observed at; collected at; retrieved at; crawled at; capture date;"
    " indexed = Talkwalker; added = Brandwatch; collecté le; date de collecte; 采集时间; 抓取时间",
    "text": "full text = Brandwatch; text; message; post body = Junkipedia; content = Talkwalker;"
    " body; caption; tweet text; comment text; comment; hit sentence = Meltwater;"
    " opening text = Meltwater; snippet = Brandwatch; texte; texte intégral; contenu;"
    " commentaire; 正文; 微博正文; 内容; 內容; 评论内容; 文本",
    "lang": "language; lang; langue; tweet language; 语言; 語言",
    "url": "url; permalink; post url; link; mcl url = Meta Content Library; resource url;"
    " lien; adresse; 链接; 鏈接; 网址",
    "author_id": "author id; user id; userid; account id; post owner id = Meta Content Library;"
    " twitter author id = Brandwatch; facebook author id = Brandwatch; sender user id = Sprinklr;"
    " channel uid = Junkipedia; extra author attributes id = Talkwalker; from id; owner id;"
    " id de l auteur; identifiant de l auteur; 作者id; 用户id; 用戶id; uid",
    "author_handle": "author handle = Meltwater; username; user name; screen name; handle;"
    " twitter screen name = Meltwater; sender screen name = Sprinklr; author username;"
    " post owner username = Meta Content Library; extra author attributes short name = Talkwalker;"
    " nom d utilisateur; pseudo; 用户名",
    "author_name": "author name = Meltwater; author = Brandwatch; full name = Brandwatch;"
    " display name; post owner name = Meta Content Library; page name = CrowdTangle;"
    " channel name = Junkipedia; extra author attributes name = Talkwalker; influencer = Meltwater;"
    " from name; nom de l auteur; auteur; 作者; 昵称; 暱稱; 用户昵称; 博主",
    "author_description": "author description; bio; twitter bio = Meltwater; biographie; 简介",
    "author_url": "author url; profile url; user profile url = Meltwater;"
    " sender profile link = Sprinklr; extra author attributes url = Talkwalker",
    "author_avatar": "avatar = Brandwatch; profile image url",
    "author_created_at": "author created at; account created at; account creation date;"
    " page created = CrowdTangle; date de création du compte; 注册时间",
    "author_verified": "author verified; verified; is verified; twitter verified = Brandwatch",
    "author_followers": "author followers; followers; follower count; followers count;"
    " twitter followers = Brandwatch; subscriber count; abonnés; nombre d abonnés; 粉丝数; 粉絲數",
    "author_following": "following; following count; friends count;"
    " twitter following = Brandwatch; abonnements; 关注数",
    "author_posts": "statuses count; twitter tweets = Brandwatch; number of posts; 微博数",
    "in_reply_to_id": "in reply to id; in reply to tweetid; in reply to status id; parent id;"
    " reply to id; parent comment id; en réponse à; 回复id",
    "in_reply_to_author_id": "in reply to user id; in reply to userid; in reply to author id",
    "root_id": "thread id = Brandwatch; conversation id; root id; fil",
    "page_id": "page id; surface id = Meta Content Library; group id",
    "repost_of_id": "retweet tweetid; retweeted status id; shared post id = Meta Content Library;"
    " repost of id; original post id",
    "repost_of_author_id": "retweet userid; retweeted user id",
    "quoted_id": "quoted tweet tweetid; quoted status id; quoted id",
    "hashtags": "hashtags; hash tags; mots dièse; 话题; 標籤",
    "urls": "urls; links = Meltwater; expanded urls = Brandwatch; liens",
    "mentions": "mentions; mentioned authors = Brandwatch; user mentions; mentionnés; 提及",
    "media": "media; media urls = Brandwatch; images; image; photos; médias",
    "like_count": "like count; likes; likes count; favorites; favorite count;"
    " statistics like count = Meta Content Library; twitter likes = Brandwatch;"
    " facebook likes = Brandwatch; j aime; mentions j aime; 点赞数; 点赞; 按讚數",
    "reply_count": "reply count; replies; comment count; comments; comments count; num comments;"
    " statistics comment count = Meta Content Library; facebook comments = Brandwatch;"
    " twitter reply count = Brandwatch; commentaires; nombre de commentaires; réponses;"
    " 评论数; 评论; 回复数",
    "repost_count": "repost count; reposts; retweets; retweet count; shares; share count;"
    " statistics share count = Meta Content Library; twitter retweets = Brandwatch;"
    " facebook shares = Brandwatch; partages; nombre de partages; 转发数; 转发; 分享数",
    "quote_count": "quote count; quotes; citations",
    "view_count": "view count; views; statistics views = Meta Content Library; vues;"
    " nombre de vues; 播放量; 阅读数; 浏览量",
    "reaction_count": "reaction count; reactions; total reactions;"
    " statistics reaction count = Meta Content Library",
}


def normalised(header: str) -> str:
    """Return a column name without case, accents, punctuation and camel case."""
    spaced = _CAMEL.sub(" ", normalize("NFKC", header))
    bare = "".join(c for c in normalize("NFD", spaced.casefold()) if not combining(c))
    return _SPACE.sub(" ", bare).strip()


def _known() -> dict[str, tuple[str, int, str]]:
    known: dict[str, tuple[str, int, str]] = {}
    for field, names in _NAMES.items():
        for rank, entry in enumerate(names.split(";")):
            name, _, vendor = entry.partition("=")
            known.setdefault(normalised(name), (field, rank, vendor.strip()))
    return known


KNOWN = _known()
"""Normalised name of a column: the field, how well the name fits it (0 best), and the vendor."""


def field_of(header: str) -> tuple[str, int, str] | None:
    """Return the field a column is known for, with rank and vendor; None for an unknown one."""
    return KNOWN.get(normalised(header))
