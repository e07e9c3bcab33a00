"""What a picture file tells of its making: author, camera, time, place. Read, and written again.

What shows the picture itself (thumbnails, a maker's notes, which may hold previews) is not kept:
what a cut-out leaves away must not be found in it. The orientation is put to 1, because a picture
is turned upright when it is read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, TypeAlias

from PIL import Image

Tags: TypeAlias = Mapping[int, Any]

SOFTWARE = 305
EXIF, GPS = 0x8769, 0x8825
_ORIENTATION = 274
_ABOUT = (270, 271, 272, 306, 315, 316, 18246, 18249, 33432, 50708, 50735, 50736)
"""Of the first directory: what it shows, camera, time, artist, computer, rating, copyright, lens.
The others there say how the pixels lie in the file that they come from."""
_WINDOWS = range(0x9C9B, 0x9CA0)
"""Title, comment, author, keywords and subject, as Windows writes them."""
_SHOWS_THE_PICTURE = {37500, 40965}
"""Of the camera's directory: the maker's notes, and a directory that means nothing outside it."""
_SIDES = (40962, 40963)

_TEXTS = ("Title", "Author", "Description", "Copyright", "Creation Time", "Source", "Comment")
"""The keywords of PNG's texts that speak of the picture."""

_APP1, _SCAN = 0xE1, 0xDA
"""Markers of JPEG: EXIF or XMP, and the pixels."""
_XMP_TAG = 700
_XMP_KEYWORD = "XML:com.adobe.xmp"
"""Of the text of a PNG that holds it."""
_XMP_ORIENTATION = re.compile(rb'(tiff:Orientation(?:="|>))\s*\d+')
_XMP_THUMBNAILS = re.compile(rb"<(\w+:Thumbnails)\b.*?</\1>|<(\w+:image)\b.*?</\2>", re.DOTALL)


@dataclass(frozen=True)
class Metadata:
    """tags: EXIF by number, with the camera's and the place's directories as mappings in it.

    xmp: as it stands in a file. texts: PNG's, by keyword.
    """

    tags: Tags = field(default_factory=lambda: MappingProxyType({}))
    xmp: bytes = b""
    texts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def with_size(self, width: int, height: int) -> Metadata:
        """The same of a part of the picture with so many pixels."""
        camera = self.tags.get(EXIF)
        if not isinstance(camera, Mapping):
            return self
        sides = dict(zip(_SIDES, (width, height), strict=True))
        camera = {tag: sides.get(tag, value) for tag, value in camera.items()}
        return replace(self, tags={**self.tags, EXIF: camera})

    def exif(self) -> bytes:
        """The tags as JPEG, WebP and PNG carry them, from "Exif" on; b"" where there is none."""
        if not self.tags:
            return b""
        made = Image.Exif()
        for tag, value in self.tags.items():
            made[tag] = dict(value) if isinstance(value, Mapping) else value
        return made.tobytes()


def of_image(image: Image.Image) -> Metadata:
    """What Pillow found in a file."""
    texts = {key: image.info[key] for key in _TEXTS if isinstance(image.info.get(key), str)}
    if image.format != "PNG":
        texts = {}
    xmp = image.info.get("xmp") or image.info.get(_XMP_KEYWORD, b"")
    if isinstance(xmp, str):
        xmp = xmp.encode()
    try:
        exif = image.getexif()
    except Exception:  # as with pixels, there is no way in which a damaged file may not fail
        exif = Image.Exif()
    return Metadata(_tags(exif), _clean_xmp(xmp), texts)


def of_tiff(data: bytes) -> Metadata:
    """What stands in a TIFF file, which is built like EXIF itself. Not in BigTIFF, which is not."""
    exif = Image.Exif()
    try:
        exif.load(data)
        xmp = exif.get(_XMP_TAG)
    except Exception:
        return Metadata()
    return Metadata(_tags(exif), _clean_xmp(xmp if isinstance(xmp, bytes) else b""))


def _tags(exif: Image.Exif) -> Tags:
    """Those that are kept. A damaged directory is none: nobody's picture is lost for it."""
    try:
        kept = {tag: exif[tag] for tag in (*_ABOUT, *_WINDOWS) if tag in exif}
        camera = _kept(exif.get_ifd(EXIF))
        place = _kept(exif.get_ifd(GPS))
    except Exception:
        return {}
    if _ORIENTATION in exif:
        kept[_ORIENTATION] = 1
    tags = kept | ({EXIF: camera} if camera else {}) | ({GPS: place} if place else {})
    try:
        Metadata(tags).exif()
    except Exception:  # what cannot be written is not worth a cut-out
        return {}
    return tags


def _kept(directory: Tags) -> Tags:
    return {
        tag: value
        for tag, value in directory.items()
        if tag not in _SHOWS_THE_PICTURE and not isinstance(value, dict)
    }


def _clean_xmp(xmp: bytes) -> bytes:
    return _XMP_THUMBNAILS.sub(b"", _XMP_ORIENTATION.sub(rb"\g<1>1", xmp)).rstrip(b"\0")


def without_notes(jpeg: bytes) -> bytes:
    """A JPEG without EXIF and XMP, for when these are so damaged that nobody reads past them."""
    kept, at = [jpeg[:2]], 2
    while at + 4 <= len(jpeg) and jpeg[at] == 0xFF and jpeg[at + 1] != _SCAN:
        end = at + 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
        if jpeg[at + 1] != _APP1:
            kept.append(jpeg[at:end])
        at = end
    return b"".join([*kept, jpeg[at:]])
