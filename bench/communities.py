"""Communities: time and memory of the cut beside graspologic-native, and of the whole stage.

Run ``python bench/communities.py [--ties 1000000] [--stage]``. The network has cells of 100
accounts, half of whose ties stay inside; each measurement is a process of its own, so that its peak
memory is its own.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from undertow.coordination import find_communities
from undertow.coordination.communities.canonical import half_ties
from undertow.coordination.communities.graph import masses
from undertow.coordination.communities.leiden import inside_less_null, leiden
from undertow.schema import AccountTests, Actions, Edges, GroupMembers, Table
from undertow.settings import CoordinationSettings

_CELL = 100
_DEGREE = 20
_SEED = 1

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def network(n_ties: int) -> tuple[int, Ints, Ints, Floats]:
    """Return the number of accounts and the ties (left < right, sorted, distinct) with weights."""
    rng = np.random.default_rng(_SEED)
    n = 2 * n_ties // _DEGREE // _CELL * _CELL
    one = rng.integers(0, n, 2 * n_ties)
    inside = rng.random(2 * n_ties) < 0.5
    near = one // _CELL * _CELL + rng.integers(0, _CELL, 2 * n_ties)
    other = np.where(inside, near, rng.integers(0, n, 2 * n_ties))
    left, right = np.minimum(one, other), np.maximum(one, other)
    keys = np.unique(left[left < right] * n + right[left < right])
    keys = np.sort(rng.choice(keys, min(n_ties, len(keys)), replace=False))
    return n, keys // n, keys % n, rng.uniform(0.3, 1, len(keys))


def rows(n: int, left: Ints, right: Ints, weight: Floats) -> tuple[Ints, Ints, Floats, Floats]:
    """Return compressed rows and the masses of one layer."""
    starts, neighbours, tie = half_ties(n, left.astype(np.int32), right.astype(np.int32))
    mass = masses(starts, weight[tie], np.zeros(len(tie), np.int8), 1)
    return starts, neighbours, weight[tie], mass


def ours(n: int, left: Ints, right: Ints, weight: Floats) -> Ints:
    """Cut the network by our own Leiden."""
    return np.asarray(leiden(*rows(n, left, right, weight), 1.0, np.array([_SEED], np.uint64)))


def graspologic(n: int, left: Ints, right: Ints, weight: Floats) -> Ints:
    """Cut the network by graspologic-native, which takes a list of names and weights."""
    import graspologic_native  # the peer need not be installed to measure ours

    ties = list(
        zip(map(str, left.tolist()), map(str, right.tolist()), weight.tolist(), strict=True)
    )
    _, found = graspologic_native.leiden(
        edges=ties,
        starting_communities=None,
        resolution=1.0,
        randomness=0.001,
        iterations=1,
        use_modularity=True,
        seed=_SEED,
        trials=1,
    )
    cells = np.full(n, -1, np.int64)
    cells[np.array(list(found), np.int64)] = list(found.values())
    return np.unique(cells, return_inverse=True)[1].astype(np.int64)


def stage(n: int, left: Ints, right: Ints, weight: Floats) -> Ints:
    """Run the whole stage: two layers, three resolutions, resampled runs, tables."""
    names = pa.array([f"x:{i:09d}" for i in range(n)])
    layers = np.where(np.arange(len(left)) % 2, "text", "reply_target")
    edges = pa.table(
        {
            "layer": pa.array(layers),
            "window_s": np.full(len(left), 60),
            "a": names.take(pa.array(left)),
            "b": names.take(pa.array(right)),
            "p_combined": 10 ** (-12 * weight),
            "q_value": np.full(len(left), 1e-3),
        }
    )
    for field in Edges.arrow_schema():
        if field.name not in edges.column_names:
            edges = edges.append_column(field.name, pa.nulls(len(left), field.type))
    begun = time.process_time()
    found, _ = find_communities(
        Table(Edges, edges),
        Table.empty(AccountTests),
        Table.empty(Actions),
        Table.empty(GroupMembers),
        CoordinationSettings(),
        rng_seed=_SEED,
    )
    print(f"  stage itself {time.process_time() - begun:.1f} s CPU, {found.n_rows:,} rows")
    return np.arange(n)


def measure(method: str, n_ties: int) -> None:
    """Print the CPU time, the peak memory and the modularity of one method."""
    made = network(n_ties)
    small = network(10_000)
    run = {"ours": ours, "graspologic": graspologic, "stage": stage}[method]
    run(*small)  # compiled or loaded from the cache
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    begun = time.process_time()
    cells = run(*made)
    cpu = time.process_time() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    line = f"{method:12} {len(made[1]):>10,} ties  {cpu:7.1f} s CPU  peak {peak:6,.0f} MB"
    if method != "stage":
        held = rows(*made)
        reached = inside_less_null(*held, cells, 1.0) / held[2].sum()
        line += f"  modularity {reached:.4f}"
    print(f"{line}  ({len(made[1]) / cpu:,.0f} ties/s; {before:,.0f} MB before)", flush=True)


def main() -> None:
    """Measure each method in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ties", type=int, nargs="*", default=[1_000_000])
    parser.add_argument("--stage", action="store_true", help="the whole stage as well")
    parser.add_argument("--method", help="only this one, in this process")
    asked = parser.parse_args()
    for n_ties in asked.ties:
        if asked.method:
            measure(asked.method, n_ties)
            continue
        for method in ("ours", "graspologic", *(["stage"] if asked.stage else [])):
            command = [sys.executable, __file__, "--ties", str(n_ties), "--method", method]
            subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
