"""What the values of a column of platforms or kinds stand for, and whose a link is."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

PLATFORMS = {
    "twitter": "x", "x": "x", "facebook": "facebook", "facebook public": "facebook",
    "instagram": "instagram", "instagram public": "instagram", "youtube": "youtube",
    "reddit": "reddit", "tiktok": "tiktok", "linkedin": "linkedin", "medium": "medium",
    "telegram": "telegram", "threads": "threads", "bluesky": "bluesky", "mastodon": "mastodon",
    "weibo": "weibo", "sina weibo": "weibo", "微博": "weibo", "新浪微博": "weibo",
    "douyin": "douyin", "抖音": "douyin", "truth social": "truth_social",
}  # fmt: skip
KINDS = {
    "post": "post", "tweet": "post", "original": "post", "status": "post", "photo": "post",
    "video": "post", "link": "post", "original post": "post", "publication": "post", "帖子": "post",
    "原创": "post", "comment": "comment", "commentaire": "comment", "评论": "comment",
    "reply": "reply", "réponse": "reply", "回复": "reply", "retweet": "repost", "repost": "repost",
    "share": "repost", "partage": "repost", "转发": "repost", "quote": "quote",
    "quote tweet": "quote", "quoted": "quote", "citation": "quote",
}  # fmt: skip
HOSTS = {
    "x.com": "x", "twitter.com": "x", "mobile.twitter.com": "x", "facebook.com": "facebook",
    "m.facebook.com": "facebook", "instagram.com": "instagram", "youtube.com": "youtube",
    "m.youtube.com": "youtube", "reddit.com": "reddit", "old.reddit.com": "reddit",
    "tiktok.com": "tiktok", "linkedin.com": "linkedin", "medium.com": "medium", "t.me": "telegram",
    "threads.net": "threads", "threads.com": "threads", "bsky.app": "bluesky",
    "weibo.com": "weibo", "douyin.com": "douyin", "truthsocial.com": "truth_social",
}  # fmt: skip
EXTRACTORS = {
    "x": "segment_after:status", "facebook": "segment_after:posts", "youtube": "query:v",
    "tiktok": "segment_after:video", "threads": "segment_after:post", "bluesky":
    "segment_after:post", "instagram": "segment_after:p", "reddit": "segment_after:comments",
}  # fmt: skip


def hosts_of(links: Sequence[str]) -> set[str]:
    """Return the hosts of links, without ``www.``; an empty text stands for what is no link."""
    hosts = set()
    for link in links:
        try:
            hosts.add((urlsplit(link).hostname or "").removeprefix("www."))
        except ValueError:
            hosts.add("")
    return hosts
