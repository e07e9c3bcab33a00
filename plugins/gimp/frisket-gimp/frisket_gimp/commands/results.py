"""What a procedure gives back to its caller, and says to the person."""

from __future__ import annotations

import json
from collections.abc import Sequence

from gi.repository import Gimp, GObject

from frisket_plugin import readings, said, texts
from frisket_plugin.texts import t
from frisket_protocol.raster import Mask

from ..asking import desk
from ..asking.desk import Found
from ..asking.wishes import Wish
from ..canvas import placing
from ..catalog import EACH


def tell(found: Sequence[Found], run_mode: Gimp.RunMode, wish: Wish) -> Gimp.ValueArray:
    """The return values; to a person also a sentence where the result is not before their eyes."""
    placed = [(mask, one.source.origin) for one in found for mask in one.objects]
    is_left = any(one.joined is not None for one in found) or wish.output in EACH
    read_as = next((one.reading for one in found if one.reading), "")
    told = _told(len(placed), is_left)
    if not placed and readings.lacks(read_as):
        read = said.reading(read_as)
        Gimp.message(t("gimp.live.nothing_called", reading=read[:1].upper() + read[1:]))
    elif read_as and (run_mode != Gimp.RunMode.NONINTERACTIVE or readings.lacks(read_as)):
        Gimp.message(t("read_as", told=told, reading=said.reading(read_as)))
    elif run_mode != Gimp.RunMode.NONINTERACTIVE and not (placed and is_left):
        Gimp.message(told)
    if run_mode != Gimp.RunMode.NONINTERACTIVE:
        reads_layer = wish.options.read_from == "layer"
        # GIMP shows each in a window over the picture: advice is not worth one every time.
        every = (note for one in found for note in one.notes if not said.is_advice(note))
        notes = said.notes(every, read_as, reads_layer)
        desk.tell(wish.output, len(placed), notes)
    recipe = next((one.recipe for one in found if one.recipe), "")
    return values([mask for mask, _ in placed], [origin for _, origin in placed], recipe, read_as)


def _told(number: int, is_left: bool) -> str:
    if not number:
        return t("nothing_found")
    return texts.count("gimp.found", number) if is_left else t("nothing_left")


def values(
    masks: Sequence[Mask], origins: Sequence[placing.Offset], recipe: str, read_as: str = ""
) -> Gimp.ValueArray:
    """Success, and what was found, as `catalog.RESULTS` names it."""
    boxes = [placing.shifted(mask.box, at) for mask, at in zip(masks, origins, strict=True)]
    edges = [int(edge) for box in boxes for edge in (box.x0, box.y0, box.x1, box.y1)]
    labels = [mask.label or mask.phrase for mask in masks]
    objects = json.dumps(
        [
            {"label": label, "score": mask.score, "box": edges[4 * number : 4 * number + 4]}
            for number, (label, mask) in enumerate(zip(labels, masks, strict=True))
        ]
    )
    wholes = GObject.Value()
    wholes.init(GObject.type_from_name("GimpInt32Array"))
    Gimp.value_set_int32_array(wholes, edges)
    numbers = GObject.Value()
    numbers.init(GObject.type_from_name("GimpDoubleArray"))
    Gimp.value_set_double_array(numbers, [mask.score for mask in masks])
    return Gimp.ValueArray.new_from_values(
        [
            GObject.Value(Gimp.PDBStatusType, Gimp.PDBStatusType.SUCCESS),
            GObject.Value(GObject.TYPE_INT, len(masks)),
            wholes,
            numbers,
            GObject.Value(GObject.TYPE_STRV, labels),
            GObject.Value(GObject.TYPE_STRING, recipe),
            GObject.Value(GObject.TYPE_STRING, objects),
            GObject.Value(GObject.TYPE_STRING, read_as),
        ]
    )
