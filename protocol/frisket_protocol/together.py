"""Several objects that become one mask: what is done to masks afterwards is done to all as one.

Where two things touch there is no edge of the whole. Softened or shrunk one by one, a groove would
stay between them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

from .client import CROP_PIXELS, Answer, Client, Source
from .parts import Finish, ImageRef, Operations, Prompt, Size
from .raster import Frame, Mask, Raster
from .requests import Matte
from .watch import Watch

Ask = Callable[[Finish], Answer]
"""Asks for the masks of one and the same prompt, finished in this way."""


def segment(
    client: Client, layer: Size, ask: Ask, prompt: Prompt, finish: Finish, drawn: bool = False
) -> Answer:
    """What `ask` finds, each object finished by itself, if something is left of it then; and each
    knows what it was before, where several may be found.

    drawn: whether strokes or a selection go with the prompt. Colours may be lacking: whoever wants
    them asks for those of the mask that is made in the end. Raises FrisketError.
    """
    operations, plain = finish.operations, Finish(finish.edges)
    if not operations.are_of_the_whole:
        return ask(finish)
    if drawn or prompt.points or _shows_one(prompt):
        # What becomes of clicks and strokes is told: so the masks are asked for as they will be.
        answer = ask(finish)
        if _shows_one(prompt):
            return answer
        made = {(one.object, one.candidate): one for one in answer.masks}
        found = ask(plain).masks
        masks = [replace(made.get((one.object, one.candidate), one), before=one) for one in found]
        return replace(answer, masks=tuple(masks))
    answer = ask(plain)
    if not answer.masks:
        return answer
    whole = joined(client, layer, answer.masks, operations)
    answer = replace(answer, notes=(*answer.notes, *whole.notes))
    if not whole.masks:
        return replace(answer, masks=())
    masks = []
    for one in answer.masks:
        made_of_it = joined(client, layer, [one], operations).masks or (one,)
        masks.append(replace(one, box=made_of_it[0].box, data=made_of_it[0].data, before=one))
    return replace(answer, masks=tuple(masks))


def joined(client: Client, layer: Size, masks: Sequence[Mask], operations: Operations) -> Answer:
    """`masks` as one, and then the operations; no mask where nothing is left."""
    return client.edit([_raster(one) for one in masks], layer, operations)


def before(masks: Sequence[Mask]) -> list[Mask]:
    """What `masks` were before anything was done to them, if all of them know it."""
    olds = [one.before for one in masks if one.before is not None]
    return olds if len(olds) == len(masks) else []


def finished(
    client: Client, source: Source, answer: Answer, finish: Finish, watch: Watch
) -> tuple[Answer, Mask | None]:
    """`answer`, and all its masks as one, or None where that is no other than they are together.

    Where things touch there is no edge of the whole, and nothing is softened or shrunk there. No
    mask is left in the answer where nothing is left of the whole.
    """
    parts = before(answer.masks)
    if not parts:
        return answer, None
    size = Size(*source.size)
    edited = joined(client, size, parts, finish.operations)
    if not edited.masks:
        return replace(answer, masks=()), None
    whole = edited.masks[0]
    return answer, _coloured(client, source, whole, watch) if finish.foreground else whole


def _shows_one(prompt: Prompt) -> bool:
    """Whether no more than one object can be found."""
    return not (prompt.words or prompt.exemplars or prompt.everything or len(prompt.boxes) > 1)


def _coloured(client: Client, source: Source, whole: Mask, watch: Watch) -> Mask:
    """The mask as it is, with the colours of what it is of where its edge shows the ground too."""
    # Beyond so many pixels it is read a little coarser, and the mask stays as it is.
    scale = max(1.0, math.sqrt(whole.width * whole.height / CROP_PIXELS))
    picture = source.read(whole.box, scale)
    rough = _raster(whole)
    asked = Matte(
        ImageRef(picture.sha256, picture.frame),
        Size(*source.size),
        ImageRef(rough.sha256, rough.frame),
        Finish("hard", foreground=True),
    )
    coloured = client.exchange(asked, picture, rough, watch=watch).masks
    if len(coloured) != 1 or coloured[0].box != whole.box:
        return whole
    return replace(whole, foreground=coloured[0].foreground)


def _raster(mask: Mask) -> Raster:
    return Raster(mask.width, mask.height, "gray8", mask.data, Frame(mask.box.x0, mask.box.y0))
