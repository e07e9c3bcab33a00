"""Small picture files and colour profiles for tests, made from nothing."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import tifffile
from PIL import Image, ImageCms

WIDTH, HEIGHT = 6, 4
RANDOM = np.random.default_rng(0)
EIGHT = RANDOM.integers(0, 256, (HEIGHT, WIDTH, 4), dtype=np.uint8)
DEEP = RANDOM.integers(0, 65536, (HEIGHT, WIDTH, 4), dtype=np.uint16)
FLAT = np.full((HEIGHT, WIDTH, 3), (200, 60, 20), np.uint8)


def saved(path: Path, pixels: np.ndarray, **options: Any) -> Path:
    flat = pixels[..., 0] if pixels.shape[2] == 1 else pixels
    Image.fromarray(np.ascontiguousarray(flat)).save(path, **options)
    return path


def tiff(path: Path, pixels: np.ndarray, **options: Any) -> Path:
    tifffile.imwrite(path, pixels, **options)
    return path


def png_16(path: Path, pixels: np.ndarray, *extra: tuple[bytes, bytes]) -> Path:
    """A PNG of 16 bits as the standard's text describes it, without any filter."""
    height, width, channels = pixels.shape
    colour_type = {1: 0, 2: 4, 3: 2, 4: 6}[channels]
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in pixels)
    chunks = [(b"IHDR", struct.pack(">IIBBBBB", width, height, 16, colour_type, 0, 0, 0)), *extra]
    chunks += [(b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + b"".join(
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
            for name, body in chunks
        )
    )
    return path


def oriented(orientation: int) -> np.ndarray:
    """Values as a camera would store the picture EIGHT that a person is to see, in RGB."""
    as_seen = EIGHT[..., :3]
    turn = {
        1: lambda a: a,
        2: np.fliplr,
        3: lambda a: np.rot90(a, 2),
        4: np.flipud,
        5: lambda a: np.swapaxes(a, 0, 1),
        6: lambda a: np.rot90(a, 1),
        7: lambda a: np.rot90(np.swapaxes(a, 0, 1), 2),
        8: lambda a: np.rot90(a, -1),
    }[orientation]
    return np.ascontiguousarray(turn(as_seen))


def swapped_profile() -> bytes:
    """sRGB with the primaries of red and blue exchanged, so that red values mean blue."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    count = int.from_bytes(profile[128:132], "big")
    places = {bytes(profile[at : at + 4]): at for at in range(132, 132 + 12 * count, 12)}
    red, blue = places[b"rXYZ"], places[b"bXYZ"]
    profile[red : red + 4], profile[blue : blue + 4] = b"bXYZ", b"rXYZ"
    return bytes(profile)


def gray_profile() -> bytes:
    """Gray with a gamma of 1: the value 55 means the sRGB value 128."""
    white = b"XYZ " + bytes(4) + struct.pack(">iii", 63190, 65536, 54061)
    curve = b"curv" + bytes(4) + struct.pack(">I", 0)
    tags = ((b"wtpt", white), (b"kTRC", curve))
    at, table, bodies = 128 + 4 + 12 * len(tags), struct.pack(">I", len(tags)), b""
    for name, body in tags:
        table += name + struct.pack(">II", at + len(bodies), len(body))
        bodies += body
    header = struct.pack(
        ">I4sI4s4s4s12s4s",
        0,
        bytes(4),
        0x02400000,
        b"mntr",
        b"GRAY",
        b"XYZ ",
        struct.pack(">6H", 2025, 1, 1, 0, 0, 0),
        b"acsp",
    )
    header = header.ljust(68, b"\0") + struct.pack(">iii", 63190, 65536, 54061)
    whole = header.ljust(128, b"\0") + table + bodies
    return struct.pack(">I", len(whole)) + whole[4:]
