"""How far a campaign got, and what it drew; never what it changed in anybody's mind."""

from __future__ import annotations

from undertow.campaigns.statements.statement import CampaignView, Statement, Value, uids


def breakout(view: CampaignView) -> Statement:
    """Return the category of the Breakout Scale, 1 to 3, as far as the captures show.

    Notes
    -----
    Nimmo, *The Breakout Scale* (Brookings, 2020): one platform and one community; several of
    either; several of both. A community is here the page of somebody in whose threads the posts
    stand. Categories 4 to 6 (other media, well-known people, a response of policy) cannot be seen
    in captures: a person enters them, with evidence.
    """
    n_platforms, n_pages = len(view.campaign["platforms"]), len(view.audience.pages)
    category = 1 + (n_platforms > 1) + (n_pages > 1)
    facts = {"category": category, "n_platforms": n_platforms, "n_pages": n_pages}
    value = Value(float(category), "breakout", float(category), 6.0)
    return Statement("breakout", "", facts, uids(view.posts), value)


def reception(view: CampaignView) -> Statement:
    """Return what accounts outside did with its posts, and what sources declare of them."""
    own = view.audience
    facts = {
        "n_outside_posts": len(own.outside_posts),
        "n_outside_accounts": own.n_outside_accounts,
        "n_inside_posts": own.n_inside_posts,
        "n_declared": own.n_declared,
        "n_responses": own.n_responses,
        "n_posts": len(view.posts),
    }
    # That nobody answered is seen in the posts themselves.
    records = list(own.outside_posts) or uids(view.posts)
    value = Value(float(len(own.outside_posts)), "posts")
    return Statement("reception", "", facts, records, value)
