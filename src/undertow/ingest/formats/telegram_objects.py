"""What the two Telegram formats share: ids that hold outside their chat.

The id of a message counts only inside its chat, so a post is ``<chat id>/<message id>``. People and
channels are numbered apart: their ids keep what they are, ``user123`` or ``channel123``.
"""

from __future__ import annotations

from undertow.ingest.outcomes import Rejection

PLATFORM = "telegram"
ID_NOTE = "chat id/message id; people and channels as user123, channel123"


def post_id(chat_id: str, message_id: int) -> str:
    """Return the id of a message outside its chat."""
    return f"{chat_id}/{message_id}"


def chat_of(peer: str, path: str) -> str:
    """Return the number of the chat of a peer written ``channel123``.

    Raises
    ------
    Rejection
        It is not written so.
    """
    number = peer.lstrip("abcdefghijklmnopqrstuvwxyz")
    if not (number.isascii() and number.isdigit()):
        raise Rejection("schema", "bad_value", path, f"{peer[:40]!r} is no id of a chat")
    return number
