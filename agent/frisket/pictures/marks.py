"""Prompts that are drawn: a picture of strokes, and a picture of a rough selection."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from frisket import images
from frisket_protocol.errors import InvalidArgument

from .reading import Picture, load

INSIDE, OUTSIDE = 255, 64
_VISIBLE = 128
_WHITE = 200
_STRONG = 100
_FULL = 0.9
_NEAR = 40
_BESIDE, _BESIDE_SHARE = 0.09, 1.25
"""How much may be of other colours (strokes that say nothing, soft edges): so much of the picture,
or so many times what is marked. Of photographs 0.10 to 0.62 are, 1.3 to 36 times as much."""
_COLOURFUL, _IN_COLOUR = 60, 0.02
"""Steps between a pixel's channels from which it has a colour; how many may have one."""
_TINGED = 16
"""The same where there is transparency: what is painted there in gray is no colour at all."""
_CUT_AWAY = 0.01
"""The least of a picture that is transparent of which something was cut away."""
_SAME = 24
"""Steps between two pixels that are the same one, saved as a JPEG in between."""
_COPIED = 0.75
"""How much of a copy is the same picture."""
_NOISE = 4.0
"""How many times what a JPEG changes of three quarters a stroke differs."""
_LOSSY = 0.1
"""How much of a picture a JPEG changes by a little, at least."""
_TOWARDS = 48
"""By how many steps a stroke makes what is under it greener or redder."""
_HOW = (
    "Draw white or green inside and red outside, on black, on nothing or on a copy of the picture."
)


def load_scribble(path: Path | str, under: Picture) -> NDArray[np.uint8]:
    """The strokes for the picture `under`: HxW uint8, 0 unmarked, 64 outside, 255 inside.

    White and green strokes say inside, red strokes outside; all else (black, gray, other colours,
    transparent) says nothing. They may be drawn onto a copy of `under`, which says nothing either.
    Raises InvalidArgument for another size, and where there is no stroke or nothing else: then the
    colours were meant in another way.
    """
    picture = _of_size(path, under.width, under.height, "scribble")
    if _is_copy(picture, under):
        scribble = _drawn_on(picture, under)
        if not scribble.any():
            raise InvalidArgument(
                f"{path} is the picture itself, and no stroke that says something is drawn on it.",
                detail="scribble",
                hint="Draw on it, white or green inside and red outside.",
            )
        return scribble
    scribble = _strokes(picture)
    marked = np.count_nonzero(scribble) / scribble.size
    if not 0 < marked < _FULL:
        raise InvalidArgument(
            f"{path} {'has strokes all over it' if marked else 'has no strokes'}.",
            detail="scribble",
            hint=_HOW,
        )
    beside = _beside(picture, scribble > 0)
    if beside > max(_BESIDE, _BESIDE_SHARE * marked):
        raise InvalidArgument(
            f"{path} looks like a picture, and not like strokes on a ground of one colour.",
            detail="scribble",
            hint=_HOW,
        )
    return scribble


def _strokes(picture: Picture) -> NDArray[np.uint8]:
    """What the colours of a picture say, wherever they come from."""
    red, green, blue = (picture.rgb[..., channel] for channel in range(3))
    darkest = np.minimum(np.minimum(red, green), blue)
    # A strong colour: at least twice as much of it as of any other, so orange and yellow are none.
    is_green = (green >= _STRONG) & (green // 2 >= np.maximum(red, blue))
    is_red = (red >= _STRONG) & (red // 2 >= np.maximum(green, blue))
    scribble = np.zeros(darkest.shape, np.uint8)
    scribble[is_red] = OUTSIDE
    scribble[is_green | (darkest >= _WHITE)] = INSIDE
    if picture.alpha is not None:
        scribble[picture.alpha < _VISIBLE] = 0
    return scribble


def _is_copy(picture: Picture, under: Picture) -> bool:
    """Whether strokes are drawn on a copy of the picture, and not on black or on nothing.

    Of a copy most is unchanged, or by a little all over; and it is not just as black.
    """
    same = cv2.absdiff(picture.rgb, under.rgb).max(axis=2) <= _SAME
    if picture.alpha is not None:
        same &= picture.alpha >= _VISIBLE
    if np.count_nonzero(same) < _COPIED * same.size:
        return False
    dark = np.count_nonzero(same & (picture.rgb.max(axis=2) < _NEAR))
    return bool(dark <= np.count_nonzero(same) / 2)


def _drawn_on(picture: Picture, under: Picture) -> NDArray[np.uint8]:
    """The strokes on a copy of a picture: what is greener, redder or whiter than that was.

    They may be half transparent. A JPEG in between changed most pixels a little and some dots much:
    then only what changed more than those, and is wider than two pixels, was drawn.
    """
    far = cv2.absdiff(picture.rgb, under.rgb).max(axis=2)
    is_exact = np.count_nonzero((far > 0) & (far <= _SAME)) < _LOSSY * far.size
    least = 0 if is_exact else max(_SAME, _NOISE * float(np.percentile(far, 100 * _COPIED)))
    drawn = far > least
    if under.alpha is not None:
        drawn |= under.alpha < _VISIBLE
    if picture.alpha is not None:
        drawn &= picture.alpha >= _VISIBLE
    more = {
        OUTSIDE: (_redder(picture.rgb), _redder(under.rgb)),
        INSIDE: (_greener(picture.rgb), _greener(under.rgb)),
    }
    scribble = np.zeros(far.shape, np.uint8)
    if is_exact:
        scribble = np.where(drawn, _strokes(picture), np.uint8(0))
    else:
        white = (picture.rgb.min(axis=2) >= _WHITE) & drawn
        scribble[white] = INSIDE
    for value, (now, before) in more.items():
        scribble[drawn & (now > before) & (now - np.minimum(now, before) >= _TOWARDS)] = value
    if is_exact:
        return scribble
    wide = np.ones((3, 3), np.uint8)
    kept = cv2.morphologyEx((scribble > 0).astype(np.uint8), cv2.MORPH_OPEN, wide)
    return np.where(kept > 0, scribble, np.uint8(0))


def _greener(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """By how much green is more than red and blue."""
    return np.asarray(cv2.subtract(rgb[..., 1], cv2.max(rgb[..., 0], rgb[..., 2])), np.uint8)


def _redder(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.asarray(cv2.subtract(rgb[..., 0], cv2.max(rgb[..., 1], rgb[..., 2])), np.uint8)


def _beside(picture: Picture, marked: NDArray[np.bool_]) -> float:
    """The share of `picture` that is neither marked nor of the colour that most of the rest has."""
    rest = ~marked if picture.alpha is None else ~marked & (picture.alpha >= _VISIBLE)
    colours = picture.rgb[rest]
    if not len(colours):
        return 0.0
    coarse = (colours >> 4).astype(np.int32) @ np.array([256, 16, 1], np.int32)
    usual = colours[coarse == np.bincount(coarse).argmax()].mean(axis=0)
    far = np.abs(colours - usual).max(axis=1) > _NEAR
    return float(np.count_nonzero(far)) / marked.size


def load_rough(path: Path | str, width: int, height: int) -> NDArray[np.uint8]:
    """A selection in a picture of width × height: HxW uint8, 0 outside to 255 inside.

    White is selected, black is not, as in any mask; the values count as they stand in the file,
    whatever its profile. A shape of one colour on a transparent ground is selected where it is
    opaque, and so is what was cut out of a picture in colour; several grays are selected by
    brightness times opacity. Raises InvalidArgument for a picture in colour of which nothing was
    cut away, and where nothing is selected: as much as half.
    """
    selection = _selection(path, width, height)
    if not (selection >= _VISIBLE).any():
        raise InvalidArgument(
            f"{path} has no selection in it: "
            f"{'all of it is faint' if selection.any() else 'all of it is black'}.",
            detail="rough",
            hint="Paint white what is selected and black what is not.",
        )
    return selection


def _selection(path: Path | str, width: int, height: int) -> NDArray[np.uint8]:
    picture = _of_size(path, width, height, "rough selection")
    _check_gray(picture, path)
    values = images.eight_bit(np.ascontiguousarray(picture.pixels))
    gray = values[..., 0]
    if values.shape[2] > 2:
        gray = np.asarray(
            cv2.cvtColor(np.ascontiguousarray(values[..., :3]), cv2.COLOR_RGB2GRAY), dtype=np.uint8
        )
    alpha = picture.alpha
    if alpha is None or alpha.min() == 255:
        return np.ascontiguousarray(gray)
    colours = values[..., :-1][alpha > 0]
    if not len(colours) or (colours == colours[0]).all() or _is_coloured(picture, _TINGED):
        return alpha
    return ((gray.astype(np.uint16) * alpha + 127) // 255).astype(np.uint8)


def _check_gray(picture: Picture, path: Path | str) -> None:
    """Raise InvalidArgument where much of a picture has a colour, and none of it is cut away."""
    if picture.alpha is not None and np.mean(picture.alpha < _VISIBLE) > _CUT_AWAY:
        return
    if _is_coloured(picture, _COLOURFUL):
        raise InvalidArgument(
            f"{path} is in colour, and a rough selection is white on black.",
            detail="rough",
            hint="Paint white what is selected and black what is not; soft edges are gray.",
        )


def _is_coloured(picture: Picture, least: int) -> bool:
    """Whether much of what can be seen differs from gray by more than `least` steps."""
    coloured = np.ptp(picture.rgb, axis=2) > least
    if picture.alpha is not None:
        coloured = coloured[picture.alpha >= _VISIBLE]
    return bool(np.count_nonzero(coloured) > _IN_COLOUR * coloured.size)


def _of_size(path: Path | str, width: int, height: int, name: str) -> Picture:
    """The picture in the file at `path`, refused where it has another size."""
    picture = load(path)
    if (picture.width, picture.height) != (width, height):
        raise InvalidArgument(
            f"The {name} {path} has {picture.width} × {picture.height} pixels, "
            f"the picture {width} × {height}.",
            detail="size",
            hint="Export it at the size of the picture.",
        )
    return picture
