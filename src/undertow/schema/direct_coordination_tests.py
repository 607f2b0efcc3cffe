"""Table ``direct_coordination_tests``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.coordination_tests import CoordinationTests


class DirectCoordinationTests(CoordinationTests):
    """What was tested for direct edges."""

    name: ClassVar = "direct_coordination_tests"
