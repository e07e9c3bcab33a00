"""Masks in GIMP: selection, layer mask, channels, cut-out. Boxes are written, not whole planes.

A layer mask and the selection take "Y u8" as it is; a channel of an 8-bit image takes "Y' u8".
The selection's own buffer is never written: GIMP would record no undo step of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from gi.repository import Babl, Gegl, Gimp

from frisket_plugin.texts import t
from frisket_protocol.errors import FailedPrecondition
from frisket_protocol.raster import Box, Mask

from . import effects, placing, reading

OPERATIONS = {
    "replace": Gimp.ChannelOps.REPLACE,
    "add": Gimp.ChannelOps.ADD,
    "subtract": Gimp.ChannelOps.SUBTRACT,
    "intersect": Gimp.ChannelOps.INTERSECT,
}
COLOURS = ("#e8433f", "#3f8de8", "#3fb950", "#e8a33f", "#a35fe8", "#3fc7c7")
OPACITY = 50.0


@contextmanager
def one_step(image: Gimp.Image, keeps_choice: bool = True) -> Iterator[None]:
    """Everything in it is one undo step.

    keeps_choice: what the person had chosen stays chosen. Open it only once the answer is there: a
    plug-in that is cancelled is killed.
    """
    reading.check_image(image)
    layers, channels = image.get_selected_layers(), image.get_selected_channels()
    image.undo_group_start()
    Gimp.context_push()
    Gimp.context_set_feather(False)
    try:
        yield
        if keeps_choice:
            _choose_again(image, layers, channels)
    finally:
        Gimp.context_pop()
        image.undo_group_end()
        Gimp.displays_flush()


def _choose_again(
    image: Gimp.Image, layers: list[Gimp.Layer], channels: list[Gimp.Channel]
) -> None:
    if layers and image.get_selected_layers() != layers:
        image.set_selected_layers(layers)
    elif channels and image.get_selected_channels() != channels:
        image.set_selected_channels(channels)


def select(image: Gimp.Image, masks: Sequence[Mask], operation: str) -> None:
    """Change the selection. `masks` in image pixels; together they are one.

    The channel never belongs to the image: one that is put in and taken out again has GIMP 3.2
    forget, when that is done again after undo, which layer was chosen.
    """
    channel = together(image, masks, (image.get_width(), image.get_height()))
    image.get_selection().combine_masks(channel, OPERATIONS[operation], 0, 0)
    channel.delete()


def together(image: Gimp.Image, masks: Sequence[Mask], size: tuple[int, int]) -> Gimp.Channel:
    """All masks in one channel of this size, which belongs to no image: whoever asks deletes it."""
    channel = _new_channel(image, "frisket", COLOURS[0], size)
    for number, mask in enumerate(masks):
        if number == 0:
            _write_box(channel, _channel_format(channel), mask)
        else:
            _add(image, channel, mask)  # their boxes may overlap
    return channel


def reselect(image: Gimp.Image, masks: Sequence[Mask], areas: Sequence[Box]) -> None:
    """The selection becomes `masks` within `areas` (image pixels), and stays as it is elsewhere."""
    whole = [Mask(area, b"\xff" * (int(area.width) * int(area.height))) for area in areas]
    select(image, whole, "subtract")
    select(image, masks, "add")


def _add(image: Gimp.Image, channel: Gimp.Channel, mask: Mask) -> None:
    size = (channel.get_width(), channel.get_height())
    part = _new_channel(image, "frisket", COLOURS[0], size)
    _write_box(part, _channel_format(part), mask)
    channel.combine_masks(part, Gimp.ChannelOps.ADD, 0, 0)
    part.delete()


def add_channels(image: Gimp.Image, masks: Sequence[Mask], names: Sequence[str]) -> None:
    """A channel for each mask (image pixels), hidden, the first on top."""
    made = []
    for number, (mask, name) in enumerate(zip(masks, names, strict=True)):
        colour = COLOURS[number % len(COLOURS)]
        channel = _new_channel(image, name, colour, (image.get_width(), image.get_height()))
        _write_box(channel, _channel_format(channel), mask)
        channel.set_visible(False)
        made.append(channel)
    others = image.get_channels()
    for number, channel in enumerate(made):
        image.insert_channel(channel, None, number)
    # When the channel that was chosen last is undone, GIMP 3.2 chooses the next, and no layer is
    # chosen any more: let that be one that stays, or the one that is undone last.
    image.set_selected_channels([*others, *made][:1])


def mask_layer(layer: Gimp.Layer, mask: Mask, existing: str) -> None:
    """Give the layer a mask (its own pixels), or change the one that it has as `existing` says."""
    made = layer.create_mask(Gimp.AddMaskType.BLACK)
    _write_box(made, "Y u8", mask)
    old = layer.get_mask()
    if old is not None and existing != "replace":
        old.combine_masks(made, OPERATIONS[existing], 0, 0)
        old.update(0, 0, layer.get_width(), layer.get_height())
        return
    if old is not None:
        layer.remove_mask(Gimp.MaskApplyMode.DISCARD)
    was_seen = layer.get_visible()
    layer.add_mask(made)
    made.update(0, 0, layer.get_width(), layer.get_height())
    if not was_seen:
        # GIMP shows a hidden layer that gets a mask, as soon as it draws, and as a step of undo.
        Gimp.displays_flush()
        layer.set_visible(False)


def check_masks(layers: Sequence[Gimp.Layer], existing: str, is_copied: bool = False) -> None:
    """Raise FailedPrecondition when a layer has a mask and `existing` is to refuse, or when GIMP
    itself would change nothing of that mask: the pixels of the layer, or of a group that it is in,
    are locked.

    is_copied: the mask of a copy is changed, which has no locks of its own; but nothing can be put
    into a group that is locked.
    """
    for layer in layers:
        has_mask = layer.get_mask() is not None
        if has_mask and existing == "refuse":
            sentence = t("gimp.has_mask", name=layer.get_name())
            raise FailedPrecondition(sentence, detail="mask")
        locked = _locked(layer.get_parent() if is_copied else layer)
        if locked is not None and (has_mask or is_copied):
            raise FailedPrecondition(t("gimp.locked", name=locked.get_name()), detail="locked")


def _locked(layer: Gimp.Layer | None) -> Gimp.Layer | None:
    """What has its pixels locked: the layer, or a group that it is in; None where nothing has."""
    item = layer
    while item is not None and not item.get_lock_content():
        item = item.get_parent()
    return item


def cut_out(
    image: Gimp.Image, layer: Gimp.Layer, mask: Mask, existing: str, name: str = ""
) -> Gimp.Layer:
    """A masked copy above the layer, with the ground's colour gone from its edge.

    name: what is cut out; the layer's own, if none.

    The layer itself is kept as it is, and hidden. `mask` is in the layer's own pixels. The copy of
    a link or of vectors (GIMP 3.2) is a plain layer, and its effects are part of it: drawn anew, it
    would lose its clean edge.
    """
    check_masks([layer], existing, is_copied=True)
    has_effects = bool(layer.get_filters()) and not layer.is_group()
    copy = effects.merged(layer) if has_effects else layer.copy()
    copy.set_name(t("name.cutout", what=name or layer.get_name()))
    image.insert_layer(copy, layer.get_parent(), image.get_item_position(layer))
    for unlock in (
        copy.set_lock_content,
        copy.set_lock_position,
        copy.set_lock_visibility,
        copy.set_lock_alpha,
    ):
        unlock(False)
    copy.set_visible(True)
    if hasattr(copy, "rasterize"):
        copy.rasterize()
    if has_effects:
        here = (copy.get_width(), copy.get_height())
        mask = placing.placed(mask, reading.offset(layer), reading.offset(copy), here) or mask
    if mask.foreground is not None and not copy.is_group() and not copy.is_indexed():
        _clean_edge(copy, mask)
    mask_layer(copy, mask, existing)
    _hide(layer)
    return copy


def _hide(layer: Gimp.Layer) -> None:
    """A lock holds a layer to be seen or not, and is meant against slips, not against commands."""
    is_locked = layer.get_lock_visibility()
    layer.set_lock_visibility(False)
    layer.set_visible(False)
    layer.set_lock_visibility(is_locked)


def _new_channel(image: Gimp.Image, name: str, colour: str, size: tuple[int, int]) -> Gimp.Channel:
    return Gimp.Channel.new(image, name, *size, OPACITY, Gegl.Color.new(colour))


def _channel_format(channel: Gimp.Channel) -> str:
    encoding = Babl.format_get_encoding(channel.get_format())
    return "Y' u8" if encoding.startswith("Y'") else "Y u8"


def _write_box(drawable: Gimp.Drawable, format: str, mask: Mask) -> None:
    buffer = drawable.get_buffer()
    buffer.set(_rectangle(mask.box), format, bytes(mask.data))
    buffer.flush()


def _clean_edge(layer: Gimp.Layer, mask: Mask) -> None:
    """Put the object's own colours where its mask is soft, and change no other pixel."""
    assert mask.foreground is not None
    format = layer.get_format()
    name, count = Babl.get_name(format), Babl.format_get_n_components(format)
    size = Babl.format_get_bytes_per_pixel(format)
    place = _rectangle(mask.box)
    converter = Gegl.Buffer.new(name, 0, 0, mask.width, mask.height)
    here = Gegl.Rectangle.new(0, 0, mask.width, mask.height)
    converter.set(here, "R'G'B' u8", bytes(mask.foreground))
    colours = converter.get(here, 1.0, name, Gegl.AbyssPolicy.NONE)
    buffer = layer.get_buffer()
    own = buffer.get(place, 1.0, name, Gegl.AbyssPolicy.NONE)
    colour_size = size // count * (count - 1 if layer.has_alpha() else count)
    cleaned = placing.splice(bytes(own), bytes(colours), bytes(mask.data), size, colour_size)
    buffer.set(place, name, cleaned)
    buffer.flush()
    layer.update(int(mask.box.x0), int(mask.box.y0), mask.width, mask.height)


def _rectangle(box: Box) -> Gegl.Rectangle:
    return Gegl.Rectangle.new(int(box.x0), int(box.y0), int(box.width), int(box.height))
