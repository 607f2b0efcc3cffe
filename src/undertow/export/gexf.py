"""The network of each campaign as GEXF 1.3, for programs that draw graphs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
from lxml import etree

from undertow.case import Case, write_products
from undertow.export.disclosure import READ as DISCLOSED_BY
from undertow.export.disclosure import Disclosure, disclosure
from undertow.export.subjects import READ as SUBJECTS_READ
from undertow.export.subjects import Account, Subject, read_subjects
from undertow.pipeline import require_recorded
from undertow.schema import EdgeEvidence, Edges, TableSpec
from undertow.tlp import Tlp
from undertow.wording.redaction import clean

_READ = tuple({*SUBJECTS_READ, *DISCLOSED_BY, Edges, EdgeEvidence})
_NAMESPACE: Final = "http://gexf.net/1.3"
_NODE: Final[Mapping[str, str]] = {
    "platform": "string",
    "handle": "string",
    "verdict": "string",
    "role": "string",
    "community": "string",
    "origin": "string",
    "strength": "double",
    "n_posts": "integer",
    "created_at": "string",
    "first_post": "string",
    "last_post": "string",
}
_EDGE: Final[Mapping[str, str]] = {
    "layers": "string",
    "n_shared": "integer",
    "n_expected": "double",
    "q_value": "double",
    "first_together": "string",
    "last_together": "string",
}


def write_gexf(case: Case, out: Path, tlp: Tlp | None = None) -> list[Path]:
    """Write ``network-CAMPAIGN.gexf`` for each campaign that was found inauthentic.

    Nodes are accounts with the verdict ``coordinated_inauthentic``, edges are pairs that acted
    together more than chance allows. Nobody else is in it: whoever acts in a campaign and is not
    judged inauthentic may be anybody.

    Parameters
    ----------
    case : Case
        An analysed case.
    out : Path
        Folder; made where it does not exist.
    tlp : Tlp or None
        Who may read it; what the settings of the case say where None.

    Returns
    -------
    list of Path
        The files, by campaign; the same bytes for the same case. None without such campaigns.

    Raises
    ------
    VerificationError
        A table is not what its stage recorded; nothing is written.
    CaseError
        A table is damaged, or a file cannot be written.
    """
    files = {out / name: content for name, content in gexf_files(case, tlp).items()}
    write_products(files)
    return list(files)


def gexf_files(case: Case, tlp: Tlp | None = None) -> dict[str, bytes]:
    """Return the networks by name of their file; see :func:`write_gexf`."""
    require_recorded(case, _READ)
    told = disclosure(case, tlp or Tlp(case.settings.export.tlp))
    return {
        f"network-{subject.campaign_id}.gexf": _Network(subject, told).written()
        for subject in read_subjects(told)
        if subject.is_inauthentic
    }


@dataclass(slots=True)
class _Pair:
    """What two accounts did together, in all layers and windows."""

    n_shared: dict[str, int] = field(default_factory=dict)
    n_expected: dict[str, float] = field(default_factory=dict)
    q_value: float = 1.0
    times: list[datetime] = field(default_factory=list)

    def add(self, row: dict[str, Any]) -> None:
        # The objects of a window are among those of a wider one: the widest says how many.
        layer = row["layer"]
        if row["n_shared"] >= self.n_shared.get(layer, 0):
            self.n_shared[layer] = row["n_shared"]
            self.n_expected[layer] = row["n_expected"]
        self.q_value = min(self.q_value, row["q_value"])


class _Network:
    """The network of a campaign in the making."""

    def __init__(self, subject: Subject, told: Disclosure) -> None:
        self._subject = subject
        self._told = told
        self._shown = {own.uid: clean(told.account(own.uid)) for own in subject.accounts}
        self._uids = {shown: uid for uid, shown in self._shown.items()}
        self._at = {post.uid: post.at for post in subject.posts}
        self._posted: dict[str, list[datetime]] = defaultdict(list)
        for post in subject.posts:
            self._posted[post.account_uid].append(post.at)
        self._pairs = self._read_pairs()

    def written(self) -> bytes:
        root = etree.Element("gexf", nsmap={None: _NAMESPACE}, version="1.3")
        meta = etree.SubElement(root, "meta")
        meta.set("lastmodifieddate", self._subject.row["end"].date().isoformat())
        etree.SubElement(meta, "creator").text = "undertow"
        about = f"{self._subject.campaign_id}, {self._told.tlp.label}"
        etree.SubElement(meta, "description").text = about
        graph = etree.SubElement(root, "graph", defaultedgetype="undirected", mode="static")
        for kind, names in (("node", _NODE), ("edge", _EDGE)):
            declared = etree.SubElement(graph, "attributes", {"class": kind, "mode": "static"})
            for name, type_ in names.items():
                etree.SubElement(declared, "attribute", id=name, title=name, type=type_)
        nodes = etree.SubElement(graph, "nodes")
        for own in sorted(self._subject.accounts, key=lambda own: self._shown[own.uid]):
            self._add_node(nodes, own)
        edges = etree.SubElement(graph, "edges")
        for number, (ends, pair) in enumerate(sorted(self._pairs.items(), key=lambda own: own[0])):
            self._add_edge(edges, number, ends, pair)
        return bytes(
            etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
        )

    def _read_pairs(self) -> dict[tuple[str, str], _Pair]:
        """Return the pairs of listed accounts, by the names that they go by."""
        pairs: dict[tuple[str, str], _Pair] = defaultdict(_Pair)
        for row in self._listed(Edges):
            pairs[self._ends(row)].add(row)
        for row in self._listed(EdgeEvidence):
            own = (self._at.get(row[post]) for post in ("post_a", "post_b"))
            pairs[self._ends(row)].times += [at for at in own if at is not None]
        return pairs

    def _listed(self, spec: type[TableSpec]) -> list[dict[str, Any]]:
        table, uids = self._told.rows(spec), pa.array(self._shown, pa.string())
        for end in ("a", "b"):
            table = table.filter(pc.is_in(table.column(end), value_set=uids))
        rows: list[dict[str, Any]] = table.to_pylist()
        return rows

    def _ends(self, row: dict[str, Any]) -> tuple[str, str]:
        one, other = sorted((self._shown[row["a"]], self._shown[row["b"]]))
        return one, other

    def _add_node(self, nodes: Any, own: Account) -> None:
        is_named = own.uid in self._told.named
        handle = clean(own.handle) if is_named and own.handle else None
        shown = self._shown[own.uid]
        node = etree.SubElement(nodes, "node", id=shown, label=handle or shown)
        posted = self._posted[own.uid]
        values = {
            "platform": clean(own.platform),
            "handle": handle,
            "verdict": own.verdict,
            "role": own.role,
            "community": own.community_id,
            "origin": own.origin,
            "strength": own.strength,
            "n_posts": own.n_posts,
            "created_at": self._day_or_second(own.created_at, own.uid),
            "first_post": self._day_or_second(posted[0] if posted else None, own.uid),
            "last_post": self._day_or_second(posted[-1] if posted else None, own.uid),
        }
        _put(node, values)

    def _add_edge(self, edges: Any, number: int, ends: tuple[str, str], pair: _Pair) -> None:
        n_shared = sum(pair.n_shared.values())
        edge = etree.SubElement(edges, "edge", id=str(number), source=ends[0], target=ends[1])
        edge.set("weight", str(max(n_shared, 1)))
        uids = (self._uids[ends[0]], self._uids[ends[1]])
        first, last = (min(pair.times), max(pair.times)) if pair.times else (None, None)
        values = {
            "layers": "|".join(sorted(pair.n_shared)),
            "n_shared": n_shared,
            "n_expected": sum(pair.n_expected.values()),
            "q_value": pair.q_value,
            "first_together": self._day_or_second(first, *uids),
            "last_together": self._day_or_second(last, *uids),
        }
        _put(edge, values)

    def _day_or_second(self, at: datetime | None, *uids: str) -> str | None:
        """Return a time as it may be told of some accounts."""
        for uid in uids:
            at = self._told.moment(at, uid)
        return None if at is None else at.isoformat().replace("+00:00", "Z")


def _put(element: Any, values: Mapping[str, Any]) -> None:
    """Add the values of a node or an edge, those that there are; lxml escapes them."""
    made = etree.SubElement(element, "attvalues")
    for name, value in values.items():
        if value is not None and value != "":
            etree.SubElement(made, "attvalue", {"for": name, "value": str(value)})
