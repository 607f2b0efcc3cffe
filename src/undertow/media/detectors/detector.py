"""A detector that runs: its model, checked and loaded, and the scores it gives."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
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
        Why there is no number: ``not_a_number`` or ``gave_up``; else empty.
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
    max_time_s : float
        Seconds for one item, however many frames it has.

    Raises
    ------
    PluginError
        The model asks for more than it may, cannot be loaded, or is not fed and read as the
        manifest says.

    Notes
    -----
    Runs in this process, unlike what decodes: a model is no captured content but a thing that an
    analyst installed, as a package is, and its hash says that it is the very one whose licence and
    calibration were read. What reaches it of a captured file is numbers of a fixed count, which
    another process has decoded. What a model could do all the same is left to it as little as
    possible: operators of ONNX only, no file beside the model, one thread, the processor only, and
    an end after ``max_time_s``. Only its memory is not limited.
    """

    def __init__(self, manifest: Manifest, content: bytes, place: str, max_time_s: float) -> None:
        self.manifest = manifest
        self._max_time_s = max_time_s
        try:
            check_graph(content)
            self._session = _session(content)
            self._input = self._only_input()
            self._check_outputs()
        except PluginError as error:
            raise PluginError(f"{place}: {error}") from error
        wanted = manifest.preparation
        if isinstance(wanted, PicturePreparation):
            size = (wanted.height_px, wanted.width_px, 3)
            trial = self.ask([np.zeros(size, np.uint8)], np.zeros(0, np.float32))
        else:
            trial = self.ask([], np.zeros(wanted.samples, np.float32))
        if trial.raw is None and trial.reason != "not_a_number":
            raise PluginError(
                f"{place}: gives no score for an empty {manifest.input} within {max_time_s:g} s"
            )

    @classmethod
    def load(cls, place: Path, max_time_s: float) -> Detector:
        """Load a detector from its folder, or from the manifest or model in it.

        Parameters
        ----------
        place : Path
            The folder, the manifest or the model.
        max_time_s : float
            Seconds for one item.

        Raises
        ------
        PluginError
            The manifest is not acceptable, the model is not the one it names, or it cannot be run.
        """
        require_packages()
        file = manifest_file(place)
        manifest = read_manifest(file)
        return cls(manifest, read_model(file, manifest), str(file), max_time_s)

    def ask(self, pictures: Sequence[Pixels], sound: Samples) -> Answer:
        """Score one item.

        Parameters
        ----------
        pictures : sequence of (height_px, width_px, 3) uint8
            The picture, the face, or the frames of a video, in the size of the manifest; of
            several, the mean is the score. One at least, unless it looks at sound.
        sound : (n,) float32
            The soundtrack, at the sample rate of the manifest; not looked at by other detectors.

        Raises
        ------
        PluginError
            The model does not take what the manifest says.
        """
        wanted = self.manifest.preparation
        if isinstance(wanted, PicturePreparation):
            inputs = [prepare_picture(picture, wanted) for picture in pictures]
        else:
            inputs = [prepare_sound(sound, wanted)]
        options = _run_options()
        with _ended_after(options, self._max_time_s) as is_over:
            try:
                answers = [self._run(given, options) for given in inputs]
            except PluginError:
                if not is_over():
                    raise
                return Answer(None, None, "gave_up")
        raw = float(np.mean([number for number, _ in answers]))
        if not np.isfinite(raw):
            return Answer(None, None, "not_a_number")
        seen = [features for _, features in answers if features is not None]
        features = np.mean(seen, axis=0) if seen else None
        is_known = features is not None and bool(np.isfinite(features).all())
        return Answer(raw, features if is_known else None)

    def _run(
        self, given: NDArray[np.float32], options: Any
    ) -> tuple[float, NDArray[np.float64] | None]:
        score = self.manifest.score
        names = [score.output, *([score.features] if score.features else [])]
        try:
            values = self._session.run(names, {self._input: given}, options)
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


@contextmanager
def _ended_after(options: Any, seconds: float) -> Iterator[Callable[[], bool]]:
    """End what runs with these options after some time; yield whether that was done.

    The runtime looks at the flag between operators and between the rounds of a loop.
    """
    timer = threading.Timer(seconds, lambda: setattr(options, "terminate", True))
    timer.daemon = True
    timer.start()
    try:
        yield lambda: bool(options.terminate)
    finally:
        timer.cancel()


def _run_options() -> Any:
    import onnxruntime

    return onnxruntime.RunOptions()


def require_packages() -> None:
    """Raise where a package is missing that a detector needs.

    Raises
    ------
    PluginError
        Says what to install.
    """
    for package in ("onnxruntime", "PIL", "av", "c2pa"):
        if find_spec(package) is None:
            raise PluginError(
                f"detectors need the package {package}; run `pip install 'undertow[media,detect]'`"
            )


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
