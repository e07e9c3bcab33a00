"""From what a person wants to masks: `run`, one blocking call for a worker thread."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from frisket_protocol import together
from frisket_protocol.client import CROP_PIXELS, Answer, Client, Layer, Source
from frisket_protocol.parts import Finish, ImageRef, Operations, Prompt
from frisket_protocol.raster import Box, Frame, Mask, Raster
from frisket_protocol.requests import Matte
from frisket_protocol.watch import Watch

from . import pixels
from .options import Options


@dataclass(frozen=True)
class Job:
    """One wish. `rough` is a gray raster with its own frame.

    fine: edges true to the layer's own pixels. candidates: up to three answers to one click.
    """

    prompt: Prompt
    options: Options = Options()
    rough: Raster | None = None
    fine: bool = True
    candidates: int = 1
    slot: str = ""


@dataclass(frozen=True)
class Outcome:
    """What was found, in layer pixels: the objects one by one, each with its candidates.

    Which recipe found them, and why that one; how the words were read, empty where there were
    none; notes: sentences on what is not as it was asked for. An empty outcome means that nothing
    was found.
    """

    masks: tuple[Mask, ...]
    recipe: str = ""
    reason: str = ""
    seconds: float = 0.0
    reading: str = ""
    notes: tuple[str, ...] = ()

    @property
    def objects(self) -> tuple[tuple[Mask, ...], ...]:
        """The candidates of each object, the best first."""
        found: dict[int, list[Mask]] = {}
        for mask in self.masks:
            found.setdefault(mask.object, []).append(mask)
        return tuple(tuple(sorted(ones, key=lambda one: one.candidate)) for ones in found.values())


def run(layer: Layer, job: Job, watch: Watch) -> Outcome:
    """Ask for the masks of `job`. Raises FrisketError; Cancelled when they are not wanted now."""
    prompt, finish = replace(job.prompt, threshold=job.options.threshold), job.options.finish

    def ask(finish: Finish) -> Answer:
        return layer.segment(
            prompt,
            rough=job.rough,
            recipe=job.options.recipe,
            finish=finish,
            fine=job.fine,
            candidates=job.candidates,
            slot=job.slot,
            watch=watch,
        )

    answer = (
        together.segment(layer.client, layer.size, ask, prompt, finish)
        if job.options.is_joined
        else ask(finish)
    )
    found = tuple(mask for mask in answer.masks if not pixels.is_empty(mask))
    return Outcome(
        found, answer.recipe, answer.reason, answer.seconds, answer.reading, answer.notes
    )


def join(
    client: Client, source: Source, masks: tuple[Mask, ...], options: Options, watch: Watch
) -> Mask | None:
    """`masks` as one, inverted if that is wanted, with clean colours where `options` want them.

    None when nothing is left. The agent does it: the same arithmetic as for its own masks.
    """
    before = together.before(masks)
    if len(masks) == 1 and not options.invert and not before:
        return coloured(client, source, masks, options, watch)[0]
    watch.step("edit")
    # Where each was finished by itself, they are only inverted as one.
    operations = options.operations if before else Operations(invert=options.invert)
    edited = together.joined(client, client.open(source).size, before or masks, operations)
    if not edited.masks or pixels.is_empty(edited.masks[0]):
        return None
    labels = list(dict.fromkeys(mask.label for mask in masks if mask.label))
    joined = replace(edited.masks[0], label=", ".join(labels))
    return coloured(client, source, (joined,), options, watch)[0]


def remembering(masks: tuple[Mask, ...], before: tuple[Mask, ...]) -> tuple[Mask, ...]:
    """`masks`, each with what it was `before` anything was done to it, if none is missing."""
    if len(before) != len(masks):
        return masks
    return tuple(replace(one, before=old) for one, old in zip(masks, before, strict=True))


def coloured(
    client: Client, source: Source, masks: tuple[Mask, ...], options: Options, watch: Watch
) -> tuple[Mask, ...]:
    """`masks`, each with the object's own colours where `options` want them and it has none yet."""
    if not options.wants_colours:
        return masks
    return tuple(
        mask if mask.foreground is not None else _with_colours(client, source, mask, watch)
        for mask in masks
    )


def _with_colours(client: Client, source: Source, mask: Mask, watch: Watch) -> Mask:
    """The mask as it is, and the object's own colours in its box."""
    crop = source.read(mask.box, scale_of(mask.box))
    rough = _raster(mask)
    asked = Matte(
        ImageRef(crop.sha256, crop.frame),
        client.open(source).size,
        ImageRef(rough.sha256, rough.frame),
        Finish("hard", foreground=True),
    )
    colours = client.attempt(
        lambda channel: channel.ask(asked, [crop, rough], watch=watch).masks, watch
    )
    if not colours or colours[0].foreground is None:
        return mask
    return replace(
        mask, foreground=pixels.moved(colours[0].foreground, colours[0].box, mask.box, 3)
    )


def scale_of(box: Box) -> float:
    """By how much a box is reduced when it is read, so that it is not too much to send."""
    return max(1.0, math.sqrt(box.width * box.height / CROP_PIXELS))


def _raster(mask: Mask) -> Raster:
    return Raster(mask.width, mask.height, "gray8", mask.data, Frame(mask.box.x0, mask.box.y0))


class Reduced:
    """A source in the pixels of its preview: what is drawn while a person clicks.

    The preview that is sent is the same as of the source itself, so the agent need not look at it
    twice; but masks come back small.
    """

    def __init__(self, source: Source, scale: float) -> None:
        """scale: how many pixels of `source` make one of this; at least 1."""
        self._source = source
        self.scale = scale
        width, height = source.size
        self.size = (_count(width, scale), _count(height, scale))

    def read(self, box: Box, scale: float) -> Raster:
        """As `Source.read`; meant for the whole at scale 1."""
        width, height = self._source.size
        there = Frame(0, 0, self.scale).to_layer(box)
        cut = Box(there.x0, there.y0, min(width, there.x1), min(height, there.y1))
        raster = self._source.read(cut, self.scale * scale)
        return replace(raster, frame=Frame(box.x0, box.y0, scale))

    def to_layer(self, box: Box) -> Box:
        """A box in pixels of the preview, as layer pixels."""
        return Frame(0, 0, self.scale).to_layer(box)

    def options(self, options: Options) -> Options:
        """Options in layer pixels, as they are in pixels of the preview."""
        side, area = self.scale, self.scale**2
        return replace(
            options,
            grow=options.grow / side,
            feather=options.feather / side,
            smooth=options.smooth / side,
            fill_holes=options.fill_holes / area,
            drop_specks=options.drop_specks / area,
        )

    def prompt(self, prompt: Prompt) -> Prompt:
        """A prompt in layer pixels, as one in pixels of the preview."""
        small = Frame(0, 0, self.scale).from_layer
        return replace(
            prompt,
            boxes=tuple(small(box) for box in prompt.boxes),
            points=tuple(
                replace(point, x=point.x / self.scale, y=point.y / self.scale)
                for point in prompt.points
            ),
        )


def _count(side: int, scale: float) -> int:
    """How many pixels of `scale` cover `side`."""
    return max(1, math.ceil(side / scale - 1e-9 * side))
