"""Table ``direct_actions``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.actions import Actions


class DirectActions(Actions):
    """What an account did to an object itself; ``actions`` adds the claims that its texts make."""

    name: ClassVar = "direct_actions"
