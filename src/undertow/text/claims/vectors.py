"""Vectors of units, taken from the run before where the text and the embedder are the same."""

from __future__ import annotations

import hashlib

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from undertow.schema import ClaimVectors, Table
from undertow.text.embedders.seam import Embedder, Vectors, unit_rows

# Vectors are used as they are stored, so a cached one and a fresh one give the same tables.
_STORED = np.dtype("<f2")


def embed_units(
    units: pa.Array, views: pa.Array, embedder: Embedder, before: Table[ClaimVectors] | None
) -> Table[ClaimVectors]:
    """Return the vectors of units.

    Parameters
    ----------
    units, views : (n,) Arrow string array
        Ids and embedding views.
    embedder : Embedder
        Called for the views that ``before`` does not hold.
    before : Table[ClaimVectors] or None
        Vectors of the run before, of any embedder.

    Returns
    -------
    Table[ClaimVectors]
        One row a unit.
    """
    digests = [hashlib.sha256(view.encode()).hexdigest() for view in views.to_pylist()]
    hashes = pa.array(digests, pa.string())
    known = _known(embedder, before)
    row = pc.index_in(hashes, value_set=known.column("view_sha256"))
    # A text is embedded once, however many units have it.
    fresh = hashes.filter(row.is_null()).unique()
    places = pc.index_in(fresh, value_set=hashes)
    vectors = embedder.embed(views.take(places)).astype(_STORED)
    stored = pa.array([vector.tobytes() for vector in vectors], pa.binary())
    all_hashes = pa.chunked_array([*known.column("view_sha256").chunks, fresh])
    all_vectors = pa.chunked_array([*known.column("vector").chunks, stored])
    found = pc.index_in(hashes, value_set=all_hashes)
    return Table.checked(
        ClaimVectors,
        pa.table(
            {
                "unit": units,
                "embedder": pa.repeat(pa.scalar(embedder.fingerprint), len(units)),
                "view_sha256": hashes,
                "vector": all_vectors.take(found),
            }
        ),
    )


def matrix(vectors: pa.ChunkedArray, dimension: int) -> Vectors:
    """Return stored vectors as the rows of a matrix, each of unit length."""
    stored = b"".join(vectors.to_pylist())
    return unit_rows(np.frombuffer(stored, _STORED).astype(np.float32).reshape(-1, dimension))


def _known(embedder: Embedder, before: Table[ClaimVectors] | None) -> pa.Table:
    """Return the vectors of the same embedder, each text once."""
    if before is None:
        return ClaimVectors.arrow_schema().empty_table()
    same = before.arrow.filter(pc.equal(before.arrow.column("embedder"), embedder.fingerprint))
    first = np.unique(same.column("view_sha256").to_numpy(), return_index=True)[1]
    return same.take(pa.array(np.sort(first)))
