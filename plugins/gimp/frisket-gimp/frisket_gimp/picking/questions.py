"""What the window asks of the agent: quick and small while one clicks, exact at the end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from frisket_plugin import job
from frisket_plugin.job import Job, Outcome, Reduced
from frisket_plugin.options import Options
from frisket_protocol.client import Client, Source
from frisket_protocol.errors import (
    Cancelled,
    DeadlineExceeded,
    FrisketError,
    PermissionDenied,
    Unauthenticated,
    Unavailable,
    VersionMismatch,
)
from frisket_protocol.parts import Prompt
from frisket_protocol.raster import Mask, preview_scale
from frisket_protocol.watch import Watch

from .. import guard
from ..asking import cutting
from ..asking.wishes import Wish
from ..canvas import placing
from ..canvas.placing import Offset
from ..catalog import EACH
from . import telling
from .session import Session, guesses_for
from .telling import Outcomes

NO_AGENT = (
    Cancelled,
    DeadlineExceeded,
    Unavailable,
    Unauthenticated,
    PermissionDenied,
    VersionMismatch,
)
"""What is no fault of the question: it is asked again once there is an agent to answer."""
SIDE = 1024
"""Pixels of the preview's longer side, where no recipe says another."""
SLOT = "live"


@dataclass(frozen=True, eq=False)
class Answers:
    """What each question found, and why others have no answer."""

    outcomes: Outcomes
    failed: Mapping[Prompt, FrisketError]


@dataclass(frozen=True, eq=False)
class Applied:
    """The objects in the picture's own pixels, and joined where one mask is wanted.

    reading: how words were read; notes: sentences on what is not as it was asked for,
    as far as the window has not said it.
    """

    objects: tuple[Mask, ...]
    joined: Mask | None
    recipe: str
    reading: str
    notes: tuple[str, ...]


def preview(source: Source, side: int = SIDE) -> Reduced:
    """The picture as it is sent while one clicks."""
    return Reduced(source, preview_scale(*source.size, side))


def prepare(client: Client, watch: Watch, seen: Reduced, recipe: str) -> None:
    """Have the agent look at the picture before anything is asked."""
    client.open(seen).prepare(recipe, watch)


def quick(
    client: Client, watch: Watch, seen: Reduced, prompts: tuple[Prompt, ...], options: Options
) -> Answers:
    """What each prompt (layer pixels) finds, in pixels of the preview. Of the options count recipe
    and threshold."""
    layer = client.open(seen)
    asked = Options(options.recipe, threshold=options.threshold)
    outcomes, failed = dict[Prompt, Outcome](), dict[Prompt, FrisketError]()
    for prompt in prompts:
        small = replace(_job(prompt, asked), prompt=seen.prompt(prompt), fine=False)
        try:
            outcomes[prompt] = job.run(layer, small, watch)
        except NO_AGENT:
            raise
        except FrisketError as error:
            guard.log(f"window: {error.wire_code}: {error}")
            failed[prompt] = error
    return Answers(outcomes, failed)


def is_of_agent(error: Exception) -> bool:
    """Whether no question and no choice is to blame, but that nobody answers."""
    return isinstance(error, NO_AGENT) or not isinstance(error, FrisketError)


def closer(
    client: Client, watch: Watch, source: Source, prompts: tuple[Prompt, ...], options: Options
) -> Outcomes:
    """The same once more in full: in the picture's own pixels, with the edges that it will have.

    Colours are not among it: only what is cut out needs them.
    """
    layer, asked = client.open(source), replace(options, output="stored")
    return {prompt: job.run(layer, _job(prompt, asked), watch) for prompt in prompts}


def exact(client: Client, watch: Watch, source: Source, session: Session, wish: Wish) -> Applied:
    """What is ticked, in full; only what nobody has seen so yet is asked for."""
    options = replace(wish.options, output="stored")
    known = session.exact
    outcomes = {**known, **closer(client, watch, source, session.inexact, options)}
    outcomes = {thing.key[0]: outcomes[thing.key[0]] for thing in session.ticked}
    masks = session.chosen(outcomes)
    joined = None
    if masks and wish.output not in EACH:
        if len(masks) > 1 and options.operations.are_of_the_whole:
            # All become one mask, and it is that one whose edge is changed.
            plain = tuple(dict.fromkeys(thing.key[0] for thing in session.ticked))
            before = session.chosen(closer(client, watch, source, plain, options.unfinished))
            masks = job.remembering(masks, before)
        joined = job.join(client, source, masks, options, watch)
    recipe = next((outcome.recipe for outcome in outcomes.values()), "")
    notes = telling.unread(outcomes, session.outcomes, options.read_from == "layer")
    return Applied(masks, joined, recipe, telling.reading(outcomes), notes)


def cut_out(
    client: Client,
    watch: Watch,
    applied: Applied,
    options: Options,
    seen: Offset,
    layer: Source,
    corner: Offset,
    name: str,
) -> Applied:
    """The mask, or each object's, in pixels of the layer that is cut out, with the object's own
    colours in there. Raises FailedPrecondition where the layer, of this name, has nothing there,
    or little of what was seen in the visible picture.

    seen, corner: where the picture that was looked at and the layer begin, in image pixels.
    """
    wanted = applied.objects if applied.joined is None else (applied.joined,)
    placed = [placing.placed(mask, seen, corner, layer.size) for mask in wanted]
    if options.read_from == "visible":
        for found, part in zip(wanted, placed, strict=True):
            cutting.check_mostly_there(layer, found, part, name)
    here = tuple(mask for mask in placed if mask is not None)
    made = cutting.coloured(client, watch, layer, here, options)
    if wanted and not made:
        raise cutting.nothing_there(name)
    if applied.joined is None:
        return replace(applied, objects=made)
    return replace(applied, joined=next(iter(made), None))


def _job(prompt: Prompt, options: Options) -> Job:
    if not prompt.words:
        # What is shown is taken as it is.
        options = replace(options, threshold=0.0)
    return Job(prompt, options, candidates=guesses_for(prompt), slot=SLOT)
