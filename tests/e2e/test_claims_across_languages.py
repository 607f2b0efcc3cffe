"""The same claim in four languages and scripts, among chatter, through every stage."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from undertow.analysis import analyze
from undertow.captures import ingest
from undertow.case import Case
from undertow.schema import PostText

# Invented people and places.
CLAIMS = [
    (
        "The member secretly met lobbyists from the mining company and hid it from the committee",
        "La députée a rencontré en secret des lobbyistes de la société minière et l'a caché au "
        "comité",
        "该议员秘密会见了矿业公司的说客并向委员会隐瞒了此事",
        "該議員秘密會見了礦業公司的說客並向委員會隱瞞了此事",
    ),
    (
        "Her family bought three houses on the coast with money from developers",
        "Sa famille a acheté trois maisons sur la côte avec l'argent des promoteurs",
        "她的家人用开发商的钱在海边买了三套房子",
        "她的家人用開發商的錢在海邊買了三套房子",
    ),
    (
        "The government is hiding how many people died in the wildfires",
        "Le gouvernement cache combien de personnes sont mortes dans les feux de forêt",
        "政府隐瞒了山火中死亡的人数",
        "政府隱瞞了山火中死亡的人數",
    ),
]
SUBJECTS = ["My neighbour", "The bakery", "Our hockey team", "The library", "A young teacher"]
ACTS = [
    "opened a garden behind the school",
    "painted the door of the harbour hall",
    "found a lost bicycle near the market",
    "cooked soup for the fire station",
    "wrote a song about the old lake house",
    "repaired the roof of the museum",
    "sold tickets in front of the church",
    "planted maple trees around the campus",
]
CHATTER = [f"{subject} {act}" for subject in SUBJECTS for act in ACTS]
CHATTER += [
    "La boulangerie du coin ferme lundi pour des travaux",
    "Notre équipe de soccer cherche un gardien pour samedi",
    "Je vends un vieux vélo rouge près du marché",
    "今天天气很好我们去公园散步了",
    "这家餐馆的面条非常好吃推荐给大家",
    "周末在图书馆看了一本关于历史的书",
]


def test_a_claim_is_one_group_in_all_its_languages(tmp_path: Path) -> None:
    texts = [text for claim in CLAIMS for text in claim] + CHATTER
    records: list[dict[str, Any]] = []
    for place, text in enumerate(texts * 2):
        records.append(
            {
                "platform": "x",
                "id": str(place),
                "author_id": f"a{place}",
                "created_at": f"2023-08-07T{place % 24:02}:00:00Z",
                "kind": "post",
                "text": text,
            }
        )
    capture = tmp_path / "capture.ndjson"
    capture.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    case = Case.create(tmp_path / "case", purpose="a test")
    ingest(case, [capture], format_id="canonical", who="test", command="test")
    analyze(case, who="test", command="test")
    rows = {row["post_uid"]: row for row in case.read(PostText).arrow.to_pylist()}
    group_of = {text: rows[f"x:{place}"]["claim_group"] for place, text in enumerate(texts)}
    groups = [{group_of[text] for text in claim} for claim in CLAIMS]
    assert all(len(group) == 1 for group in groups)
    assert len(set().union(*groups)) == len(CLAIMS)
    assert {group_of[text] for text in CHATTER}.isdisjoint(set().union(*groups))
