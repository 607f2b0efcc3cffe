"""Where vectors come from: the bundled model, or a folder that an organisation brings."""

from undertow.text.embedders.choose import open_embedder
from undertow.text.embedders.conformance import assert_conforms
from undertow.text.embedders.seam import Embedder

__all__ = ["Embedder", "assert_conforms", "open_embedder"]
