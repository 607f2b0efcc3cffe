"""A detector that runs: its model, checked and loaded, and the scores it gives."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from undertow.errors import PluginError
from undertow.media.detectors.graph import check_graph
from undertow.media.detectors.manifest import (
    Manifest,
    PicturePreparation,
    manifest_file,
    read_beside,
    read_manifest,
)
from undertow.media.detectors.preparing import Pixels, Samples, prepare_picture, prepare_sound

# Protobuf allows no message of 2 GiB, so no ONNX file in one piece is longer.
_MAX_MODEL_BYTES = (2 << 30) - 1
_MAX_FEATURES = 4_096


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model says of one item.

    Attributes
    ----------
    raw : float or None
        The number it gives, as it gives it; None where it cannot be asked.
    features : (n,) float64 or None
        What it sees, where the manifest names such an output.
    reason : str
        Why there is no number: ``too_small``, ``nothing_to_score`` or ``not_a_number``; else empty.
    """

    raw: float | None
    features: NDArray[np.float64] | None = None
    reason: str = ""


class Detector:
    """A model and its manifest.

    Parameters
    ----------
    manifest : Manifest
        What it says of itself.
    content : bytes
        The ONNX file; its hash was checked.
    place : str
        What messages call it.

    Raises
    ------
    PluginError
        The model asks for more than it may, cannot be loaded, or is not fed and read as the
        manifest says.

    Notes
    -----
    Made and asked in the process that decodes: a model is code somebody else wrote, and so is the
    parser that reads it. Memory, time, files and network are limited there. Here: one thread, the
    processor only, no library of operators, no file beside the model.
    """

    def __init__(self, manifest: Manifest, content: bytes, place: str) -> None:
        self.manifest = manifest
        try:
            check_graph(content)
            self._session = _session(content)
            self._input = self._only_input()
            self._check_outputs()
        except PluginError as error:
            raise PluginError(f"{place}: {error}") from error
        trial = self.ask([np.zeros((1024, 1024, 3), np.uint8)], np.zeros(48_000, np.float32))
        if trial.raw is None and trial.reason != "not_a_number":
            raise PluginError(f"{place}: gives no score for an empty {manifest.input}")

    @classmethod
    def load(cls, place: Path) -> Detector:
        """Load a detector from its folder, or from the manifest or model in it.

        Raises
        ------
        PluginError
            The manifest is not acceptable, the model is not the one it names, or it cannot be run.
        """
        file = manifest_file(place)
        manifest = read_manifest(file)
        return cls(manifest, read_model(file, manifest), str(file))

    def ask(self, pictures: Sequence[Pixels], sound: Samples) -> Answer:
        """Score one item.

        Parameters
        ----------
        pictures : sequence of (height, width, 3) uint8
            The picture, the face, or the frames of a video; of several, the mean is the score.
        sound : (n,) float32
            The soundtrack, at the sample rate of the manifest; not looked at by other detectors.
        """
        wanted = self.manifest.preparation
        if isinstance(wanted, PicturePreparation):
            inputs = [prepare_picture(picture, wanted) for picture in pictures]
        else:
            inputs = [prepare_sound(sound, wanted)]
        ready = [given for given in inputs if given is not None]
        if not ready:
            return Answer(None, None, "too_small" if pictures else "nothing_to_score")
        answers = [self._run(given) for given in ready]
        raw = float(np.mean([number for number, _ in answers]))
        if not np.isfinite(raw):
            return Answer(None, None, "not_a_number")
        seen = [features for _, features in answers if features is not None]
        features = np.mean(seen, axis=0) if seen else None
        is_known = features is not None and bool(np.isfinite(features).all())
        return Answer(raw, features if is_known else None)

    def _run(self, given: NDArray[np.float32]) -> tuple[float, NDArray[np.float64] | None]:
        score = self.manifest.score
        names = [score.output, *([score.features] if score.features else [])]
        try:
            values = self._session.run(names, {self._input: given})
        except Exception as error:  # the errors of the runtime have no common base
            raise PluginError(
                f"detector {self.manifest.name}: the model does not take what the manifest says "
                f"(shape {given.shape}): {str(error)[:200]}"
            ) from error
        numbers = np.asarray(values[0], np.float64).reshape(-1)
        if score.index >= len(numbers):
            raise PluginError(
                f"detector {self.manifest.name}: output {score.output} has {len(numbers)} numbers, "
                f"none at index {score.index}; correct the manifest"
            )
        if len(values) == 1:
            return float(numbers[score.index]), None
        features = np.asarray(values[1], np.float64).reshape(-1)
        if len(features) > _MAX_FEATURES:
            raise PluginError(
                f"detector {self.manifest.name}: output {score.features} has {len(features)} "
                f"numbers; features have at most {_MAX_FEATURES}"
            )
        return float(numbers[score.index]), features

    def _only_input(self) -> str:
        inputs = self._session.get_inputs()
        if len(inputs) != 1 or inputs[0].type != "tensor(float)":
            raise PluginError("the model must have one input of 32-bit floats; export it so")
        return str(inputs[0].name)

    def _check_outputs(self) -> None:
        score, names = self.manifest.score, [given.name for given in self._session.get_outputs()]
        for name in (score.output, score.features):
            if name is not None and name not in names:
                raise PluginError(f"the model has no output {name!r}; it has {names[:20]}")


def read_model(file: Path, manifest: Manifest) -> bytes:
    """Return the model that a manifest names.

    Parameters
    ----------
    file : Path
        The manifest.
    manifest : Manifest
        What it says.

    Raises
    ------
    PluginError
        The model is missing or not the one that the manifest names.
    """
    content = read_beside(file.parent, manifest.model, _MAX_MODEL_BYTES)
    if (found := hashlib.sha256(content).hexdigest()) != manifest.sha256:
        raise PluginError(
            f"{file.parent / manifest.model}: not the model that {file.name} names (its SHA-256 is "
            f"{found}); get the model again, or calibrate the new one under a new version"
        )
    return content


def _session(content: bytes) -> Any:
    import onnxruntime  # an extra, and slow to load

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4
    options.use_deterministic_compute = True
    # An arena grows in powers of two and would meet the limit of memory long before the model does.
    options.enable_cpu_mem_arena = False
    # Nothing but ONNX: the format of the runtime's own would not have been checked.
    options.add_session_config_entry("session.load_model_format", "ONNX")
    try:
        return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # the errors of the runtime have no common base
        raise PluginError(f"the model cannot be loaded: {str(error)[:300]}") from error
