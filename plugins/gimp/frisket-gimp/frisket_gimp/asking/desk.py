"""What the procedures and the window ask for, and what became of it: the middle of the plug-in.

Look whether it can be done, ask for everything, then write it in one undo step. Nothing is changed
before the last answer is there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from gi.repository import Gimp

from frisket_plugin import agent, job, pixels, refining, settings
from frisket_plugin.getting.starting import Starting
from frisket_plugin.job import Job
from frisket_plugin.texts import t
from frisket_protocol.client import Client
from frisket_protocol.errors import FailedPrecondition
from frisket_protocol.parts import Prompt
from frisket_protocol.raster import Box, Mask
from frisket_protocol.watch import Watch

from .. import guard
from ..canvas import joining, opacity, paths, placing, reading, seeing, writing
from ..canvas.reading import PlacedSource
from ..catalog import CUT, EACH
from . import cutting, ending
from .wishes import Wish


@dataclass(frozen=True, eq=False)
class Found:
    """What one source shows: the objects in its pixels, and joined where one mask is wanted.

    layer: the one that was read; None for the visible picture. reading: how the words were read.
    notes: what is not as it was asked for.
    """

    source: PlacedSource
    layer: Gimp.Layer | None
    objects: tuple[Mask, ...]
    joined: Mask | None = None
    recipe: str = ""
    reading: str = ""
    notes: tuple[str, ...] = ()


@contextmanager
def connected(watch: Watch, may_start: bool) -> Iterator[tuple[Client, Watch]]:
    """A connection to the agent, which is started first when that is allowed and needed."""
    held = settings.load("gimp")
    if may_start and not held.address.strip():
        Starting(lambda: held).begin(watch)
    with agent.connect(held, guard.SOFTWARE) as client:
        yield client, watch


def perform(
    client: Client, watch: Watch, wish: Wish, image: Gimp.Image, drawables: list[Gimp.Drawable]
) -> list[Found]:
    """Ask, then write. Where nothing was found, nothing is written."""
    layers = check(wish, image, drawables)
    with _sources(wish, image, layers) as sources:
        found = [look(client, watch, wish, image, source, layer) for source, layer in sources]
    cut = found
    if wish.output == "cutout":
        cut = [one for each in found for one in _coloured(client, watch, wish, layers, each)]
        if not cut and any(one.joined is not None for one in found):
            raise cutting.nothing_there(layers[0].get_name())
    watch.step("write")
    write(image, layers, wish, cut)
    return [replace(one, notes=(*one.notes, *cut_off(image, one, wish))) for one in found]


def check(wish: Wish, image: Gimp.Image, drawables: list[Gimp.Drawable]) -> list[Gimp.Layer]:
    """The layers that are read or masked. Raises FailedPrecondition where it cannot be done now,
    whatever the agent would find."""
    reading.check_image(image)
    if wish.output == "selection" or wish.task in ("object", "refine"):
        reading.check_selection(image)
    if wish.output == "selection" and wish.task != "refine":
        joining.check_selection(image, wish.options.mode)
    if wish.task in ("object", "refine") and reading.selection_box(image) is None:
        raise FailedPrecondition(t("no_selection"), detail="selection")
    layers = _layers(wish, drawables)
    reading.check_in(image, layers)
    if wish.options.read_from == "layer":
        reading.check_layers(layers)
    if wish.output in ("mask", *CUT):
        writing.check_masks(layers, wish.existing, is_copied=wish.output in CUT)
        joining.check_masks(layers, wish.existing)
    if wish.output in CUT:
        reading.check_seen(layers)
    return layers


def _layers(wish: Wish, drawables: list[Gimp.Drawable]) -> list[Gimp.Layer]:
    """Those that are read or masked; none need be chosen for a selection of what is visible."""
    is_made_on = wish.output in ("mask", *CUT)
    if wish.options.read_from == "visible" and not is_made_on:
        return []
    return reading.layers_of(drawables, is_read=not is_made_on)


Sources = list[tuple[PlacedSource, "Gimp.Layer | None"]]


@contextmanager
def _sources(wish: Wish, image: Gimp.Image, layers: Sequence[Gimp.Layer]) -> Iterator[Sources]:
    if wish.options.read_from == "visible":
        with seeing.visible(image) as seen:
            yield [(seen, None)]
    else:
        with reading.layer_sources(layers) as sources:
            yield list(zip(sources, layers, strict=True))


def look(
    client: Client,
    watch: Watch,
    wish: Wish,
    image: Gimp.Image,
    source: PlacedSource,
    layer: Gimp.Layer | None,
) -> Found:
    """What the wish names in this source."""
    if wish.task == "refine":
        rough = reading.selection_raster(image, source)
        told = t("gimp.refined_box")
        refined = refining.refine(client, source, rough, wish.options, watch, told)
        mask = refined.masks[0] if refined.masks else None
        return Found(source, layer, refined.masks, mask, refined.recipe, notes=refined.notes)
    outcome = job.run(client.open(source), _job(wish, image, source), watch)
    objects, joined = outcome.masks, None
    if objects and wish.output not in EACH:
        joined = job.join(client, source, objects, wish.options, watch)
    found = outcome.recipe, outcome.reading, outcome.notes
    return Found(source, layer, objects, joined, *found)


def _coloured(
    client: Client, watch: Watch, wish: Wish, layers: Sequence[Gimp.Layer], found: Found
) -> list[Found]:
    """The same for each layer that has something there to be cut out, with the colours of that
    layer at the edge.

    What shows through, or lies above, is not in it.
    """
    made = []
    for layer in [found.layer] if found.layer else layers:
        mask = _in_layer(found, layer)
        if mask is None:
            continue
        with reading.layer_sources([layer]) as (source,):
            here = placing.placed(mask, reading.offset(layer), source.origin, source.size)
            if here is None:
                continue
            if found.layer is None and found.joined is not None and len(layers) == 1:
                cutting.check_mostly_there(source, found.joined, here, layer.get_name())
            own = (replace(here, foreground=None),) if found.layer is None else (here,)
            cut = cutting.coloured(client, watch, source, own, wish.options)
        made += [replace(found, source=source, layer=layer, joined=joined) for joined in cut]
    return made


def _job(wish: Wish, image: Gimp.Image, source: PlacedSource) -> Job:
    if wish.task == "words":
        return Job(Prompt(words=wish.words), wish.options)
    if wish.task == "subject":
        return Job(Prompt(), wish.options)
    if wish.options.prompt_from == "rough":
        return Job(Prompt(), wish.options, reading.selection_raster(image, source))
    return Job(Prompt(boxes=(reading.selection_in(image, source),)), wish.options)


def write(
    image: Gimp.Image, layers: Sequence[Gimp.Layer], wish: Wish, found: Sequence[Found]
) -> None:
    """Everything that was found, as one undo step; none where nothing was.

    Raises FailedPrecondition where something was found, and nothing would come of it.
    """
    reading.check_image(image)
    reading.check_in(image, _layers(wish, list(layers)))
    if wish.output == "selection":
        reading.check_selection(image)
        masks = [mask for one in found for mask in _joined_in_image(image, one)]
        _check_reached(masks, any(one.joined is not None for one in found))
        if masks and wish.task == "refine":
            with writing.one_step(image):
                writing.reselect(image, masks, [_area(image, one.source) for one in found])
        elif masks:
            joining.check_left(image, masks, wish.options.mode)
            with writing.one_step(image):
                writing.select(image, masks, wish.options.mode)
    elif wish.output in ("channels", "paths"):
        masks = [mask for one in found for mask in objects_in_image(image, one)]
        _check_reached(masks, any(one.objects for one in found))
        add, called = writing.add_channels, "name.stored"
        if wish.output == "paths":
            add, called = paths.add, "gimp.outline_of"
        # What was only clicked on has no name: then it is of the layer, or of the picture.
        of = next((one.layer.get_name() for one in found if one.layer), image.get_name())
        if masks:
            with writing.one_step(image):
                add(image, masks, placing.names(masks, t(called, what=of)))
    else:
        _write_masks(image, layers, wish, found)


def cut_off(image: Gimp.Image, found: Found, wish: Wish) -> tuple[str, ...]:
    """A sentence where a part of what was found is not made, as it lies beside the picture."""
    size = (image.get_width(), image.get_height())
    return ending.cut_off(found, wish, found.source.origin, size)


def _check_reached(masks: Sequence[Mask], is_found: bool) -> None:
    """Raise FailedPrecondition where something was found, but all of it beside the picture."""
    if is_found and not masks:
        raise FailedPrecondition(t("gimp.beside_picture"), detail="beside")


def _cut_each(
    image: Gimp.Image, layer: Gimp.Layer, wish: Wish, masks: Sequence[Mask]
) -> list[Gimp.Layer]:
    """A layer for each of these masks (the layer's pixels), the first on top."""
    called = placing.names(masks, layer.get_name())
    cut = [opacity.for_layer(layer, mask, wish.options.invert) for mask in masks]
    pairs = zip(cut, called, strict=True)
    return [writing.cut_out(image, layer, mask, wish.existing, name) for mask, name in pairs]


def _write_masks(
    image: Gimp.Image, layers: Sequence[Gimp.Layer], wish: Wish, found: Sequence[Found]
) -> None:
    if wish.output == "objects":
        each = [(one.layer, one.objects) for one in found if one.layer and one.objects]
        if each:
            with writing.one_step(image, keeps_choice=False):
                cut = [_cut_each(image, layer, wish, masks) for layer, masks in each]
                # One of them: what is done next to the layer that is chosen is not for all.
                image.set_selected_layers([cut[0][0]])
        return
    pairs = [
        (layer, opacity.for_layer(layer, mask, wish.options.invert))
        for one in found
        for layer in ([one.layer] if one.layer else layers)
        for mask in [_in_layer(one, layer)]
        if mask is not None
    ]
    if not pairs:
        if layers and any(one.joined is not None for one in found):
            told = t("gimp.beside_layer", name=layers[0].get_name())
            raise FailedPrecondition(told, detail="beside")
        return
    for layer, mask in pairs:
        joining.check_mask_left(layer, mask, wish.existing)
    if wish.output == "mask":
        with writing.one_step(image):
            for layer, mask in pairs:
                writing.mask_layer(layer, mask, wish.existing)
        return
    with writing.one_step(image, keeps_choice=False):
        made = [writing.cut_out(image, layer, mask, wish.existing) for layer, mask in pairs]
        image.set_selected_layers(made)  # as GIMP does with every new layer; the old one is hidden


def _in_layer(found: Found, layer: Gimp.Layer) -> Mask | None:
    if not layer.is_valid() or found.joined is None:
        return None
    size = (layer.get_width(), layer.get_height())
    return placing.placed(found.joined, found.source.origin, reading.offset(layer), size)


def _joined_in_image(image: Gimp.Image, found: Found) -> list[Mask]:
    return _in_image(image, found.source, (found.joined,) if found.joined else ())


def _area(image: Gimp.Image, source: PlacedSource) -> Box:
    """What the source shows of the image, in image pixels; empty beside it."""
    whole = Box(0, 0, image.get_width(), image.get_height())
    return pixels.overlap(placing.shifted(Box(0, 0, *source.size), source.origin), whole) or Box(
        0, 0, 0, 0
    )


def objects_in_image(image: Gimp.Image, found: Found) -> list[Mask]:
    """The objects in image pixels; those that lie outside are left out."""
    return _in_image(image, found.source, found.objects)


def _in_image(image: Gimp.Image, source: PlacedSource, masks: Sequence[Mask]) -> list[Mask]:
    size = (image.get_width(), image.get_height())
    moved = [placing.placed(mask, source.origin, (0, 0), size) for mask in masks]
    return [replace(mask, foreground=None) for mask in moved if mask is not None]
