"""Whether the picture that is picked on has become another: of a mirrored one Krita tells nobody.

Some rows of it are looked at again and again, each as one number. Nothing of Krita or Qt.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from frisket_protocol.raster import Box, Point

ROWS = 24
"""So many, all over the picture, and those of the clicks."""


class Trace:
    """What the rows were when the picture was read."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """The picture is read anew: what is seen next is what it is."""
        self._known: dict[int, int] = {}
        self._last: dict[int, int] = {}

    def has_changed(self, now: Mapping[int, int]) -> bool:
        """Whether a row that was known is another one now, and has stopped changing.

        now: a number for each row, which is another one for other pixels. Krita shows half a state
        while it computes, so a row counts that is the same in two looks, once all are.
        """
        last, self._last = self._last, dict(now)
        if any(last.get(row, number) != number for row, number in now.items()):
            return False
        still = {row: number for row, number in now.items() if row in last}
        if any(self._known.get(row, number) != number for row, number in still.items()):
            return True
        self._known.update(still)
        return False


def rows_of(height: int, prompts: Iterable[Point | Box]) -> list[int]:
    """Which rows are looked at, in a picture so many pixels high."""
    clicked = (one.y if isinstance(one, Point) else (one.y0 + one.y1) / 2 for one in prompts)
    all_over = (height * (2 * row + 1) / (2 * ROWS) for row in range(ROWS))
    return sorted({min(height - 1, max(0, int(row))) for row in (*clicked, *all_over)})
