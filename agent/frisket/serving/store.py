"""Uploaded images: kept by the hash of their pixels, within a budget, least recently used out."""

from __future__ import annotations

import mmap
from collections import OrderedDict
from dataclasses import dataclass, field

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
    """The images that requests may name. Used by the event loop's thread alone."""

    def __init__(self, budget: int) -> None:
        self.budget = budget
        self.pool = BufferPool()
        self._reserved = 0
        self._images: OrderedDict[bytes, Stored] = OrderedDict()

    def __len__(self) -> int:
        return len(self._images)

    def __contains__(self, sha256: bytes) -> bool:
        return sha256 in self._images

    @property
    def nbytes(self) -> int:
        return sum(len(image.data) for image in self._images.values())

    def reserve(self, size: int) -> None:
        """Set `size` bytes apart for an upload, letting go of old images until they fit.

        Raises ResourceExhausted when they cannot, and then lets go of nothing.
        """
        if size + self._reserved > self.budget:
            raise ResourceExhausted(
                f"The agent keeps {self.budget >> 20} MB of pictures and cannot take "
                f"{size >> 20} MB more.",
                detail="images",
                hint="Send the picture at a smaller scale, or only the part around the object.",
            )
        self._reserved += size
        self._make_room()

    def release(self, size: int) -> None:
        """Give back what was set apart: the upload has become an image, or was given up."""
        self._reserved -= size

    def add(self, image: Stored) -> None:
        """Keep an image, for which older ones may have to go."""
        self._images[image.sha256] = image
        self._images.move_to_end(image.sha256)
        self._make_room()

    def _make_room(self) -> None:
        while len(self._images) > IMAGES_MAX or self.nbytes + self._reserved > self.budget:
            self._images.popitem(last=False)

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
