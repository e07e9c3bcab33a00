"""From a prompt to an answer: what is given first, then every click in turn."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from frisket.models.base import ObjectPrompt, Soft
from frisket_protocol.raster import Point

from .box import grown, holds, kept_in, within
from .choice import goodness, lost
from .clicks import APART
from .correcting.correction import correct, gap_to
from .correcting.limbs import limb
from .correcting.parts import own_part
from .drawing import answer_drawn
from .edge import changed_mask, full_mask
from .embedding import Answer, ClassicEmbedding, Key, Shape
from .first import as_clicks, clicked, first_shapes
from .flat import FLAT, changed, filled, flat_area
from .regions import Marks, RegionGraph
from .sides import missed_sides
from .starts import nothing, region_at
from .window import Window, whole

Step: TypeAlias = Callable[[float], None]

LATER = 0.8
MOST_ANEW = 6
ANOTHER = 0.2
"""How far from the edge a click is, as a share of the object's size, where it means another one."""

MOST_LOST, NEARNESSES = 0.4, (0.5, 0.25, 0.1)
"""The share that one click outside may take of what somebody drew a box or a selection of, and how
much nearer to it is looked while it would be more."""

SAME, MOST_GUESSES = 0.8, 3
"""From which overlap on a guess is the same; and how many."""


def answer(embedding: ClassicEmbedding, prompt: ObjectPrompt, step: Step) -> Answer:
    """The answer to `prompt`, from what is kept of its earlier clicks where there is any.

    step   called between the steps with the share that is done; may raise

    Where there is nothing to see, clicks and "the subject" find an empty mask. A box, strokes and
    a selection are drawn by somebody who knows what is there: they get a shape all the same.
    """
    step(0.0)
    first, later = _in_order(prompt, embedding)
    if _asks_what(first) and embedding.shows_nothing:
        return _nothing(embedding)
    keys = [_key(first, later[:count]) for count in range(len(later) + 1)]
    known, found = len(later), embedding.answer(keys[-1])
    while found is None and known > 0:
        known -= 1
        found = embedding.answer(keys[known])
    if found is None:
        found = _first_answer(embedding, first, step)
        embedding.keep(keys[0], found)
    for count in range(known, len(later)):
        step(LATER + (1 - LATER) * count / len(later))
        clicks = first.points + later[: count + 1]
        found = _next_answer(embedding, found, clicks, first)
        embedding.keep(keys[count + 1], found)
    return found


def _in_order(
    prompt: ObjectPrompt, embedding: ClassicEmbedding
) -> tuple[ObjectPrompt, tuple[Point, ...]]:
    """What the first answer rests on, and the clicks that change it one by one.

    Without a box, strokes or a selection the first click inside is what to start from.
    """
    points = tuple(_into(point, embedding) for point in prompt.points)
    scribble = prompt.scribble if prompt.scribble is not None and prompt.scribble.any() else None
    rough = prompt.rough if prompt.rough is not None and (prompt.rough > 127).any() else None
    first: tuple[Point, ...] = ()
    if prompt.box is None and scribble is None and rough is None:
        first = tuple(point for point in points if point.inside)[:1]
    later = list(points)
    for point in first:
        later.remove(point)
    return ObjectPrompt(prompt.box, first, scribble, rough), tuple(later)


def _asks_what(first: ObjectPrompt) -> bool:
    """Whether the picture has to say what the object is: nobody drew its box or its shape."""
    return first.box is None and first.scribble is None and first.rough is None


def _nothing(embedding: ClassicEmbedding) -> Answer:
    """The answer that there is nothing: an empty mask, at a score of 0."""
    window = whole(embedding.width, embedding.height)
    shape = Shape(window, np.zeros((window.height, window.width), np.bool_), 0.0)
    return Answer((shape,), (np.zeros((embedding.height, embedding.width), np.uint8),))


def _into(point: Point, embedding: ClassicEmbedding) -> Point:
    """`point`, moved to the nearest place in the picture."""
    x = float(np.clip(np.nan_to_num(point.x), 0, embedding.width - 0.5))
    y = float(np.clip(np.nan_to_num(point.y), 0, embedding.height - 0.5))
    return Point(x, y, point.inside)


def _key(first: ObjectPrompt, later: tuple[Point, ...]) -> Key:
    return first.box, first.points, _digest(first.scribble), _digest(first.rough), later


def _digest(plane: NDArray[np.uint8] | None) -> bytes | None:
    if plane is None:
        return None
    return hashlib.blake2b(plane.tobytes(), digest_size=16).digest()


def _first_answer(embedding: ClassicEmbedding, first: ObjectPrompt, step: Step) -> Answer:
    if (drawn := answer_drawn(embedding, first)) is not None:
        return drawn
    shapes = first_shapes(embedding, first, step)
    masks = []
    for index, shape in enumerate(shapes):
        step(0.5 + 0.3 * index / len(shapes))
        make = _drawn_mask if shape.is_drawn else _full_mask
        mask = make(embedding, shape, first.points)
        if first.box is not None and first.rough is None and shape.window.is_tiny:
            mask = kept_in(mask, grown(first.box))
        masks.append(mask)
    return _with_strokes(embedding, first, Answer(tuple(shapes), tuple(masks)))


def _with_strokes(embedding: ClassicEmbedding, first: ObjectPrompt, others: Answer) -> Answer:
    """`others`, changed by each stroke beside a selection as by a click: a stroke is worth one."""
    if first.rough is None or first.scribble is None:
        return _with_flat(embedding, first, others)
    clicks = tuple(as_clicks(first.scribble, others.masks[0]))
    for count in range(len(clicks)):
        others = _next_answer(embedding, others, clicks[: count + 1], first)
    return others


def _with_flat(embedding: ClassicEmbedding, first: ObjectPrompt, others: Answer) -> Answer:
    """`others`, after the area of one colour that a single click lies in, where there is one."""
    area = flat_area(embedding.image, first.points[0]) if first.points else None
    if area is None:
        return others
    window = whole(embedding.width, embedding.height)
    areas = [(Shape(window, window.inside(one), FLAT), one) for one in (area, filled(area))]
    kept = list[tuple[Shape, Soft]]()
    for shape, mask in (*areas, *zip(others.shapes, others.masks, strict=True)):
        if all(_overlap(mask, other) < SAME for _, other in kept):
            kept.append((replace(shape, score=min(shape.score, FLAT)), mask))
    shapes, masks = zip(*kept[:MOST_GUESSES], strict=True)
    return Answer(shapes, masks)


def _overlap(one: Soft, other: Soft) -> float:
    first, second = one > 127, other > 127
    either = np.count_nonzero(first | second)
    return float(np.count_nonzero(first & second) / either) if either else 1.0


def _next_answer(
    embedding: ClassicEmbedding, former: Answer, clicks: tuple[Point, ...], first: ObjectPrompt
) -> Answer:
    """`former`, the answer to `first`, changed by the last of all `clicks` so far.

    A click that disagrees changes its neighbourhood. If that is as large as the object itself,
    `former` was of another object; then, while a few clicks alone say what is meant, all of them
    are looked at anew. So they are when one more inside tells more about the object's size.
    """
    click = clicks[-1]
    mask = former.masks[0]
    shape = former.shapes[0]
    clicks_alone = bool(first.points)
    few = clicks_alone and len(clicks) <= MOST_ANEW
    if (mask[int(click.y), int(click.x)] > 127) == click.inside:
        anew = _anew(embedding, shape, clicks) if few and _tells_size(embedding, clicks) else None
        return anew or former
    flat = changed(embedding.image, mask, clicks, first.box) if _is_plain(first) else None
    if flat is not None:
        window = whole(embedding.width, embedding.height)
        return Answer((Shape(window, window.inside(flat), FLAT),), (flat,))
    window = shape.window
    if window.covers(click.x, click.y):
        graph, inside = embedding.graph(window), embedding.labelling(shape)
    else:
        window = whole(embedding.width, embedding.height)
        graph = embedding.graph(window)
        inside = graph.mean(window.shrink(mask)) > 127
    sure_in, sure_out = _known(graph, window, clicks)
    place = window.point(click.x, click.y)
    wanted = (*place, click.inside)
    part = own_part(graph, inside, wanted, gap_to(graph, inside == click.inside, *place))
    missed = list[Marks]()
    if first.box is not None and click.inside and holds(first.box, click):
        # Who draws a box and clicks in it asks for more of what is in the box.
        missed = missed_sides(graph, window.box(first.box), inside)
        beyond = ~within(graph, window.box(grown(first.box))) & ~inside & ~sure_in
        sure_out = sure_out | beyond
        part = None if part is None else part & ~beyond
    another = few and part is None and _is_another(graph, inside, wanted)
    if part is not None:
        found = (np.where(part, click.inside, inside) | sure_in) & ~sure_out
    else:
        # What is looked at anew has guesses of its own, and does not need those of the first.
        others = [
            embedding.labelling(other)
            for other in former.shapes[1:]
            if other.window == window and not another
        ]
        found = correct(graph, inside, others, wanted, sure_in, sure_out)
        is_drawn = not clicks_alone and not click.inside
        for nearness in NEARNESSES if is_drawn else ():
            if lost(graph, inside, found) <= MOST_LOST:
                break
            found = correct(graph, inside, (), wanted, sure_in, sure_out, nearness)
        part = None if another else limb(graph, inside, wanted, found, missed)
        if part is not None and is_drawn and lost(graph, inside, inside & ~part) > MOST_LOST:
            part = None
        if part is not None:
            found = (np.where(part, click.inside, inside) | sure_in) & ~sure_out
    # How far the first click alone was a guess says nothing of what more clicks have made of it.
    score = goodness(graph, found) if clicks_alone else shape.score
    corrected = embedding.shape(window, found, score)
    if another:
        anew = _anew(embedding, corrected, clicks)
        if anew is not None:
            return anew
    moved = corrected.pixels != inside[graph.labels]
    # Where the mask's own edge and not the regions' disagreed, it is the click's region that moves.
    moved |= graph.labels == region_at(graph, *place)
    made = changed_mask(embedding.image, window, corrected.pixels, clicks, mask, moved)
    return Answer((corrected,), (made,))


def _is_plain(first: ObjectPrompt) -> bool:
    """Whether nobody has drawn more than a box: strokes and selections are no areas."""
    return first.rough is None and first.scribble is None


def _tells_size(embedding: ClassicEmbedding, clicks: tuple[Point, ...]) -> bool:
    """Whether the last of `clicks` is inside and lies apart from all others inside."""
    last = clicks[-1]
    gaps = [math.hypot(last.x - one.x, last.y - one.y) for one in clicks[:-1] if one.inside]
    side = math.sqrt(embedding.width * embedding.height)
    return last.inside and min(gaps, default=0.0) > APART * side


def _is_another(graph: RegionGraph, inside: Marks, click: tuple[float, float, bool]) -> bool:
    """Whether a click that disagrees says that the object is another one than `inside`."""
    x, y, wanted = click
    gap = gap_to(graph, inside == wanted, x, y)
    return gap > ANOTHER * math.sqrt(float(graph.size[inside].sum()))


def _anew(
    embedding: ClassicEmbedding, corrected: Shape, clicks: tuple[Point, ...]
) -> Answer | None:
    """What all clicks mean together, or None if that is what was `corrected` by the last."""
    window = corrected.window
    own = embedding.labelling(corrected)
    found = clicked(embedding.graph(window), window, clicks, [own])[0]
    if found.inside is own:
        return None
    shape = embedding.shape(window, found.inside, found.score)
    return Answer((shape,), (_full_mask(embedding, shape, clicks),))


def _full_mask(embedding: ClassicEmbedding, shape: Shape, clicks: tuple[Point, ...]) -> Soft:
    return full_mask(embedding.image, shape.window, shape.pixels, clicks)


def _drawn_mask(embedding: ClassicEmbedding, shape: Shape, clicks: tuple[Point, ...]) -> Soft:
    mask = np.zeros((embedding.height, embedding.width), np.uint8)
    part = mask[shape.window.rows, shape.window.columns]
    drawn = np.where(shape.pixels, 255, 0).astype(np.uint8)
    part[:] = cv2.resize(drawn, part.shape[::-1], interpolation=cv2.INTER_NEAREST)
    return mask


def _known(graph: RegionGraph, window: Window, clicks: tuple[Point, ...]) -> tuple[Marks, Marks]:
    """The regions that clicks say are inside and outside; the later click counts."""
    sure_in, sure_out = nothing(graph), nothing(graph)
    for click in clicks:
        if window.covers(click.x, click.y):
            region = region_at(graph, *window.point(click.x, click.y))
            sure_in[region], sure_out[region] = click.inside, not click.inside
    return sure_in, sure_out
