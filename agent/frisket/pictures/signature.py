"""The name that frisket leaves in what it writes, by which it knows its own again.

A result of its own can be made again and may be replaced; what somebody has painted may not. The
name holds a sum of the pixels, or of an outline's text, so that one that was touched up is not
taken for its own; and one of the picture that it was made of, so that a result of another picture
is told from an older one of the same.
"""

from __future__ import annotations

import os
import re
import struct
import zlib
from pathlib import Path
from typing import IO

import numpy as np
from PIL import Image

from frisket.images import Pixels

from . import decoding
from .metadata import SOFTWARE

_OF = r"(?: of ([0-9a-f]{8}))?"
_NAME = re.compile(rf"(frisket(?: pixels [0-9a-f]{{8}})?){_OF}")
_SIGNED = re.compile(rf"frisket text [0-9a-f]{{8}}{_OF}")
_PNG = b"\x89PNG\r\n\x1a\n"
ANY = "frisket"
"""For a format that does not give the pixels back as they were."""


class Signature:
    """The name for a picture whose bands are added one after the other.

    origin: the sum of the picture that it is made of, where that is known.
    """

    def __init__(self, origin: str = "") -> None:
        self._sum = 0
        self._origin = origin

    def add(self, band: Pixels) -> None:
        """The next rows: NxWxC uint8 or uint16."""
        self._sum = zlib.crc32(np.ascontiguousarray(band).data.cast("B"), self._sum)

    @property
    def name(self) -> str:
        return named(f"{ANY} pixels {self._sum:08x}", self._origin)


def sum_of(pixels: Pixels) -> str:
    """The sum by which a picture is known again: 8 hexadecimal digits, of HxWxC."""
    return f"{zlib.crc32(np.ascontiguousarray(pixels).data.cast('B')):08x}"


def named(name: str, origin: str) -> str:
    """A name with that of the picture that it is made of, if that is known."""
    return f"{name} of {origin}" if origin else name


def signed(text: str, origin: str = "") -> str:
    """An outline whose first mention of frisket's name holds a sum of all of the text."""
    return text.replace(ANY, named(f"{ANY} text {zlib.crc32(text.encode()):08x}", origin), 1)


def origin(path: Path) -> str:
    """The sum of the picture that a result of frisket's was made of; "" where it does not tell."""
    if not path.is_file():
        return ""
    try:
        if path.suffix.lower() in (".svg", ".json"):
            found = _SIGNED.search(path.read_text("utf-8"))
            return (found[1] if found else "") or ""
        found = _NAME.fullmatch(_name(path))
        return (found[2] if found else "") or ""
    except Exception:  # as below
        return ""


def is_own(path: Path) -> bool:
    """Whether frisket wrote the file at `path`, and nobody has changed its pixels or text since."""
    if not path.is_file():  # a pipe would wait for somebody to write into it
        return False
    try:
        if path.suffix.lower() in (".svg", ".json"):
            text = path.read_text("utf-8")
            unsigned, count = _SIGNED.subn(ANY, text, count=1)
            return bool(count) and signed(unsigned, origin(path)) == text
        told = _NAME.fullmatch(_name(path))
        name = told[1] if told else ""
        if name in ("", ANY):
            return name == ANY
        found = Signature()
        data = path.read_bytes()
        found.add(decoding.decode(decoding.kind(data, path.name), data).pixels)
        return found.name == name
    except Exception:  # whatever it is that cannot be read: it is not frisket's
        return False


def is_signed(path: Path) -> bool:
    """Whether the file bears frisket's name, as one does that was changed since frisket wrote it.

    Not one that another program has saved anew under its own name, or under none.
    """
    if not path.is_file():
        return False
    try:
        if path.suffix.lower() in (".svg", ".json"):
            return bool(_SIGNED.search(path.read_text("utf-8")))
        return bool(_name(path))
    except Exception:  # as above
        return False


def _name(path: Path) -> str:
    told: object
    with path.open("rb") as file:
        if file.read(8) == _PNG:
            told = _of_png(file)
        else:
            with decoding.undisturbed(), Image.open(file) as image:
                told = image.getexif().get(SOFTWARE)
    return told if isinstance(told, str) and _NAME.fullmatch(told) else ""


def _of_png(file: IO[bytes]) -> str:
    """The program that a PNG names, behind its pixels, which are stepped over."""
    while len(head := file.read(8)) == 8:
        length, kind = struct.unpack(">I4s", head)
        if kind == b"tEXt":
            keyword, _, text = file.read(length).partition(b"\0")
            if keyword == b"Software":
                return text.decode("latin-1")
            length = 0
        file.seek(length + 4, os.SEEK_CUR)
    return ""
