"""The groups of accounts that are no campaign, and how all groups hang together."""

from __future__ import annotations

from undertow.report.charts.network import Group, NetworkChart
from undertow.report.document import Block, Figure, Row, Section, Table, paragraph
from undertow.report.material import Material
from undertow.report.sections.columns import columns
from undertow.wording import Phrase, phrase, word
from undertow.wording.phrase import integer

_MOST_DRAWN = 60
_COMMERCIAL, _OPEN = _UNEXPLAINED = ("groups.commercial", "groups.open")


def groups_section(material: Material) -> Section:
    """Return the section: counts of what is explained or open, and the picture of all groups."""
    others = material.groups.outside_campaigns()
    blocks: list[Block] = []
    if others:
        n_accounts = sum(group.n_accounts for group in others)
        blocks.append(paragraph(phrase("groups.some", n=len(others), n_accounts=n_accounts)))
        blocks.append(_outcomes(material))
    else:
        blocks.append(paragraph(phrase("groups.none")))
    if material.groups.groups:
        blocks.append(_network(material))
    title = phrase("section.groups" if material.campaigns else "chart.network.title")
    sources = ("account_findings", "communities", "edges", "explanations")
    return Section("groups", title, tuple(blocks), sources=sources)


def _outcomes(material: Material) -> Table:
    """Return groups and accounts by innocent explanation; a group may have several."""
    found: dict[str, list[int]] = {}
    for group in material.groups.outside_campaigns():
        for name in group.explanations or (_COMMERCIAL if group.is_commercial else _OPEN,):
            found.setdefault(name, []).append(group.n_accounts)
    rows = tuple(
        Row(
            (
                phrase(name) if name in _UNEXPLAINED else word("explanation", name),
                integer(len(found[name])),
                integer(sum(found[name])),
            )
        )
        for name in sorted(found, key=lambda name: (name in _UNEXPLAINED, name))
    )
    titles = columns("groups", "outcome", "#n", "#accounts")
    return Table(phrase("groups.caption"), titles, rows)


def _network(material: Material) -> Figure:
    all_groups, pairs = material.groups.groups, material.groups.n_pairs
    drawn = all_groups[:_MOST_DRAWN]
    place = {group.community_id: i for i, group in enumerate(drawn)}
    numbers = {c.row["campaign_id"]: c.number for c in material.campaigns}
    names = [
        _name(numbers.get(group.campaign_id or ""), i) for i, group in enumerate(drawn, start=1)
    ]
    links = [
        (place[a], place[b], n)
        for (a, b), n in pairs.items()
        if a != b and a in place and b in place
    ]
    across: dict[str, int] = {}
    for (a, b), n in pairs.items():
        for end in {a, b} if a != b else ():
            across[end] = across.get(end, 0) + n
    rows = tuple(
        Row(
            (
                name,
                integer(group.n_accounts),
                word("verdict", group.verdict),
                integer(pairs.get((group.community_id, group.community_id), 0)),
                integer(across.get(group.community_id, 0)),
            )
        )
        for name, group in zip(names, drawn, strict=True)
    )
    title = phrase("chart.network.title")
    chart = NetworkChart(
        title,
        phrase("chart.network.description", n=len(all_groups), n_links=len(links)),
        tuple(
            Group(name, group.n_accounts, group.verdict)
            for name, group in zip(names, drawn, strict=True)
        ),
        tuple(links),
    )
    titles = columns("chart.network", "group", "#accounts", "verdict", "#inside", "#across")
    key = "chart.network.caption_cut" if len(all_groups) > len(drawn) else "chart.network.caption"
    caption = phrase(key, n=len(drawn), total=len(all_groups))
    return Figure("network", caption, chart, Table(title, titles, rows))


def _name(campaign_number: int | None, group_number: int) -> Phrase:
    if campaign_number is None:
        return phrase("groups.number", number=group_number)
    return phrase("section.campaign", number=campaign_number)
