"""What is said of what was found, and of what was made of it. Nothing of Krita or Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from frisket_plugin import pixels, readings, said, texts
from frisket_plugin.agent import State
from frisket_plugin.job import Outcome
from frisket_plugin.options import Options
from frisket_plugin.texts import t
from frisket_protocol.raster import Mask

from .wishes import Wish, is_one_of_several, kind_of


@dataclass(frozen=True)
class Made:
    """An output as it is in the picture now.

    number: how many objects it was made of. share: of the picture, 0 to 1. layer: the one that was
    active. name: what it is called, empty for a selection. earlier: the name of the mask of
    frisket's that it was made of. has_others: further masks of the layer count.
    """

    number: int
    share: float
    layer: str = ""
    name: str = ""
    earlier: str = ""
    has_others: bool = False


def share_of(masks: Sequence[Mask], width: int, height: int) -> float:
    """How much of a picture of this size is in the masks, 0 to 1."""
    return min(1.0, sum(map(pixels.area, masks)) / (width * height))


def found_of(
    wish: Wish, outcome: Outcome, state: State, seconds: float, hidden_by: str = ""
) -> str:
    """How many objects which recipe found, how the words were read, what is not as asked for.

    seconds: how long the person has waited for it. hidden_by: what the mask is called that hides
    what was meant.
    """
    if not outcome.masks:
        return _with_notes(t("nothing_found"), outcome, wish, hidden_by)
    found = texts.count("done", len(outcome.objects), **_how(outcome, state, seconds))
    return _with_notes(found, outcome, wish, hidden_by)


def made_of(
    wish: Wish, outcome: Outcome, state: State, seconds: float, made: Made, hidden_by: str = ""
) -> str:
    """What was made of it, in the same way; and what a person should know of that."""
    how = _how(outcome, state, seconds)
    if wish.refines:
        told = t("refined", **how)
    else:
        what = _what(wish.options, made)
        told = t(_key(wish.options, made), what=what, name=made.name, layer=made.layer, **how)
    return " ".join([_with_notes(told, outcome, wish, hidden_by), *_besides(wish, made)])


def _how(outcome: Outcome, state: State, seconds: float) -> dict[str, str]:
    titles = {recipe.name: recipe.title for recipe in state.recipes}
    recipe = said.sentence(titles.get(outcome.recipe, outcome.recipe))
    return {"seconds": texts.decimal(f"{seconds:.1f}"), "recipe": recipe}


def _key(options: Options, made: Made) -> str:
    """That of the sentence for this output."""
    if options.output == "selection" or (made.earlier and options.mode != "replace"):
        return f"made.{options.output}.{options.mode}"
    return f"made.{options.output}"


def _what(options: Options, made: Made) -> str:
    """ "2 objects, 23 % of the picture"."""
    what = texts.count("made.what", made.number)
    if options.invert and options.is_joined:
        what = t("made.all_but", what=what)
    percent = round(100 * made.share)
    share = t("made.percent", percent=percent) if percent else t("made.percent.less")
    return t("made.share", what=what, share=share)


def _with_notes(told: str, outcome: Outcome, wish: Wish, hidden_by: str) -> str:
    reads_layer = wish.options.read_from == "layer"
    if outcome.reading:
        told = _with_reading(told, outcome)
    elif kind_of(wish) == "subject" and not wish.refines:
        told = f"{told} {t('no_words')}"
    notes = said.notes(outcome.notes, outcome.reading, reads_layer, hidden_by=hidden_by)
    return " ".join([told, *notes])


def _with_reading(told: str, outcome: Outcome) -> str:
    """And how the words were read; of words that found nothing, that alone says why."""
    reading = said.reading(outcome.reading)
    if not readings.lacks(outcome.reading):
        return t("read_as", told=told, reading=reading)
    if outcome.masks:
        return t("by_words", told=told, reading=reading)
    return t("nothing_of_words", reading=reading[:1].upper() + reading[1:])


def _besides(wish: Wish, made: Made) -> list[str]:
    options = wish.options
    if options.output == "mask":
        is_replaced = made.earlier and options.mode == "replace"
        told = [t("mask_replaced", name=made.earlier)] if is_replaced else []
        return [*told, t("mask_added")] if made.has_others else told
    if options.output in ("cutout", "objects"):
        apart = [t("a_box_each")] if is_one_of_several(wish) else []
        return [*apart, t("original_stays")]
    return []
