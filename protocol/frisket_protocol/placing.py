"""Whether what a prompt shows lies on the layer at all: a script that scaled wrongly is told so."""

from __future__ import annotations

from .errors import InvalidArgument
from .parts import Prompt, Size

_HINT = "Coordinates are pixels of the layer, from its upper left corner."


def check(prompt: Prompt, layer: Size) -> None:
    """Raise InvalidArgument for a click on an object, or a box, that lies wholly beyond `layer`.

    Its right and lower edges count as on it. A click off the object may lie anywhere.
    """
    size = f"{layer.width} × {layer.height}"
    for point in prompt.points:
        is_on = 0 <= point.x <= layer.width and 0 <= point.y <= layer.height
        if point.inside and not is_on:
            raise InvalidArgument(
                f"The click at {point.x:g},{point.y:g} lies outside of the layer, {size} pixels.",
                detail="point",
                hint=_HINT,
            )
    for box in (*prompt.boxes, *(one.box for one in prompt.exemplars)):
        if not (box.x0 < layer.width and box.y0 < layer.height and box.x1 > 0 and box.y1 > 0):
            edges = ",".join(f"{edge:g}" for edge in (box.x0, box.y0, box.x1, box.y1))
            raise InvalidArgument(
                f"The box {edges} lies outside of the layer, {size} pixels.",
                detail="box",
                hint=_HINT,
            )
