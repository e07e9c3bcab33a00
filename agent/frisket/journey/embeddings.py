"""What segmenters have worked out about pictures, least recently used out first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from frisket.models.base import Embedding

Key = tuple[bytes, str]
"""The sha256 of a picture's pixels, and the name of the segmenter."""


class Embeddings:
    """A cache with a budget in bytes, used where one works at a time (`serving.worker`).

    known_nbytes: its size when it was last used, for other threads.
    """

    def __init__(self, budget: int) -> None:
        self._budget = budget
        self.known_nbytes = 0
        self._kept: OrderedDict[Key, Embedding] = OrderedDict()

    @property
    def nbytes(self) -> int:
        return sum(embedding.nbytes for embedding in self._kept.values())

    def get(self, key: Key, embed: Callable[[], Embedding]) -> Embedding:
        """The embedding of `key`, made by `embed` when it is not there."""
        if key not in self._kept:
            self._kept[key] = embed()
        self._kept.move_to_end(key)
        # Embeddings may grow while they are used, so the sum is taken anew each time.
        while self.nbytes > self._budget and len(self._kept) > 1:
            self._kept.popitem(last=False)
        self.known_nbytes = self.nbytes
        return self._kept[key]

    def clear(self, segmenter: str = "") -> None:
        """Let go of the embeddings of one segmenter, or of all."""
        for key in [key for key in self._kept if not segmenter or key[1] == segmenter]:
            del self._kept[key]
        self.known_nbytes = self.nbytes
