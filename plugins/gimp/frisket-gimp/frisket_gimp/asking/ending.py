"""What is said of what was found, once it is over: plain values, without GIMP."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from frisket_plugin import readings, said, texts
from frisket_plugin.texts import t
from frisket_protocol.raster import Mask

from ..canvas import placing
from ..catalog import CUT, EACH, TO_MODELS
from .wishes import Wish


class Answer(Protocol):
    """What one source shows (`desk.Found`)."""

    @property
    def objects(self) -> tuple[Mask, ...]: ...
    @property
    def joined(self) -> Mask | None: ...
    @property
    def reading(self) -> str: ...
    @property
    def notes(self) -> tuple[str, ...]: ...


def lacking(found: Sequence[Answer], wish: Wish) -> str:
    """Where nothing came of it, why, and what else can be tried; "" where something was made."""
    if _is_made(found, wish):
        return ""
    return " ".join((told_of(found, wish), *notes(found, wish, with_advice=True)))


def told_of(found: Sequence[Answer], wish: Wish) -> str:
    """How many were found, and how words were read; "" for what is before a person's eyes."""
    number, read = sum(len(one.objects) for one in found), read_as(found)
    if not number and readings.lacks(read):
        reading = said.reading(read)
        return t("gimp.live.nothing_called", reading=reading[:1].upper() + reading[1:])
    if _is_made(found, wish):
        told = texts.count("gimp.found", number) if read else ""
    elif number:
        told = t("gimp.live.nothing_left")
    elif _may_take_all(wish):
        told = t("gimp.nothing_or_gone")
    else:
        told = t("gimp.live.nothing_worded" if wish.words else "nothing_found")
    return t("read_as", told=told, reading=said.reading(read)) if read else told


def read_as(found: Sequence[Answer]) -> str:
    """How the words were read, as the agent says it; "" where there were none."""
    return next((one.reading for one in found if one.reading), "")


def notes(found: Sequence[Answer], wish: Wish, with_advice: bool) -> tuple[str, ...]:
    """Sentences on what is not as it was asked for. with_advice: also on what would do better."""
    told = (note for one in found for note in one.notes if with_advice or not said.is_advice(note))
    return said.notes(told, read_as(found), wish.options.read_from == "layer", TO_MODELS)


def cut_off(
    found: Answer, wish: Wish, origin: placing.Offset, size: tuple[int, int]
) -> tuple[str, ...]:
    """A sentence where a part of what was found lies beside an image of this size, and what is made
    ends at the canvas. origin: of what was read, in the image.

    A layer reaches out of it, and what is made of a layer with it. So do, of all that is inverted,
    the surroundings, which nobody would miss; a selection that is refined does not.
    """
    if wish.output in ("mask", *CUT) or wish.task == "refine" or wish.options.invert:
        return ()
    masks = found.objects if found.joined is None else (found.joined,)
    is_cut = any(placing.is_cut(mask, origin, size) for mask in masks)
    return (t("gimp.cut_off"),) if is_cut else ()


def _is_made(found: Sequence[Answer], wish: Wish) -> bool:
    if wish.output in EACH:
        return any(one.objects for one in found)
    return any(one.joined is not None for one in found)


def _may_take_all(wish: Wish) -> bool:
    """Whether the options may leave nothing of what is found, of which nobody hears then."""
    options = wish.options
    return bool(options.grow < 0 or options.smooth or options.drop_specks)
