"""The stages of actions: every layer over all posts."""

from __future__ import annotations

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from undertow.actions.layer import Layer
from undertow.actions.layers import CLAIM_LAYERS, DIRECT_LAYERS
from undertow.engine import Engine
from undertow.schema import (
    Actions,
    DirectActions,
    MediaTextUses,
    PostKeys,
    Posts,
    PostText,
    Table,
    TemplateUses,
)
from undertow.settings import NoSettings

PRECISION_S = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}
"""Width of each precision of a time, in seconds."""


def build_direct_actions(
    posts: Table[Posts],
    post_keys: Table[PostKeys],
    template_uses: Table[TemplateUses],
    media_text_uses: Table[MediaTextUses],
    settings: NoSettings,
    *,
    engine: Engine,
    rng_seed: int,
) -> Table[DirectActions]:
    """List what every account acted on, in every layer but those of claims.

    Parameters
    ----------
    posts, post_keys, template_uses, media_text_uses : Table
        All posts, their text groups and the words of what they carry. Posts without an author act
        for nobody and are left out.
    settings : NoSettings
        Nothing to set.
    engine : Engine
        Runs the expressions.
    rng_seed : int
        Not used.

    Returns
    -------
    Table[DirectActions]
        One row for each (layer, object, post).
    """
    texts = engine.scan(post_keys).left_join(
        engine.scan(template_uses).select("post_uid", "template"), "post_uid"
    )
    texts = _with_words(texts.drop("post_uid_right"), media_text_uses, engine)
    authored = _authored(engine.scan(posts), texts)
    return Table.checked(DirectActions, engine.to_arrow(_actions(DIRECT_LAYERS, authored)))


def add_claims(
    direct_actions: Table[DirectActions],
    posts: Table[Posts],
    post_text: Table[PostText],
    settings: NoSettings,
    *,
    engine: Engine,
    rng_seed: int,
) -> Table[Actions]:
    """Add the claims that posts make to what their authors did.

    Parameters
    ----------
    direct_actions : Table[DirectActions]
        From :func:`build_direct_actions`.
    posts, post_text : Table
        All posts and their claim groups.
    settings : NoSettings
        Nothing to set.
    engine : Engine
        Runs the expressions.
    rng_seed : int
        Not used.

    Returns
    -------
    Table[Actions]
        One row for each (layer, object, post).
    """
    authored = _authored(engine.scan(posts), engine.scan(post_text))
    claims = engine.to_arrow(_actions(CLAIM_LAYERS, authored)).cast(Actions.arrow_schema())
    return Table.checked(Actions, pa.concat_tables([direct_actions.arrow, claims]))


def _authored(posts: ir.Table, texts: ir.Table) -> ir.Table:
    joined = posts.join(texts, "post_uid")
    return joined.filter(lambda t: t.account_uid.notnull())


def _with_words(texts: ir.Table, media_text_uses: Table[MediaTextUses], engine: Engine) -> ir.Table:
    """Put the groups of words of its media beside each post; none, at no cost, without media."""
    if media_text_uses.n_rows == 0:
        return texts.mutate(words_groups=ibis.null("array<string>"))
    uses = engine.scan(media_text_uses)
    words = uses.group_by("post_uid").aggregate(words_groups=uses.words_group.collect())
    return texts.left_join(words, "post_uid").drop("post_uid_right")


def _actions(layers: Sequence[Layer], authored: ir.Table) -> ir.Table:
    parts = [_layer_actions(layer.name, layer.objects(authored), authored) for layer in layers]
    return ibis.union(*parts) if len(parts) > 1 else parts[0]


def _layer_actions(name: str, objects: ir.Table, posts: ir.Table) -> ir.Table:
    """Put layer, author, time and precision beside each (post, object)."""
    precision = posts.created_precision.cases(*PRECISION_S.items(), else_=PRECISION_S["day"])
    acts = posts.select("post_uid", "account_uid", at=posts.created_at, precision_s=precision)
    joined = objects.distinct().join(acts, "post_uid")
    return joined.select(
        layer=ibis.literal(name),
        object_uid=joined.object_uid,
        account_uid=joined.account_uid,
        at=joined.at,
        post_uid=joined.post_uid,
        precision_s=joined.precision_s.cast("int64"),
    )
