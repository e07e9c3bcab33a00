"""What is said in GIMP itself once something was made, and no window of ours is there."""

from __future__ import annotations

from collections.abc import Sequence

from gi.repository import Gimp

from frisket_plugin import texts

from ..catalog import CUT, EACH, Output


def tell(output: Output, number: int, notes: Sequence[str]) -> None:
    """Say the notes, and where so many objects went that are not before a person's eyes.

    GIMP has a line for what is short, and a window for what is not: said at once, as one of them
    would stand in the line and the rest of it, which speaks of that, in the window.
    """
    is_elsewhere = output in EACH and output not in CUT and number
    where = texts.count(f"gimp.{output}", number) if is_elsewhere else ""
    if told := " ".join(filter(None, (*notes, where))):
        Gimp.message(told)
