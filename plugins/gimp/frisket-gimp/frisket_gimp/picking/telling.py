"""What is said of what was found, below the picture. No GIMP, no Gtk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from frisket_plugin import readings, said
from frisket_plugin.job import Outcome
from frisket_plugin.texts import t
from frisket_protocol.errors import FrisketError
from frisket_protocol.parts import Prompt

from ..catalog import TO_MODELS

Outcomes = Mapping[Prompt, Outcome]


def told_of(outcomes: Outcomes, failed: Iterable[FrisketError], reads_layer: bool = True) -> str:
    """What came of the questions.

    What could not be asked; how words were read, and what is not as it was asked for, or else what
    to do next.
    """
    errors = dict.fromkeys(said.error(error) for error in failed)
    if errors:
        return t("gimp.live.dropped", error=" ".join(errors))
    every, read_as = " ".join(notes(outcomes, reads_layer)), reading(outcomes)
    if not any(outcome.masks for outcome in outcomes.values()):
        if every and not any(prompt.words for prompt in outcomes):
            return every  # of clicks it says that and why
        return f"{_nothing(outcomes, read_as)} {every}".rstrip()
    if not read_as:
        return every or t("gimp.live.hint")
    return f"{every} ({read_as})" if every else t("gimp.live.read_as", reading=read_as)


def not_marked(name: str) -> str:
    """Why a click takes nothing away. name: of what words found where it lies, else ""."""
    if name:
        return t("gimp.live.by_words", name=name)
    return t("gimp.live.nothing_to_exclude")


def reading(outcomes: Outcomes) -> str:
    """How the words were read; "" where none were asked for."""
    read = (outcome.reading for outcome in outcomes.values() if outcome.reading)
    return "; ".join(map(said.reading, read))


def notes(outcomes: Outcomes, reads_layer: bool = True) -> tuple[str, ...]:
    """Sentences on what is not as it was asked for; reads_layer: in a layer, not in all of it."""
    told = (note for one in outcomes.values() for note in one.notes)
    lacking = (one.reading for one in outcomes.values() if readings.lacks(one.reading))
    return said.notes(told, next(lacking, ""), reads_layer, TO_MODELS)


def unread(outcomes: Outcomes, seen: Outcomes, reads_layer: bool = True) -> tuple[str, ...]:
    """Sentences for when the window is gone: on what nobody has read in it yet, and not on how to
    go on in it. seen: what was shown in the window."""
    read = {note for one in seen.values() for note in one.notes}
    told = (note for one in outcomes.values() for note in one.notes if note not in read)
    return said.notes(
        (note for note in told if not said.is_advice(note)), "", reads_layer, TO_MODELS
    )


def _nothing(outcomes: Outcomes, read_as: str) -> str:
    """Said once: how words were read often says it too."""
    if not any(prompt.words for prompt in outcomes):
        return t("gimp.live.nothing")
    if any(readings.lacks(outcome.reading) for outcome in outcomes.values()):
        return t("gimp.live.nothing_called", reading=read_as[:1].upper() + read_as[1:])
    told = t("gimp.live.nothing_worded")
    return f"{told} ({read_as})" if read_as else told
