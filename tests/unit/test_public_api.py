"""What `import undertow` promises."""

from __future__ import annotations

import inspect

import undertow
from undertow import errors


def test_all_is_sorted_and_there() -> None:
    assert sorted(undertow.__all__) == undertow.__all__
    for name in undertow.__all__:
        assert hasattr(undertow, name), name


def test_the_main_things_are_public() -> None:
    assert {"Case", "Settings", "UndertowError", "__version__", "analyze"} <= {*undertow.__all__}


def test_every_error_is_public() -> None:
    declared = {
        name
        for name, member in vars(errors).items()
        if inspect.isclass(member) and issubclass(member, errors.UndertowError)
    }
    assert declared <= {*undertow.__all__}


def test_everything_public_is_documented() -> None:
    for name in undertow.__all__:
        assert name == "__version__" or inspect.getdoc(getattr(undertow, name)), name
