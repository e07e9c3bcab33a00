"""Select Interactively: the window, from opening it to what it gives back."""

from __future__ import annotations

from gi.repository import Gimp, GLib

from frisket_plugin import settings
from frisket_plugin.texts import t
from frisket_protocol.errors import FailedPrecondition

from ..asking.desk import Found
from ..canvas import reading
from ..picking.pictures import Pictures
from . import alone, results


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
    masks, origins = found.objects, [found.source.origin] * len(found.objects)
    return results.values(masks, origins, found.recipe, found.reading)


def _window(image: Gimp.Image, drawables: list[Gimp.Drawable]) -> Found | None:
    """What was applied in the window; None when it was closed, or was there already."""
    if alone.presented(image):
        return None
    from ..picking.window import LiveWindow
    from ..windows import diagnostics

    held = settings.load("gimp")
    reading.check_selection(image)  # Quick Mask would be taken for a part of the picture
    layers = reading.layers_of(drawables, may_be_none=True)
    lacks = "" if layers else reading.none_chosen(drawables)
    if layers and reading.is_empty(layers[0]):  # there is what is visible all the same
        layers, lacks = [], t("gimp.live.empty_group", name=layers[0].get_name())
    pictures = Pictures(image, layers, held.options.read_from, lacks)
    try:
        window = LiveWindow(image, pictures, held, diagnostics.show)
        with alone.announced(image, window.present):
            return window.run()
    finally:
        pictures.close()
