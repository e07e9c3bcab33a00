"""Uploaded images: kept by the hash of their pixels, within a budget, least recently used out."""

from __future__ import annotations

import mmap
from collections import Counter, OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field

from frisket_protocol import sizes
from frisket_protocol.errors import NotFound, ResourceExhausted
from frisket_protocol.raster import Format, Frame, Raster

PAGES = 1 << 21
"""Buffers are whole huge pages: touching fresh small ones takes longer than copying into them."""
SMALL = PAGES // 4
"""Below this, ordinary memory does: a page for each of many small masks would add up."""
SPARE_BUFFERS = 2
IMAGES_MAX = 1024


@dataclass(frozen=True)
class Stored:
    """One image's pixels as they were uploaded."""

    width: int
    height: int
    format: Format
    sha256: bytes
    data: memoryview = field(repr=False)

    def raster(self, frame: Frame) -> Raster:
        """The pixels, shown in `frame`."""
        raster = Raster(self.width, self.height, self.format, self.data, frame)
        raster.__dict__["sha256"] = self.sha256  # known; hashing again would cost more than sending
        return raster


class BufferPool:
    """Memory for uploads, used again once nothing looks at it any more."""

    def __init__(self) -> None:
        self._buffers: list[mmap.mmap] = []

    def clear(self) -> None:
        """Give everything back that nothing looks at."""
        self._buffers.clear()

    def take(self, size: int) -> memoryview:
        """`size` bytes to write into, for as long as a view of them or an array on them lives."""
        if size < SMALL:
            return memoryview(bytearray(size))
        capacity = max(1, -(-size // PAGES)) * PAGES
        free = [buffer for buffer in self._buffers if _is_free(buffer)]
        fitting = [buffer for buffer in free if capacity <= len(buffer) <= 2 * capacity]
        buffer = fitting[-1] if fitting else _new_buffer(capacity)
        # What is looked at lives on without the pool's knowing it; what is not, is spare.
        spare = [other for other in free if other is not buffer][-SPARE_BUFFERS:]
        in_use = [other for other in self._buffers if other not in free]
        self._buffers = [*in_use, *spare, buffer]
        return memoryview(buffer)[:size]


def _new_buffer(capacity: int) -> mmap.mmap:
    buffer = mmap.mmap(-1, capacity)
    if hasattr(mmap, "MADV_HUGEPAGE"):
        buffer.madvise(mmap.MADV_HUGEPAGE)
    return buffer


def _is_free(buffer: mmap.mmap) -> bool:
    """Whether no view of the buffer is left. Where that cannot be asked, no buffer is reused."""
    try:
        # To its own size, which changes nothing; refused while a view or an array is there.
        buffer.resize(len(buffer))
    except (BufferError, SystemError, OSError, ValueError):
        return False
    return True


class ImageStore:
    """The images that requests may name. Used by the event loop's thread alone.

    An owner is a connection. Where room is needed, what nobody connected has sent goes first, then
    the oldest of whoever holds most: nobody loses a picture to one who holds more.
    """

    def __init__(self, budget: int) -> None:
        self.budget = budget
        self.pool = BufferPool()
        self._reserved: Counter[Hashable] = Counter()
        self._images: OrderedDict[bytes, Stored] = OrderedDict()
        self._owners: dict[bytes, Hashable] = {}

    def __len__(self) -> int:
        return len(self._images)

    def __contains__(self, sha256: bytes) -> bool:
        return sha256 in self._images

    @property
    def is_receiving(self) -> bool:
        """Whether an upload is under way."""
        return self._reserved.total() > 0

    @property
    def nbytes(self) -> int:
        return sum(len(image.data) for image in self._images.values())

    def reserve(self, size: int, owner: Hashable = None) -> None:
        """Set `size` bytes apart for an upload, letting go of old images until they fit.

        Raises ResourceExhausted when they cannot, and then lets go of nothing.
        """
        self._let_go(self._in_the_way(size, owner))
        self._reserved[owner] += size

    def release(self, size: int, owner: Hashable = None) -> None:
        """Give back what was set apart: the upload has become an image, or was given up."""
        self._reserved[owner] -= size

    def add(self, image: Stored, owner: Hashable = None) -> None:
        """Keep an image that room was reserved for."""
        self._images[image.sha256] = image
        self._owners[image.sha256] = owner
        self._images.move_to_end(image.sha256)
        self._let_go(self._in_the_way(0, owner))

    def disown(self, owner: Hashable) -> None:
        """The owner has gone: the images stay for as long as nobody needs the room."""
        for sha256, one in self._owners.items():
            if one == owner:
                self._owners[sha256] = None
        del self._reserved[owner]

    def clear(self) -> None:
        """Let go of every image."""
        self._let_go(list(self._images))
        self.pool.clear()

    def _in_the_way(self, size: int, owner: Hashable) -> list[bytes]:
        """What has to go so that the owner can have so much more. Raises ResourceExhausted."""
        held = Counter(self._reserved)
        held[owner] += size
        left: dict[Hashable, list[bytes]] = {}
        for sha256, image in reversed(self._images.items()):
            held[self._owners[sha256]] += len(image.data)
            left.setdefault(self._owners[sha256], []).append(sha256)
        going: list[bytes] = []
        while sum(held.values()) > self.budget or len(self._images) - len(going) > IMAGES_MAX:
            who = (
                None
                if left.get(None)
                else max(filter(left.get, left), key=held.__getitem__, default=owner)
            )
            if not left.get(who) or (who is not None and held[who] < held[owner]):
                raise ResourceExhausted(
                    f"The agent keeps {sizes.size(self.budget)} of pictures and cannot "
                    f"take {sizes.size(size)} more.",
                    detail="images",
                    hint="Send the picture at a smaller scale, or only the part around the object.",
                )
            going.append(left[who].pop())
            held[who] -= len(self._images[going[-1]].data)
        return going

    def _let_go(self, names: list[bytes]) -> None:
        for sha256 in names:
            del self._images[sha256], self._owners[sha256]

    def get(self, sha256: bytes) -> Stored:
        """The image of that hash. Raises NotFound, upon which a client sends it again."""
        image = self._images.get(sha256)
        if image is None:
            raise NotFound(
                "The agent does not have the picture any more.",
                detail="image",
                hint="Send it again.",
                retry="now",
            )
        self._images.move_to_end(sha256)
        return image
