"""What the agent and its client say, as a person reads it in an editor.

Both speak English, in whole sentences, whoever asks them. `translations/agent/<language>.json` says
each sentence in that language, `en.json` those that are put otherwise before a person who has no
terminal. A sentence's gaps, `{name}`, hold whatever stands there; where one of `recipe` stands, the
name becomes the title that is in the list. What is not known stays as it was said.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path

from frisket_protocol.errors import FrisketError
from frisket_protocol.parts import RecipeInfo

from . import readings, texts
from .texts import t

FOLDER = Path(__file__).parent / "translations" / "agent"
NUMBERS = ("size", "budget", "free", "seconds")
"""Gaps in which a number stands that other languages write otherwise."""
_ADVICE = (
    "The subject was guessed",
    "This is little more than a guess",
    "Some of it is little more than a guess",
)
"""How the agent begins what it advises, of a subject that no model found or an unclear click."""
_GET = " Get what it needs with "
"""How the agent goes on with commands for a terminal."""
_NO_MATTE = "No matting model is installed"
"""How the agent begins to tell that, before it says what is typed to see those that there are."""
_CLEAR = ", it is transparent."
"""The end of what the agent tells of a click or a box where nothing is painted."""
_NOTHING = ": nothing was found there."
"""The end of what the agent tells of a click or a box where something is painted."""
_ALL_OF_IT = "All that is painted on this layer was taken: the rest of it is transparent."
"""The agent calls what it is shown a layer, also where that is what is visible."""
_END = re.compile(r"(?<=[.…]) (?=\S)")
"""Where another sentence may begin."""
_titles: dict[str, str] = {}


def error(error: Exception) -> str:
    """What went wrong, and what to do about it."""
    if not isinstance(error, FrisketError):
        return str(error)
    return f"{sentence(error.message)} {sentence(error.hint)}".strip()


def sentence(text: str) -> str:
    """One or several sentences of the agent's, in the person's language where they are known."""
    whole = _said(text)
    if whole is not None:
        return whole
    for end in reversed([place.start() for place in _END.finditer(text)]):
        first = _said(text[:end])
        if first is not None:
            return f"{first} {sentence(text[end + 1 :])}"
    first_end = _END.search(text)
    if first_end is None:
        return text
    return f"{text[: first_end.start()]} {sentence(text[first_end.end() :])}"


def notes(
    told: Iterable[str],
    reading: str = "",
    reads_layer: bool = True,
    to_models: str = "to_models.matte",
    alone: str = "",
    hidden_by: str = "",
) -> tuple[str, ...]:
    """The notes of an answer, each once, and what can be done about them here.

    reading: how the words were read, as the agent says it. reads_layer: other layers may show
    something where the one that was read has nothing; else what is visible was read. to_models:
    the text that says where a model for fine edges is got. alone: what the layer is called that was
    read, where others are seen as well. hidden_by: what the mask of that layer is called that hides
    what is painted where nothing is seen.
    """
    once = tuple(dict.fromkeys(told))
    is_clear = reads_layer and any(one.endswith(_CLEAR) for one in once)
    if is_clear and hidden_by:
        once = tuple(one for one in once if not one.endswith(_CLEAR))
    said = [
        t("all_to_be_seen") if one == _ALL_OF_IT and not reads_layer else _put_here(one, to_models)
        for one in once
    ]
    if is_clear:
        said.append(t("mask_hides", name=hidden_by) if hidden_by else t("clear_there"))
    elif alone and any(one.endswith(_NOTHING) for one in once):
        said.append(t("only_layer", name=alone))
    if readings.may_be_foreign(reading) and texts.language_now() != "en":
        said.append(t("words.english"))
    return tuple(said)


def _put_here(note: str, to_models: str) -> str:
    """A note without what is typed for it: what a recipe lacks is offered where it is chosen."""
    if note.startswith(_NO_MATTE):
        there = t(to_models, role=t("shelf.role.matte"))
        return f"{sentence(_END.split(note)[0])} {there}"
    return sentence(note.split(_GET)[0] if is_advice(note) else note)


def is_advice(note: str) -> bool:
    """Whether a note of the agent's only says what would do better another time."""
    return note.startswith(_ADVICE)


def reading(text: str) -> str:
    """How words were read: "leftmost of 4 'red'"."""
    return readings.said(text, texts.language_now())


def learn(recipes: Sequence[RecipeInfo]) -> None:
    """The agent's recipes: from now on they are called as they are listed."""
    _titles.update({one.name: one.title for one in recipes if one.title})


def recipe(name: str) -> str:
    """A recipe as the list of recipes calls it; an unknown one by its name."""
    return sentence(_titles.get(name, name))


# --- by which sentence ---


def _said(text: str) -> str | None:
    """A whole sentence, or several that are known as one; None where it is not known."""
    for pattern, build in _known(texts.language_now()):
        match = pattern.fullmatch(text)
        if match is not None:
            return build(match)
    return None


Sentence = tuple["re.Pattern[str]", Callable[["re.Match[str]"], str]]


@cache
def _known(language: str) -> tuple[Sentence, ...]:
    """The sentences of a language, those with the most letters of their own first."""
    given = {**_read("en"), **_read(language)}
    by_letters = sorted(given, key=lambda one: -len(re.sub(_GAP, "", one)))
    return tuple((_pattern(english), _builder(given[english])) for english in by_letters)


_GAP = re.compile(r"\{(\w+)\}")


def _pattern(english: str) -> re.Pattern[str]:
    parts = re.split(_GAP, english)
    made = [
        re.escape(part) if place % 2 == 0 else f"(?P<{part}>{_inside(part)})"
        for place, part in enumerate(parts)
    ]
    return re.compile("".join(made), re.DOTALL)


def _inside(gap: str) -> str:
    """What may stand in a gap: no end of a sentence, but in one that is for sentences."""
    if gap == "sentence":
        return ".+"
    return rf"(?:(?!\. [A-Z]).){'*' if gap == 'why' else '+'}?"


def _builder(other: str) -> Callable[[re.Match[str]], str]:
    def build(match: re.Match[str]) -> str:
        return _GAP.sub(lambda gap: _value(gap[1], match[gap[1]]), other)

    return build


def _value(name: str, value: str) -> str:
    if name == "recipe":
        return recipe(value.strip("'\""))
    if name == "kinds":
        *others, last = (sentence(kind) for kind in re.split(", | and ", value))
        return t("list.and").join(filter(None, (", ".join(others), last)))
    if name == "commands":
        return value.replace("`, then `", f"`{t('list.then')}`")
    if name in NUMBERS:
        return texts.decimal(value)
    if name == "places":
        return readings.said(value, texts.language_now())
    return sentence(value) if name == "sentence" else value


def _read(language: str) -> dict[str, str]:
    try:
        values: dict[str, str] = json.loads((FOLDER / f"{language}.json").read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return values
