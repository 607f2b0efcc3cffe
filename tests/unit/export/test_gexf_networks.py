"""Networks as GEXF, read by an independent implementation."""

from __future__ import annotations

from pathlib import Path

import export_scene
import networkx as nx
import pytest

from undertow.case import Case
from undertow.export import write_gexf
from undertow.tlp import Tlp


@pytest.fixture
def network(scene: Case, tmp_path: Path) -> nx.Graph:
    [file] = write_gexf(scene, tmp_path / "out", Tlp.amber)
    return nx.read_gexf(file)


def test_nodes_are_the_inauthentic_accounts_alone(network: nx.Graph) -> None:
    named = {name for name in network if not name.startswith("A-")}
    assert named == set(export_scene.CORE)
    assert len(network) == 4
    assert {own["verdict"] for _, own in network.nodes(data=True)} == {"coordinated_inauthentic"}


def test_nodes_say_what_is_known_of_accounts(network: nx.Graph) -> None:
    own = network.nodes["x:102"]
    assert own["label"] == own["handle"] == "=HARBOUR(1)"
    assert (own["platform"], own["role"], own["community"]) == ("x", "core", "g-1")
    assert (own["origin"], own["n_posts"], own["strength"]) == ("hijacked", 1, 0.5)
    assert own["first_post"] == "2023-08-07T11:15:33Z"


def test_edges_say_in_which_layers_how_often_and_when(network: nx.Graph) -> None:
    assert network.number_of_edges() == 2
    own = network.edges["x:101", "x:102"]
    assert (own["layers"], own["weight"], own["n_shared"]) == ("text|url", 6.0, 6)
    assert own["q_value"] == 1e-9
    assert own["first_together"] == "2023-08-07T09:15:33Z"
    assert own["last_together"] == "2023-08-07T11:15:33Z"


def test_below_amber_every_node_goes_by_pseudonym(scene: Case, tmp_path: Path) -> None:
    [file] = write_gexf(scene, tmp_path / "out", Tlp.green)
    network = nx.read_gexf(file)
    assert all(name.startswith("A-") for name in network)
    assert len(network) == 4
    assert {own["first_together"] for *_, own in network.edges(data=True)
            if "first_together" in own} == {"2023-08-07T00:00:00Z"}  # fmt: skip


def test_a_case_without_inauthentic_campaigns_has_no_network(case: Case, tmp_path: Path) -> None:
    assert write_gexf(case, tmp_path / "out") == []
