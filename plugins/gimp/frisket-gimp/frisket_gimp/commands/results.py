"""What a procedure gives back to its caller, and says to the person."""

from __future__ import annotations

import json
from collections.abc import Sequence

from gi.repository import Gimp, GObject

from frisket_plugin import readings
from frisket_protocol.raster import Mask

from ..asking import ending, saying
from ..asking.desk import Found
from ..asking.wishes import Wish
from ..canvas import placing


def tell(found: Sequence[Found], run_mode: Gimp.RunMode, wish: Wish) -> Gimp.ValueArray:
    """The return values; to a person also a sentence where the result is not before their eyes."""
    placed = [(mask, one.source.origin) for one in found for mask in one.objects]
    is_for_person = run_mode != Gimp.RunMode.NONINTERACTIVE
    told, read_as = ending.told_of(found, wish), ending.read_as(found)
    if is_for_person:
        # GIMP shows it in a window over the picture: advice is not worth one every time.
        notes = ending.notes(found, wish, with_advice=False)
        saying.tell(wish.output, len(placed), (told, *notes))
    elif readings.lacks(read_as):
        Gimp.message(told)
    recipe = next((one.recipe for one in found if one.recipe), "")
    return values([mask for mask, _ in placed], [origin for _, origin in placed], recipe, read_as)


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
