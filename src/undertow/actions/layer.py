"""What a layer is: one way in which accounts can act on the same object."""

from __future__ import annotations

from typing import ClassVar, Protocol

import ibis.expr.types as ir


class Layer(Protocol):
    """One way of acting together; a layer only says what the object of an action is."""

    name: ClassVar[str]
    """Name in the tables."""

    needs: ClassVar[frozenset[str]]
    """Columns of posts and their texts, ``media_groups`` and ``words_groups`` that it reads."""

    def objects(self, posts: ir.Table) -> ir.Table:
        """Return the actions of the layer.

        Parameters
        ----------
        posts : ibis table
            ``posts`` joined with their texts and, as ``media_groups`` and ``words_groups``, what
            they carry and the words in it; every row has an author.

        Returns
        -------
        ibis table
            Columns ``post_uid`` and ``object_uid`` (text, not null); a post may have several.
        """
        ...
