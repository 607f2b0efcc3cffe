"""Models for hints, which users bring themselves: an ONNX file and a manifest beside it.

None is shipped. The landmark and face models in circulation were trained on data sets that allow
research only (300-W, MS-Celeb-1M and what derives from them), or say nothing of their data.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from undertow.errors import PluginError

Task = Literal["faces", "mouth_opening"]

_MAX_BYTES = 2 << 30
_MAX_SIDE_PX = 4096
_TEXTS = ("task", "file", "sha256", "licence", "training_data")


@dataclass(frozen=True, slots=True)
class HintModel:
    """A model that was found as its manifest says.

    Attributes
    ----------
    task : {"faces", "mouth_opening"}
        What it gives; see the how-to.
    sha256, licence, training_data : str
        What is said of it wherever its results are shown.
    width_px, height_px : int
        Size of the pictures that it takes.
    mean, scale : float
        A picture goes in as ``(value - mean) * scale`` of 0 to 255, RGB, (1, 3, h, w) float32.
    """

    task: Task
    sha256: str
    licence: str
    training_data: str
    width_px: int
    height_px: int
    mean: float
    scale: float
    session: Any

    def run(self, rgb: NDArray[np.uint8]) -> dict[str, NDArray[np.float64]]:
        """Return the outputs of the model for one picture.

        Parameters
        ----------
        rgb : (h, w, 3) uint8
            The picture, shrunk or enlarged to what the model takes.

        Raises
        ------
        PluginError
            The model fails, or gives what is no number.
        """
        from PIL import Image  # an extra

        size = (self.width_px, self.height_px)
        fitted = Image.fromarray(rgb).resize(size, Image.Resampling.BILINEAR)
        values = (np.asarray(fitted, np.float32) - self.mean) * self.scale
        tensor = np.ascontiguousarray(values.transpose(2, 0, 1)[None], np.float32)
        try:
            outputs = self.session.run(None, {self.session.get_inputs()[0].name: tensor})
        except Exception as error:  # onnxruntime raises its own, of no common base
            raise PluginError(
                f"model {self.sha256[:12]}: it fails on a picture ({type(error).__name__}); check "
                "that its manifest tells its size"
            ) from error
        names = [output.name for output in self.session.get_outputs()]
        found = {n: np.asarray(o, np.float64) for n, o in zip(names, outputs, strict=True)}
        if not all(np.isfinite(output).all() for output in found.values()):
            raise PluginError(f"model {self.sha256[:12]}: it gives values that are no numbers")
        return found


def load_model(manifest: Path, task: Task) -> HintModel:
    """Load the model of a manifest.

    Parameters
    ----------
    manifest : Path
        JSON with ``task``, ``file`` (beside it), ``sha256``, ``licence``, ``training_data``,
        ``width_px``, ``height_px``, ``mean`` and ``scale``.
    task : {"faces", "mouth_opening"}
        What is wanted of it.

    Raises
    ------
    PluginError
        The manifest lacks something, the file is another one than it says, the model cannot be
        loaded, or onnxruntime is not installed.
    """
    told = _told(manifest, task)
    file = manifest.parent / Path(told["file"]).name
    try:
        content = file.read_bytes() if file.stat().st_size <= _MAX_BYTES else b""
    except OSError as error:
        raise PluginError(f"{file}: the model of {manifest} cannot be read ({error})") from error
    if hashlib.sha256(content).hexdigest() != told["sha256"].lower():
        raise PluginError(
            f"{file}: not the model that {manifest} describes (another SHA-256); put the right "
            "file there, or write its hash into the manifest if you trust it"
        )
    return HintModel(
        task=task,
        sha256=told["sha256"].lower(),
        licence=told["licence"],
        training_data=told["training_data"],
        width_px=told["width_px"],
        height_px=told["height_px"],
        mean=float(told["mean"]),
        scale=float(told["scale"]),
        session=_session(content, file),
    )


def _told(manifest: Path, task: Task) -> dict[str, Any]:
    try:
        told = json.loads(manifest.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise PluginError(f"{manifest}: no manifest of a model ({error})") from error
    told = told if isinstance(told, dict) else {}
    lacking = [name for name in _TEXTS if not (isinstance(told.get(name), str) and told[name])]
    for name in ("width_px", "height_px"):
        if type(told.get(name)) is not int or not 1 <= told[name] <= _MAX_SIDE_PX:
            lacking.append(name)
    lacking += [n for n in ("mean", "scale") if type(told.get(n)) not in (int, float)]
    if lacking:
        raise PluginError(f"{manifest}: it does not tell {', '.join(lacking)} as it should")
    if told["task"] != task:
        raise PluginError(f"{manifest}: a model for {told['task']!r}, not for {task!r}")
    return told


def _session(content: bytes, file: Path) -> Any:
    try:
        import onnxruntime
    except ImportError as error:
        raise PluginError(
            "models need onnxruntime; install undertow with its extra `embed`"
        ) from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    try:
        return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime raises its own, of no common base
        raise PluginError(f"{file}: no ONNX model that can be loaded") from error
