"""Images on their way in: chunks land in their place, and the whole is checked against its name."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Coroutine

from frisket_protocol.conversation import Assembly
from frisket_protocol.errors import DataLoss, FailedPrecondition, InvalidArgument, ResourceExhausted
from frisket_protocol.messages import Data
from frisket_protocol.parts import Limits
from frisket_protocol.raster import raster_size
from frisket_protocol.requests import ImageHave, ImagePut

from .store import ImageStore, Stored

SHA256_BYTES = 32


class Upload:
    """One announced image and how much of it has come."""

    def __init__(self, announced: ImagePut, store: ImageStore) -> None:
        self._announced = announced
        size = raster_size(announced.width, announced.height, announced.format)
        self._assembly = Assembly(store.pool.take(size))
        self._verified: asyncio.Task[Stored] | None = None

    @property
    def sha256(self) -> bytes:
        return self._announced.sha256

    @property
    def size(self) -> int:
        return len(self._assembly.buffer)

    @property
    def is_complete(self) -> bool:
        """Whether the last byte is here; it may not have been checked yet."""
        return self._verified is not None

    def add(self, offset: int, piece: memoryview) -> bool:
        """Put a chunk in its place; True with the last. Raises DataLoss when it does not fit."""
        self._assembly.add(offset, piece)
        if self._assembly.complete:
            self._verified = asyncio.ensure_future(self._verify())
        return self._assembly.complete

    async def image(self) -> Stored:
        """The whole image. Raises FailedPrecondition before its end, DataLoss if it is another."""
        if self._verified is None:
            raise FailedPrecondition(
                "The picture has not arrived in full.", detail="image", retry="now"
            )
        return await asyncio.shield(self._verified)

    async def is_intact(self) -> bool:
        """Whether what came is what was announced; waits for the check."""
        try:
            await self.image()
        except DataLoss:
            return False
        return True

    async def _verify(self) -> Stored:
        announced = self._announced
        # In one go, and not piece by piece while they come: on two processors the client's masking,
        # the receiving and the hashing would slow each other down by more than it gains.
        if await asyncio.to_thread(_sha256, self._assembly.buffer) != announced.sha256:
            raise DataLoss(
                "The picture that arrived is not the one that was announced.",
                detail="hash",
                hint="Send it again.",
            )
        return Stored(
            announced.width,
            announced.height,
            announced.format,
            announced.sha256,
            self._assembly.buffer,
        )


class Uploads:
    """What one client is sending, and what it may name of what it has sent."""

    def __init__(self, store: ImageStore, limits: Limits) -> None:
        self._store = store
        self._limits = limits
        self._coming: dict[int, Upload] = {}

    async def announce(self, number: int, announced: ImagePut) -> ImageHave:
        """Whether the agent has the image; if not, its data may come under that number.

        Announced again behind its last byte, an image is checked before the answer.
        """
        size = check_announced(announced, self._limits)
        if announced.sha256 in self._store:
            self._store.get(announced.sha256)
            return ImageHave(True)
        for key in [key for key, one in self._coming.items() if one.sha256 == announced.sha256]:
            earlier = self._coming.get(key)
            if earlier and earlier.is_complete and await earlier.is_intact():
                return ImageHave(True)
            # It was given up half way, or came to harm.
            self._drop(key)
        self._store.reserve(size, id(self))
        self._coming[number] = Upload(announced, self._store)
        return ImageHave(False)

    def add(self, data: Data, piece: memoryview) -> Coroutine[None, None, None] | None:
        """Put a chunk in its place. With the last one, what is left to do is returned.

        Raises DataLoss when nobody announced it or it does not fit.
        """
        upload = self._coming.get(data.id)
        if upload is None:
            raise DataLoss(f"Nothing was announced as {data.id}.", detail="upload")
        return self._keep(data.id, upload) if upload.add(data.offset, piece) else None

    async def image(self, sha256: bytes) -> Stored:
        """An image of the store, or the one that is just coming in. Raises FrisketError."""
        coming = next((one for one in self._coming.values() if one.sha256 == sha256), None)
        return await coming.image() if coming else self._store.get(sha256)

    def give_up(self) -> None:
        """The client has gone: let go of what was not finished."""
        for upload in list(self._coming):
            self._drop(upload)
        self._store.disown(id(self))

    async def _keep(self, number: int, upload: Upload) -> None:
        """Keep an image that has arrived; a broken one stays until it is announced anew."""
        if await upload.is_intact():
            image = await upload.image()
            self._drop(number)
            self._store.add(image, id(self))

    def _drop(self, number: int) -> None:
        """Let go of an upload, and of its share of the budget."""
        upload = self._coming.pop(number, None)
        if upload is not None:
            self._store.release(upload.size, id(self))


def _sha256(data: memoryview) -> bytes:
    return hashlib.sha256(data).digest()


def check_announced(announced: ImagePut, limits: Limits) -> int:
    """Bytes that the image will take. Raises before any memory is given to it."""
    if len(announced.sha256) != SHA256_BYTES:
        raise InvalidArgument("A sha256 has 32 bytes.", detail="sha256")
    size = raster_size(announced.width, announced.height, announced.format)
    side = max(announced.width, announced.height)
    if side > limits.image_side or announced.width * announced.height > limits.image_pixels:
        raise ResourceExhausted(
            f"A picture of {announced.width} × {announced.height} pixels is more than the agent "
            f"takes at once.",
            detail="image_too_large",
            hint="Send it at a smaller scale, or only the part around the object.",
        )
    return size
