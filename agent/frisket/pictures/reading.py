"""Picture files, read as arrays, and as a source for the client.

Writing is in `saving`, the kinds of files in `formats`, the decoders in `decoding` and `tiff`.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from frisket import images
from frisket.images import Pixels
from frisket_protocol.errors import FrisketError, InvalidArgument, NotFound, ResourceExhausted
from frisket_protocol.raster import Box, Frame, Raster
from frisket_protocol.reasons import reason

from . import colours as colour_profiles
from . import decoding, signature
from .decoded import Decoded
from .metadata import Metadata

MOST_BYTES = 4 << 30
"""Of a file: as much as the largest picture takes, with 16 bits for each of its values."""
_PIECE = 64 << 20


@dataclass(frozen=True, eq=False)
class Picture:
    """A picture file, upright: rows from the top as a person looks at it.

    pixels  HxWxC uint8 or uint16, the file's own values: C is 1 gray, 2 gray and alpha, 3 RGB,
            4 RGB and alpha (straight). CMYK and Lab have been converted: 3, sRGB.
    rgb     HxWx3 uint8, sRGB, what a model looks at. Straight: not laid over anything.
    alpha   HxW uint8, 0 transparent to 255; None where the file has none.
    icc     the colour profile of `pixels`; None means sRGB.
    dpi     pixels an inch, across and down, where the file says it.
    notes   what a person should know about how it was read, a sentence each.
    about   author, camera, time and the like, as the file tells them.
    """

    path: Path
    pixels: Pixels = field(repr=False)
    rgb: NDArray[np.uint8] = field(repr=False)
    alpha: NDArray[np.uint8] | None = field(default=None, repr=False)
    icc: bytes | None = field(default=None, repr=False)
    dpi: tuple[float, float] | None = None
    notes: tuple[str, ...] = ()
    about: Metadata = field(default_factory=Metadata, repr=False)

    @property
    def width(self) -> int:
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        return int(self.pixels.shape[0])

    @cached_property
    def sum(self) -> str:
        """By which it is known again, wherever it lies and whatever it is called."""
        return signature.sum_of(self.pixels)


def load(path: Path | str) -> Picture:
    """The picture in the file at `path`.

    Raises NotFound where there is no file, ResourceExhausted where it is too large, and
    InvalidArgument where it is no picture, a damaged one, or of a kind that frisket cannot read.
    """
    path = Path(path)
    return read(path, _read(path))


def read(path: Path, data: bytes) -> Picture:
    """The picture in `data`, which is what stands in the file at `path`, or came through a pipe.

    Raises what `load` raises.
    """
    if not data:
        raise InvalidArgument(
            f"{path} is empty: there is no picture in it.",
            detail="picture",
            hint="Name one that shows something.",
        )
    try:
        return _picture(path, decoding.decode(_kind(path, data), data))
    except FrisketError as error:
        error.message = f"{path} cannot be read: {error.message}"
        raise
    except MemoryError as error:
        raise _too_large(path) from error
    except Exception as error:  # A damaged file makes a decoder fail in any way there is.
        raise InvalidArgument(
            f"{path} is damaged or not complete.",
            detail="picture",
            hint="Open it in the program it comes from and save it again.",
        ) from error


def _read(path: Path) -> bytes:
    """The file's bytes, or the reason why there are none."""
    try:
        if path.is_dir():  # asked first, because Windows calls it a lack of permission
            raise InvalidArgument(
                f"{path} is a folder.", detail="file", hint="Name one picture in it."
            )
        with path.open("rb") as file:
            return all_of(file, path)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise NotFound(f"There is no file {path}.", detail="file") from error
    except PermissionError as error:
        raise InvalidArgument(
            f"{path} may not be read.",
            detail="file",
            hint="Ask its owner for permission to read it.",
        ) from error
    except OSError as error:
        raise InvalidArgument(f"{path} cannot be read: {reason(error)}.", detail="file") from error


def all_of(file: IO[bytes], path: Path) -> bytes:
    """The rest of what stands in `file`. Raises ResourceExhausted where that has no end, or none
    that fits into memory; path: what it is called then."""
    held, size = list[bytes](), 0
    try:
        if (known := _size(file)) is not None:
            if known > MOST_BYTES:
                raise _too_much(path)
            return file.read()
        while piece := file.read(_PIECE):
            held.append(piece)
            size += len(piece)
            if size > MOST_BYTES:
                raise _too_much(path)
        return b"".join(held)
    except MemoryError:
        held.clear()
        raise _too_large(path) from None


def _size(file: IO[bytes]) -> int | None:
    """Bytes of a file as the system tells it; None of a pipe or a device, which has no end."""
    try:
        told = os.fstat(file.fileno())
    except OSError:
        return None
    return told.st_size if stat.S_ISREG(told.st_mode) else None


def _too_much(path: Path) -> ResourceExhausted:
    return ResourceExhausted(
        f"{path} is larger than {MOST_BYTES >> 30} GB, which no picture is that frisket can read.",
        detail="image_too_large",
        hint="Look whether it is the file that you mean.",
    )


def _too_large(path: Path) -> ResourceExhausted:
    return ResourceExhausted(
        f"{path} does not fit into this computer's memory.",
        detail="image_too_large",
        hint="Close other programs, or scale the picture down.",
    )


def _kind(path: Path, data: bytes) -> str:
    """The format of `data`, by its first bytes, and by its name where those say nothing."""
    found = decoding.kind(data, path.name)
    return found or ("TGA" if path.suffix.lower() in (".tga", ".icb", ".vda", ".vst") else "")


def _picture(path: Path, decoded: Decoded) -> Picture:
    """`decoded`, turned upright and with its colours as sRGB beside its own."""
    turned = decoding.upright(decoded.pixels, decoded.orientation)
    own = colour_profiles.managed(turned, decoded.mode, decoded.icc)
    dpi = decoded.dpi
    if dpi and decoded.orientation > 4:  # lies on its side
        dpi = (dpi[1], dpi[0])
    alpha = None
    if own.pixels.shape[2] in (2, 4):
        alpha = images.eight_bit(np.ascontiguousarray(own.pixels[..., -1]))
    return Picture(
        path, own.pixels, own.rgb, alpha, own.icc, dpi, decoded.notes + own.notes, decoded.about
    )


@dataclass(frozen=True, eq=False)
class ArraySource:
    """A picture in memory as the client's source, which a host program's layer is elsewhere.

    rgb: HxWx3 uint8, straight. alpha: HxW uint8, 0 transparent to 255, or None.
    """

    rgb: NDArray[np.uint8] = field(repr=False)
    alpha: NDArray[np.uint8] | None = field(default=None, repr=False)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in layer pixels."""
        return self.rgb.shape[1], self.rgb.shape[0]

    def read(self, box: Box, scale: float) -> Raster:
        """What `box` (whole layer pixels, inside) shows, one pixel for `scale` × `scale` (≥ 1).

        The frame holds `scale` exactly. Where it does not divide a side, the last pixels of the
        raster look a little beyond `box`. rgb8, or rgba8 for a picture with alpha.
        """
        self._check(box, scale)
        frame = Frame(box.x0, box.y0, scale)
        if self.alpha is None:
            return images.from_rgb(images.crop_and_scale(self.rgb, box, scale), frame)
        return images.from_rgb(_weighted(self.rgb, self.alpha, box, scale), frame)

    def _check(self, box: Box, scale: float) -> None:
        width, height = self.size
        edges = (box.x0, box.y0, box.x1, box.y1)
        whole = all(float(edge).is_integer() for edge in edges)
        inside = 0 <= box.x0 < box.x1 <= width and 0 <= box.y0 < box.y1 <= height
        if not (whole and inside):
            raise InvalidArgument(
                f"{edges} is not a box of whole pixels in a picture of {width} × {height}.",
                detail="box",
            )
        if not 1 <= scale < float("inf"):
            raise InvalidArgument(
                f"A picture is read at scale 1 or above, not {scale}.", detail="scale"
            )


def _weighted(
    colours: NDArray[np.uint8], alpha: NDArray[np.uint8], box: Box, scale: float
) -> NDArray[np.uint8]:
    """HxWx4 uint8 RGBA: averages in which a pixel's colour counts as much as it is opaque.

    Else the colour that a program leaves in its transparent pixels would run into the edges.
    """
    reach = int(scale) + 1  # how far the last pixels of the raster look beyond the box
    seen = np.s_[int(box.y0) : int(box.y1) + reach, int(box.x0) : int(box.x1) + reach]
    inner = Box(0, 0, box.width, box.height)
    cover = images.crop_and_scale(alpha[seen], inner, scale)
    if scale == 1 or alpha[seen].min() == 255:
        return np.dstack([images.crop_and_scale(colours[seen], inner, scale), cover])
    weight = alpha[seen].astype(np.uint16)
    sums = images.crop_and_scale(colours[seen] * weight[..., None], inner, scale)  # ≤ 65025
    weights = images.crop_and_scale(weight * 255, inner, scale).astype(np.float32)
    means = sums.astype(np.float32) * 255 / np.maximum(weights, 1)[..., None]
    return np.dstack([np.clip(np.rint(means), 0, 255).astype(np.uint8), cover])
