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
_SAME = 16
"""Steps between two pixels that are the same one, saved as a JPEG in between."""
_DRAWN = 1 / 3
"""How much of what was drawn on a copy is a stroke at least; the rest are soft edges."""
_HOW = "Draw white or green inside and red outside, on black or on nothing."


def load_scribble(path: Path | str, under: Picture) -> NDArray[np.uint8]:
    """The strokes for the picture `under`: HxW uint8, 0 unmarked, 64 outside, 255 inside.

    White and green strokes say inside, red strokes outside; all else (black, gray, other colours,
    transparent) says nothing. They may be drawn onto a copy of `under`, which says nothing either.
    Raises InvalidArgument for another size, and where there is no stroke or nothing else: then the
    colours were meant in another way.
    """
    picture = _of_size(path, under.width, under.height, "scribble")
    changed = _changed(picture, under)
    scribble = _strokes(picture)
    if _is_copy(picture, scribble, changed):
        scribble[~changed] = 0
        if not scribble.any():
            raise InvalidArgument(
                f"{path} is the picture itself, and no stroke is drawn on it.",
                detail="scribble",
                hint="Draw on it, green inside and red outside.",
            )
        return scribble
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
            hint=f"Save the strokes without the picture under them. {_HOW}",
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


def _changed(picture: Picture, under: Picture) -> NDArray[np.bool_]:
    """Where a picture can be seen and is not the one `under` it: HxW.

    A JPEG in between changed most pixels a little and some dots much: then only what is wider than
    two pixels counts.
    """
    far = cv2.absdiff(picture.rgb, under.rgb).max(axis=2)
    if np.count_nonzero(far == 0) <= far.size / 2:
        wide = cv2.morphologyEx(
            (far > _SAME).astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)
        )
        changed = wide > 0
    else:
        changed = far > 0
    if under.alpha is not None:
        changed |= under.alpha < _VISIBLE
    return changed if picture.alpha is None else changed & (picture.alpha >= _VISIBLE)


def _is_copy(picture: Picture, scribble: NDArray[np.uint8], changed: NDArray[np.bool_]) -> bool:
    """Whether strokes are drawn on a copy of the picture, and not on black or on nothing.

    Of a copy most is unchanged, and most of what was changed are strokes.
    """
    same = ~changed if picture.alpha is None else ~changed & (picture.alpha >= _VISIBLE)
    if np.count_nonzero(same) <= same.size / 2:
        return False
    drawn = np.count_nonzero(changed & (scribble > 0))
    if drawn < _DRAWN * np.count_nonzero(changed):
        return False
    dark = np.count_nonzero(same & (picture.rgb.max(axis=2) < _NEAR))
    return bool(dark <= np.count_nonzero(same) / 2)


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
