"""What was found, and what a person has seen of it."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import Any

from frisket_plugin import job, refining
from frisket_plugin.agent import State
from frisket_plugin.job import Outcome
from frisket_plugin.stacking import stacked
from frisket_plugin.texts import t
from frisket_protocol.errors import FailedPrecondition
from frisket_protocol.raster import Box, Mask, Raster
from frisket_protocol.watch import Watch

from ..canvas import documents, hiding
from ..canvas.documents import Target
from ..canvas.reading import Snapshot
from ..canvas.writing import Written
from .told import Made, found_of, made_of, share_of
from .wishes import Selected, Wish, chosen_of, job_of

CHANGED = "pick.changed"
"""The detail of the error that says that the picture is not what was seen."""


@dataclass(frozen=True)
class Seen:
    """What a person has in sight: the picture, and what was found if that is what is wanted."""

    target: Target
    preview: Raster | None
    outcome: Outcome | None = None


@dataclass(frozen=True)
class Wanted:
    """What could not be done because models are lacking, and is done once they are there."""

    wish: Wish
    target: Target
    apply: bool


@dataclass(frozen=True)
class Finding:
    """What was found for a wish, and where. masks: those that an output is made of.

    begun: when the person asked for it, by the monotonic clock.
    """

    wish: Wish
    target: Target
    snapshot: Snapshot
    outcome: Outcome
    masks: tuple[Mask, ...] = ()
    begun: float = 0.0

    @property
    def chosen(self) -> tuple[Mask, ...]:
        """Of each object the guess that is meant."""
        return chosen_of(self.outcome, self.wish.candidate)

    def told(self, state: State) -> str:
        """What was found, and how long the person has waited for it by now."""
        seconds = time.monotonic() - self.begun
        told = found_of(self.wish, self.outcome, state, seconds, self._hidden_by)
        return self._of_its_picture(told)

    def told_made(self, state: State, number: int, written: Written) -> str:
        """What was made of `number` objects, likewise."""
        target = self.target
        share = share_of(self.masks, target.width, target.height)
        made = Made(number, share, target.name, **vars(written))
        seconds = time.monotonic() - self.begun
        told = made_of(self.wish, self.outcome, state, seconds, made, self._hidden_by)
        return self._of_its_picture(told)

    @property
    def _hidden_by(self) -> str:
        """What the mask is called that hides what was meant."""
        return hiding.mask_over(self.target, self.wish.clicks.prompts) if self.outcome.notes else ""

    def _of_its_picture(self, told: str) -> str:
        """Which picture is named where another one is in front by now."""
        document = self.target.document
        if documents.is_in_front(document) or not documents.is_open(document):
            return told
        return t("picture.other", name=documents.name_of(document), told=told)


def found(client: Any, snapshot: Snapshot, wish: Wish, selected: Selected, watch: Watch) -> Outcome:
    """What the agent finds for a wish. Raises FrisketError."""
    if not wish.refines:
        return job.run(client.open(snapshot), job_of(wish, selected), watch)
    box = selected.box()
    rough = selected.part(box, job.scale_of(box))
    return refining.refine(client, snapshot, rough, wish.options, watch, t("refined_box"))


def check_unchanged(snapshot: Snapshot, seen: Raster | None) -> None:
    """Raises FailedPrecondition when the picture is not what was seen."""
    if seen is None:
        return
    whole = Box(0, 0, *snapshot.size)
    if snapshot.read(whole, seen.frame.scale).data != seen.data:
        raise FailedPrecondition(t(CHANGED), detail=CHANGED)


def ready(client: Any, finding: Finding, chosen: tuple[Mask, ...], watch: Watch) -> Finding:
    """With the masks that the output is made of; none when nothing is left of them."""
    options = finding.wish.options
    if not chosen:
        return replace(finding, masks=())
    if options.is_joined:
        joined = job.join(client, finding.snapshot, chosen, options, watch)
        return replace(finding, masks=(joined,) if joined is not None else ())
    coloured = job.coloured(client, finding.snapshot, chosen, options, watch)
    return replace(finding, masks=stacked(coloured[::-1])[::-1])  # the last is on top in the group
