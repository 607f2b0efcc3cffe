"""What an ONNX file asks for, read before a runtime sees it.

The file is walked in the wire format of Protocol Buffers (protobuf.dev/programming-guides/encoding)
with the field numbers of ``onnx/onnx.proto3`` (onnx 1.23), so that no code of a model and no
parser that follows its references is needed to refuse it.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from undertow.errors import PluginError

_STANDARD = frozenset({"", "ai.onnx", "ai.onnx.ml"})
_MAX_DEPTH = 32
# More than any published detector has by far; walking them takes a few seconds.
_MAX_FIELDS = 2_000_000
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5

# Kind of message -> field -> kind of message in it. What is not listed is not looked into.
_INNER: dict[str, dict[int, str]] = {
    "model": {7: "graph", 8: "opset"},
    "graph": {1: "node", 5: "tensor", 15: "sparse"},
    "node": {5: "attribute"},
    "attribute": {5: "tensor", 6: "graph", 10: "tensor", 11: "graph", 22: "sparse", 23: "sparse"},
    "sparse": {1: "tensor", 2: "tensor"},
}
# Kind of message -> field that names the domain of an operator.
_DOMAIN = {"opset": 1, "node": 7}
_TRAINING, _FUNCTIONS = 20, 25
_EXTERNAL_DATA, _DATA_LOCATION = 13, 14


def check_graph(content: bytes) -> None:
    """Refuse a model that reads other files or asks for operators beyond those of ONNX itself.

    Parameters
    ----------
    content : bytes
        The ONNX file.

    Raises
    ------
    PluginError
        It is no ONNX file, keeps weights in other files, has operators of other domains (custom
        ones, those of a vendor), functions of its own, or parts for training.

    Notes
    -----
    Looks at every occurrence of a field, also of those of which a parser takes the last only:
    what is refused here is a superset of what a runtime would follow.
    """
    view = memoryview(content)
    has_graph = False
    try:
        for field, value in itertools.islice(_fields(view), _MAX_FIELDS):
            has_graph = has_graph or (field == 7 and isinstance(value, memoryview))
            if field in (_TRAINING, _FUNCTIONS):
                raise PluginError(
                    "the model has functions of its own or parts for training; export it with "
                    "operators of ONNX only (inline its functions)"
                )
        _walk(view, "model", 0, itertools.count())
    except _NotProtobufError as error:
        raise PluginError("the model is no ONNX file, or it is damaged; export it again") from error
    if not has_graph:
        raise PluginError("the model is no ONNX file: it holds no graph; export it again")


class _NotProtobufError(ValueError):
    """The bytes are not in the wire format."""


def _walk(view: memoryview, kind: str, depth: int, seen: Iterator[int]) -> None:
    if depth > _MAX_DEPTH:
        raise PluginError("the model nests graphs too deeply; export it without loops in loops")
    inner = _INNER.get(kind, {})
    for field, value in _fields(view):
        if next(seen) > _MAX_FIELDS:
            raise PluginError("the model has too many parts; export its weights as raw data")
        if kind == "tensor" and (
            field == _EXTERNAL_DATA or (field == _DATA_LOCATION and value != 0)
        ):
            raise PluginError(
                "the model keeps weights in other files, which no hash of it covers; export it "
                "as one file"
            )
        if not isinstance(value, memoryview):
            continue
        if _DOMAIN.get(kind) == field and bytes(value[:100]).decode("utf-8", "replace") not in (
            _STANDARD
        ):
            name = bytes(value[:60]).decode("utf-8", "replace")
            raise PluginError(
                f"the model asks for operators of {name!r}; only those of ONNX itself are run"
            )
        if field in inner:
            _walk(value, inner[field], depth + 1, seen)


def _fields(view: memoryview) -> Iterator[tuple[int, int | memoryview]]:
    """Yield the fields of a message: number, and an integer or the bytes."""
    at = 0
    while at < len(view):
        tag, at = _varint(view, at)
        field, wire = tag >> 3, tag & 7
        if field == 0:
            raise _NotProtobufError
        if wire == _VARINT:
            number, at = _varint(view, at)
            yield field, number
            continue
        if wire == _BYTES:
            size, at = _varint(view, at)
        elif wire in (_FIXED64, _FIXED32):
            size = 8 if wire == _FIXED64 else 4
        else:  # groups are in no version of ONNX
            raise _NotProtobufError
        if at + size > len(view):
            raise _NotProtobufError
        if wire == _BYTES:
            yield field, view[at : at + size]
        at += size


def _varint(view: memoryview, at: int) -> tuple[int, int]:
    value = 0
    for i in range(10):
        if at + i >= len(view):
            break
        byte = view[at + i]
        value |= (byte & 0x7F) << (7 * i)
        if byte < 0x80:
            return value, at + i + 1
    raise _NotProtobufError
