"""Layer ``reply_target``: answering in the same thread."""

from __future__ import annotations

from typing import ClassVar

import ibis
import ibis.expr.types as ir


class ReplyTargetLayer:
    """Comments and replies in the same thread, or to the same account where no thread is known.

    The thread is preferred: two accounts that answer the same post within a minute do something
    narrower, and far less often by chance, than two accounts that both talk to one official.
    """

    name: ClassVar[str] = "reply_target"
    needs: ClassVar[frozenset[str]] = frozenset(
        {"kind", "parent_uid", "root_uid", "addressed_account_uid", "account_uid"}
    )

    def objects(self, posts: ir.Table) -> ir.Table:
        """Return one action for each comment or reply to somebody else."""
        object_uid = ibis.coalesce(
            "post:" + ibis.coalesce(posts.root_uid, posts.parent_uid),
            "account:" + posts.addressed_account_uid,
        )
        is_to_self = ibis.coalesce(posts.addressed_account_uid == posts.account_uid, False)
        answers = posts.filter(posts.kind.isin(["reply", "comment"]), ~is_to_self)
        return answers.select("post_uid", object_uid=object_uid).filter(
            lambda t: t.object_uid.notnull()
        )
