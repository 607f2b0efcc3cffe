"""Stage ``techniques``."""

from __future__ import annotations

from undertow.attribution.rows import checked, grouped
from undertow.attribution.signs import SHOWN
from undertow.attribution.techniques.framework import read_framework
from undertow.attribution.techniques.rules import RULES
from undertow.schema import Campaigns, CampaignSigns, Table, Techniques
from undertow.settings import NoSettings

_MOST_RECORDS = 20


def map_techniques(
    campaigns: Table[Campaigns],
    campaign_signs: Table[CampaignSigns],
    settings: NoSettings,
    *,
    rng_seed: int,
) -> Table[Techniques]:
    """Name what each inauthentic campaign does.

    Parameters
    ----------
    campaigns, campaign_signs : Table
        The case.
    settings : NoSettings
        Nothing to set.
    rng_seed : int
        Not used.

    Returns
    -------
    Table[Techniques]
        One row a campaign and technique. A campaign of which authenticity is open has none: the
        framework is about operations, and people who act together are none.
    """
    framework = read_framework()
    signs = grouped(campaign_signs.arrow.to_pylist(), "campaign_id")
    rows = []
    for campaign in campaigns.arrow.to_pylist():
        if campaign["verdict"] != "coordinated_inauthentic":
            continue
        own = signs[campaign["campaign_id"]]
        shown = {row["sign"]: row["records"] for row in own if row["state"] == SHOWN}
        platforms = set(campaign["platforms"])
        for rule in RULES:
            if not rule.holds(shown.keys(), platforms):
                continue
            records = sorted({uid for sign in rule.signs for uid in shown[sign]})
            rows.append(
                {
                    "campaign_id": campaign["campaign_id"],
                    "technique_id": rule.technique_id,
                    "name": framework.techniques[rule.technique_id],
                    "framework": f"DISARM {framework.version}",
                    "signs": list(rule.signs),
                    "platforms": sorted(platforms & rule.platforms),
                    "records": records[:_MOST_RECORDS],
                }
            )
    return checked(Techniques, rows)
