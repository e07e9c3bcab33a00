"""Whether a prompt makes sense for a picture, before anybody works on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from frisket.pictures import Picture
from frisket_protocol.errors import InvalidArgument
from frisket_protocol.parts import Prompt
from frisket_protocol.raster import Box, Point

from .prompt import typed

_VISIBLE = 8
"""Of 255. Less than this nobody sees."""
_ONE_COLOUR = 2
"""Steps of 255 by which a picture of one colour may vary."""
_NEAR = 0.1
"""How far beyond the border, as a share of the side, somebody clicks who means the border."""
_EDGE = 0.01
"""What a box round the whole picture may leave out at a side, as a share of the picture's."""
_SLOPPY = 0.25
"""How far outside of a box a click may lie that is of the same thing, of the box's longer side."""
_MOSTLY = 0.5
"""Of a box: with less of it in the picture, somebody has probably scaled wrongly."""
_BAND = 1 << 20


def check(prompt: Prompt, picture: Picture) -> list[str]:
    """Sentences about clicks and boxes that say less than they were meant to.

    A picture reaches from 0,0 to its width and height, borders included, for every click and box
    alike. Raises InvalidArgument for a click or a box outside of it, as a script makes them that
    scaled wrongly. A box may reach outside, and a click *off* the object may lie a little outside.
    """
    for box in (*prompt.boxes, *(exemplar.box for exemplar in prompt.exemplars)):
        if not _meets(box, picture):
            raise _outside(f"The box {typed(box)}", picture)
    return [
        *_of_boxes(prompt, picture),
        *(note for point in prompt.points for note in _of_point(point, picture)),
        *_beside_boxes(prompt),
    ]


def onto(prompt: Prompt, picture: Picture) -> Prompt:
    """`prompt` with its clicks on the right and lower border moved into the last pixel there."""
    points = (
        replace(
            point,
            x=picture.width - 0.5 if point.x == picture.width else point.x,
            y=picture.height - 0.5 if point.y == picture.height else point.y,
        )
        for point in prompt.points
    )
    return replace(prompt, points=tuple(points))


def nothing_to_see(picture: Picture) -> str:
    """Why there is nothing in the picture that could be told apart; "" where there is something."""
    if picture.alpha is not None and picture.alpha.max() < _VISIBLE:
        return "The picture is transparent everywhere."
    is_opaque = picture.alpha is None or picture.alpha.min() == 255
    if is_opaque and _spread(picture.rgb) <= _ONE_COLOUR:
        return "The picture is of a single colour."
    return ""


def _of_boxes(prompt: Prompt, picture: Picture) -> Iterator[str]:
    """Boxes round the whole picture, where nothing else says what in it is meant."""
    if any(is_whole(exemplar.box, picture) for exemplar in prompt.exemplars if exemplar.inside):
        yield (
            "The box of what is to be like it is the whole picture, and nothing in the picture is "
            "like that. Draw it round one of the things that are meant."
        )
    for box in (*prompt.boxes, *(exemplar.box for exemplar in prompt.exemplars)):
        if _share_within(box, picture) < _MOSTLY and not is_whole(box, picture):
            yield (
                f"Most of the box {typed(box)} lies outside of the picture, {_size(picture)}: it "
                "was cut to what lies inside."
            )
    is_alone = not (prompt.words or prompt.exemplars or prompt.points)
    if is_alone and any(is_whole(box, picture) for box in prompt.boxes):
        yield (
            "The box is the whole picture, so it says nothing of what is meant. Draw it round the "
            "object, or ask with --subject for what the picture is of."
        )


def _beside_boxes(prompt: Prompt) -> Iterator[str]:
    """Clicks on an object that lie in none of the boxes round objects."""
    if not prompt.boxes or prompt.words or prompt.exemplars:
        return  # then the boxes say where to look
    several = len(prompt.boxes) > 1
    for point in prompt.points:
        if point.inside and not any(_is_near(point, box, several) for box in prompt.boxes):
            name = f"The click at {point.x:g},{point.y:g}"
            yield (
                f"{name} lies in none of the boxes, and is taken for an object of its own."
                if several
                else f"{name} lies outside of the box, and is taken for a part of the same object. "
                "If it is another one, draw a box round that as well."
            )


def _is_near(point: Point, box: Box, exactly: bool) -> bool:
    """Whether a click lies in a box, or so near to it that the box may have been drawn sloppily."""
    spare = 0.0 if exactly else _SLOPPY * max(box.width, box.height)
    across = box.x0 - spare <= point.x <= box.x1 + spare
    return across and box.y0 - spare <= point.y <= box.y1 + spare


def is_whole(box: Box, picture: Picture) -> bool:
    """Whether a box leaves out next to nothing of the picture, on any side."""
    beside, above = _EDGE * picture.width, _EDGE * picture.height
    return (
        box.x0 <= beside
        and box.y0 <= above
        and box.x1 >= picture.width - beside
        and box.y1 >= picture.height - above
    )


def _of_point(point: Point, picture: Picture) -> Iterator[str]:
    name = f"{'The click' if point.inside else 'The click off'} at {point.x:g},{point.y:g}"
    if 0 <= point.x <= picture.width and 0 <= point.y <= picture.height:
        return  # whether anything is painted there, the agent tells
    near = 0 if point.inside else _NEAR
    near_x, near_y = near * picture.width, near * picture.height
    if not (
        -near_x <= point.x <= picture.width + near_x
        and -near_y <= point.y <= picture.height + near_y
    ):
        raise _outside(name, picture)
    if not point.inside:
        yield f"{name} is outside of the picture, {_size(picture)}, and says little there."


def _meets(box: Box, picture: Picture) -> bool:
    return box.x0 < picture.width and box.y0 < picture.height and box.x1 > 0 and box.y1 > 0


def _outside(name: str, picture: Picture) -> InvalidArgument:
    return InvalidArgument(
        f"{name} is outside of the picture, {_size(picture)}.",
        detail="point",
        hint="Coordinates are pixels of the picture as it is shown, from its upper left corner.",
    )


def _share_within(box: Box, picture: Picture) -> float:
    """How much of a box lies in the picture, 0 to 1."""
    across = min(box.x1, picture.width) - max(box.x0, 0)
    down = min(box.y1, picture.height) - max(box.y0, 0)
    return max(0, across) * max(0, down) / (box.width * box.height)


def _size(picture: Picture) -> str:
    return f"which has {picture.width} × {picture.height} pixels"


def _spread(rgb: NDArray[np.uint8]) -> int:
    """Between the darkest and the brightest value of a channel. Mostly found in the first rows."""
    low, high = rgb[0, 0].astype(int), rgb[0, 0].astype(int)
    step = max(1, _BAND // rgb.shape[1])
    for top in range(0, len(rgb), step):
        band = rgb[top : top + step].reshape(-1, 3)
        low, high = np.minimum(low, band.min(axis=0)), np.maximum(high, band.max(axis=0))
        if (high - low).max() > _ONE_COLOUR:
            break
    return int((high - low).max())
