"""Where a campaign posts: platforms against languages, and who is linked to whom across them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from undertow.report.charts.heat import HeatChart
from undertow.report.charts.links import N_SYMBOLS, LinksChart
from undertow.report.document import Column, Figure, Row, Table
from undertow.report.material import CampaignMaterial
from undertow.report.sections.columns import columns
from undertow.wording import Phrase, phrase
from undertow.wording.claims import language, platform
from undertow.wording.phrase import integer

_MOST_ROWS, _MOST_COLUMNS = 12, 6


def platforms_by_languages(campaign: CampaignMaterial, ident: str) -> Figure | None:
    """Return posts by platform and language; None where there is one of each."""
    by_platform: Counter[str] = Counter()
    by_language: Counter[str] = Counter()
    for name, spoken, n in campaign.places:
        by_platform[name] += n
        by_language[spoken] += n
    if len(campaign.places) < 2:
        return None
    rows = _ranked(by_platform, _MOST_ROWS)
    heads = _ranked(by_language, _MOST_COLUMNS)
    counts = [[0] * len(heads) for _ in rows]
    for name, spoken, n in campaign.places:
        counts[_place(name, rows)][_place(spoken, heads)] += n
    row_names = tuple(_or_rest(name, platform) for name in rows)
    head_names = tuple(_or_rest(name, language) for name in heads)
    title = phrase("chart.heat.title")
    busiest = max(
        ((i, k) for i in range(len(rows)) for k in range(len(heads))),
        key=lambda at: (counts[at[0]][at[1]], -at[0], -at[1]),
    )
    description = phrase(
        "chart.heat.description",
        n_platforms=len(by_platform),
        n_languages=len(by_language),
        platform=row_names[busiest[0]],
        language=head_names[busiest[1]],
        n=counts[busiest[0]][busiest[1]],
    )
    claim = campaign.the("platforms")
    claim_id = None if claim is None else claim.claim_id
    table = Table(
        title,
        (
            Column(phrase("chart.heat.platform")),
            *(Column(name, is_numeric=True) for name in head_names),
            Column(phrase("chart.heat.total"), is_numeric=True),
        ),
        tuple(
            Row((name, *map(integer, row), integer(sum(row))), claim_id)
            for name, row in zip(row_names, counts, strict=True)
        ),
    )
    chart = HeatChart(title, description, row_names, head_names, tuple(map(tuple, counts)))
    return Figure(f"{ident}-places", phrase("chart.heat.caption"), chart, table)


def network(campaign: CampaignMaterial, ident: str) -> Figure | None:
    """Return the accounts that are linked, by platform; None where no pair is."""
    links = campaign.links
    if links is None or not links.pairs:
        return None
    shown = _ranked(Counter(links.platforms), N_SYMBOLS)
    title = phrase("chart.links.title", number=campaign.number)
    description = phrase(
        "chart.links.description",
        n=len(links.platforms),
        n_pairs=len(links.pairs),
        items=[_linked(a, b, n) for a, b, n in links.by_platforms[:_MOST_COLUMNS]],
    )
    chart = LinksChart(
        title,
        description,
        tuple(_or_rest(name, platform) for name in shown),
        tuple(_place(name, shown) for name in links.platforms),
        links.pairs,
    )
    rows = tuple(
        Row((phrase("chart.links.between", a=platform(a), b=platform(b)), integer(n)))
        for a, b, n in links.by_platforms
    )
    table = Table(title, columns("chart.links", "platforms", "#pairs"), rows)
    caption = phrase(
        "chart.links.caption",
        n=len(links.platforms),
        total=links.n_accounts,
        n_pairs=links.n_pairs,
    )
    return Figure(f"{ident}-network", caption, chart, table)


def _linked(a: str, b: str, n: int) -> Phrase:
    return phrase("chart.links.item", a=platform(a), b=platform(b), n=n)


def _ranked(counts: Counter[str], most: int) -> list[str]:
    """Return names, most posts first; the last of too many stands for the rest (empty)."""
    names = sorted(counts, key=lambda name: (-counts[name], name))
    return names if len(names) <= most else [*names[: most - 1], ""]


def _place(name: str, names: list[str]) -> int:
    return names.index(name) if name in names else len(names) - 1


def _or_rest(name: str, say: Callable[[str], Phrase]) -> Phrase:
    return say(name) if name else phrase("chart.heat.rest")
