"""The same face across media, for a person to look at: never a verdict and no input of anything.

A face is biometric data. What is found stays in a file of its own in the case, is in no table, no
product and no export, and goes with one command. Every search needs a purpose, on record first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage

from undertow.errors import CaseError, PluginError, ReviewRequiredError
from undertow.media.hints.model import HintModel
from undertow.media.hints.purpose import checked_purpose

FOLDER = "biometric"
"""Folder of the case that holds faces and nothing else."""

MAX_FACES = 5000
"""Most faces that are grouped: distances are of all pairs, 100 MiB for as many."""

_PURPOSE = "media-faces"
_PURGE = "media-faces-purge"
_SCHEMA = pa.schema(
    [
        ("media_uid", pa.string()),
        ("at_s", pa.float64()),
        ("box", pa.list_(pa.float64(), 4)),
        ("embedding", pa.list_(pa.float32())),
        ("model_sha256", pa.string()),
    ]
)


@dataclass(frozen=True, slots=True)
class Face:
    """A face in a picture.

    Attributes
    ----------
    media_uid : str
        The media file.
    at_s : float
        When it is shown.
    box : (4,) floats
        Left, top, right, bottom as shares of width and height.
    embedding : (d,) float32
        Of length one; its cosine with that of another face says how alike they are.
    """

    media_uid: str
    at_s: float
    box: tuple[float, float, float, float]
    embedding: NDArray[np.float32]


def purpose_on_record(entries: Iterable[dict[str, Any]]) -> str:
    """Return for what purpose faces may be searched, as the custody log says.

    Parameters
    ----------
    entries : iterable of dict
        Entries of the custody log, the oldest first.

    Raises
    ------
    ReviewRequiredError
        None is on record, or the faces were purged since.
    """
    purpose = ""
    for entry in entries:
        if entry.get("action") == _PURPOSE:
            purpose = str(entry.get("purpose", ""))
        elif entry.get("action") == _PURGE:
            purpose = ""
    if not purpose:
        raise ReviewRequiredError(
            "faces are biometric data, and no purpose of searching them is on record in this case; "
            "run `undertow media faces CASE --purpose TEXT`"
        )
    return purpose


def recorded_purpose(text: str) -> tuple[str, dict[str, str]]:
    """Return the action and the fields by which a purpose is put into the custody log.

    Raises
    ------
    ReviewRequiredError
        The text is too short to be a purpose.
    """
    return _PURPOSE, {"purpose": checked_purpose(text, "the faces are searched")}


def recorded_purge(n_faces: int) -> tuple[str, dict[str, int]]:
    """Return the action and the fields by which a purge is put into the custody log."""
    return _PURGE, {"n_faces": n_faces}


def find_faces(model: HintModel, media_uid: str, at_s: float, rgb: NDArray[np.uint8]) -> list[Face]:
    """Find the faces in a picture.

    Parameters
    ----------
    model : HintModel
        Gives ``boxes`` (n, 4), shares of width and height, and ``embeddings`` (n, d).
    media_uid, at_s : str, float
        Where the picture is from.
    rgb : (h, w, 3) uint8
        The picture.

    Raises
    ------
    PluginError
        The model gives something else.
    """
    found = model.run(rgb)
    boxes, embeddings = found.get("boxes"), found.get("embeddings")
    if (
        boxes is None
        or embeddings is None
        or boxes.ndim != 2
        or embeddings.ndim != 2
        or boxes.shape != (len(embeddings), 4)
    ):
        raise PluginError(
            f"model {model.sha256[:12]}: a model for faces gives boxes (n, 4) and embeddings (n, d)"
        )
    lengths = np.linalg.norm(embeddings, axis=1)
    return [
        Face(media_uid, at_s, tuple(box.clip(0, 1).tolist()), (one / length).astype(np.float32))
        for box, one, length in zip(boxes, embeddings, lengths, strict=True)
        if length > 0
    ]


def group_faces(faces: list[Face], max_distance: float) -> NDArray[np.int64]:
    """Group faces of which each is near every other.

    Parameters
    ----------
    faces : list of Face
        At most :data:`MAX_FACES`, all by one model.
    max_distance : float
        Greatest distance, 1 minus the cosine, within a group; it depends on the model.

    Returns
    -------
    (n,) int64
        Number of the group of each face, from 0, in the order of their first faces.

    Raises
    ------
    CaseError
        There are more faces.

    Notes
    -----
    Complete linkage, so that a chain of look-alikes joins nobody to a stranger.
    """
    if len(faces) > MAX_FACES:
        raise CaseError(f"{len(faces)} faces; at most {MAX_FACES} are grouped: choose fewer media")
    if len(faces) < 2:
        return np.zeros(len(faces), np.int64)
    vectors = np.stack([face.embedding for face in faces]).astype(np.float64)
    upper = np.triu_indices(len(faces), 1)
    distances = (1 - vectors @ vectors.T)[upper].clip(0)
    labels = fcluster(linkage(distances, "complete"), max_distance, "distance")
    _, first, group = np.unique(labels, return_index=True, return_inverse=True)
    return np.argsort(np.argsort(first))[group].astype(np.int64)


def write_faces(case: Path, faces: list[Face], model_sha256: str) -> None:
    """Keep faces in the case, in place of those that were kept before."""
    rows = [
        {
            "media_uid": face.media_uid,
            "at_s": face.at_s,
            "box": list(face.box),
            "embedding": face.embedding.tolist(),
            "model_sha256": model_sha256,
        }
        for face in faces
    ]
    _write(case, pa.Table.from_pylist(rows, _SCHEMA))


def forget_faces(case: Path, media_uids: Collection[str]) -> None:
    """Delete the faces in media files that are deleted."""
    file = case / FOLDER / "faces.parquet"
    if file.exists():
        faces = pq.read_table(file, schema=_SCHEMA)
        gone = pc.is_in(faces.column("media_uid"), value_set=pa.array(media_uids, pa.string()))
        _write(case, faces.filter(pc.invert(gone)))


def _write(case: Path, faces: pa.Table) -> None:
    folder = case / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    draft = folder / "faces.parquet.draft"
    pq.write_table(faces, draft)
    draft.chmod(0o600)
    draft.replace(folder / "faces.parquet")


def read_faces(case: Path) -> list[Face]:
    """Return the faces that are kept; none where there are none."""
    file = case / FOLDER / "faces.parquet"
    if not file.exists():
        return []
    return [
        Face(
            row["media_uid"],
            row["at_s"],
            tuple(row["box"]),
            np.array(row["embedding"], np.float32),
        )
        for row in pq.read_table(file, schema=_SCHEMA).to_pylist()
    ]


def purge_faces(case: Path) -> int:
    """Delete all faces of a case and return how many there were.

    The folder goes with them. What copies and snapshots of the disk hold is not reached.
    """
    n_faces = len(read_faces(case))
    folder = case / FOLDER
    for file in sorted(folder.glob("*")):
        file.unlink()
    if folder.exists():
        folder.rmdir()
    return n_faces
