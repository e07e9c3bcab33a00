"""Select Interactively: the window, from opening it to what it gives back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gi.repository import Gimp, GLib

from frisket_plugin.texts import t
from frisket_protocol.errors import FailedPrecondition

from . import reading, results

if TYPE_CHECKING:
    from .procedures import Found


def run(
    procedure: Gimp.Procedure,
    run_mode: Gimp.RunMode,
    image: Gimp.Image,
    drawables: list[Gimp.Drawable],
) -> Gimp.ValueArray:
    """Show the window until it is closed. Raises FailedPrecondition where there is no screen."""
    if run_mode == Gimp.RunMode.NONINTERACTIVE:
        raise FailedPrecondition(t("gimp.needs_window"), detail="window")
    found = _window(image, drawables)
    if found is None:
        return procedure.new_return_values(Gimp.PDBStatusType.CANCEL, GLib.Error())
    masks = found.objects
    return results.values(masks, [found.source.origin] * len(masks), found.recipe)


def _window(image: Gimp.Image, drawables: list[Gimp.Drawable]) -> Found | None:
    """The chosen layer in the window; the visible picture where none is chosen."""
    from .live_window import LiveWindow

    try:
        layers = reading.layers_of(drawables)
    except FailedPrecondition:
        with reading.visible(image) as seen:
            return LiveWindow(image, [], seen).run()
    return LiveWindow(image, layers[:1], reading.layer_source(layers[0])).run()
