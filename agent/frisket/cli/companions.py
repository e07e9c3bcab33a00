"""Which options go together: one that would have no effect is wrong usage, and is told so.

What an option does is said by what it is for: a kind of result, or a kind of prompt.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from frisket import installation
from frisket_protocol.errors import InvalidArgument

from .inputs import PIPE

FEATHER_LEAST = 0.2
"""Below this a blur is none (`masks.softening`)."""
GROW_LEAST = 1 / 510
"""Of a pixel: below this no value of a mask changes by one."""


@dataclass(frozen=True)
class Idle:
    """An option that would do nothing here: why, and what to do."""

    said: str
    hint: str


def check(options: argparse.Namespace) -> None:
    """Raise InvalidArgument, detail "usage", for the first option that would have no effect."""
    every = (*_of_results(options), *_of_prompts(options), *_together(options), *_twice(options))
    for idle in every:
        raise InvalidArgument(idle.said, detail="usage", hint=idle.hint)


def _of_results(options: argparse.Namespace) -> Iterator[Idle]:
    of_the_cutout = {
        "--crop": options.crop is not None,
        "--background": bool(options.background),
        "--no-metadata": options.no_metadata,
    }
    for option, is_given in of_the_cutout.items():
        if is_given and not options.cutout:
            yield Idle(f"{option} is for cut-outs, and none is asked for.", "Add --cutout FILE.")
    if options.runs and not options.path:
        yield Idle("--runs is for outlines, and none is asked for.", "Add --path FILE.json.")
    if options.runs and (options.path or "").lower().endswith(".svg"):
        yield Idle("--runs is for .json: SVG has no run lengths.", "Name a file in .json instead.")
    wanted = [options.output, options.cutout, options.overlay, options.path]
    has_files = not any(wanted) or any(place not in (None, PIPE) for place in wanted)
    has_masks = not any(wanted) or bool(options.output or options.cutout)
    if options.each and not has_masks:
        yield Idle(
            "--each parts masks and cut-outs, and neither is asked for.",
            "Leave it off: overlays and outlines show each object for itself.",
        )
    shows_order = has_masks and options.each or options.limit or options.overlay or options.path
    if options.order != "score" and not (shows_order or options.json):
        yield Idle(
            f"--order {options.order} changes nothing where all objects become one mask.",
            "Add --each, or --limit N.",
        )
    for option in ("skip_existing", "overwrite"):
        if getattr(options, option) and not has_files:
            yield Idle(
                f"--{option.replace('_', '-')} is for files, and the result goes to a pipe.",
                "Leave it off.",
            )
    yield from _too_little(options)


def _too_little(options: argparse.Namespace) -> Iterator[Idle]:
    """Amounts in which nothing is seen. None at all is what is done by default, and may be said."""
    if options.smooth > 0 and round(options.smooth) == 0:
        yield Idle("--smooth goes by whole pixels, and this is none.", "Give it 1 or more.")
    if 0 < options.fill_holes < 1:
        yield Idle("--fill-holes goes by area, and no hole is that small.", "Give it 1 or more.")
    if 0 < options.drop_specks <= 1:
        yield Idle(
            "--drop-specks drops what is smaller, and no piece is smaller than that.",
            "Give it 2 or more.",
        )
    if 0 < options.feather < FEATHER_LEAST:
        yield Idle(
            f"--feather {options.feather:g} softens nothing.",
            f"Give it {FEATHER_LEAST:g} or more; --edges soft follows the picture.",
        )
    if 0 < abs(options.grow) < GROW_LEAST:
        yield Idle(f"--grow {options.grow:g} moves nothing.", "Give it a tenth of a pixel or more.")


def _of_prompts(options: argparse.Namespace) -> Iterator[Idle]:
    for name in ("scribble", "mask", "background"):
        if getattr(options, name) == PIPE:
            yield Idle(
                f"--{name} takes the name of a file: a pipe brings the picture alone.",
                "Write it to a file first, and name that.",
            )
    named = options.words or options.like or options.unlike or options.everything
    clicked = options.point or options.not_ or options.scribble or options.mask
    if options.threshold and not named and (clicked or options.box):
        yield Idle(
            "--threshold is for what is looked for, and here the object is shown.",
            "Leave it off; it goes with --words, --like, --everything and --subject.",
        )
    if options.candidates > 1 and (named or not options.point):
        yield Idle(
            "--candidates is for answers to a click, and there is none.",
            "Add --point X,Y; for all that is found, --each alone will do.",
        )
    drawn = _given(options, "box", "scribble", "mask")
    if options.candidates > 1 and drawn:
        yield Idle(
            f"--candidates is for clicks, which may mean several things; with {drawn[0]} there is "
            "one answer.",
            "Leave it off.",
        )
    if options.candidates > 1 and not options.each:
        yield Idle(
            "--candidates goes with --each: every answer is a mask of its own.", "Add --each."
        )
    several = len(options.point or ()) > 1 and not (named or options.box)
    if options.each and several and options.candidates == 1:
        yield Idle(
            "Clicks show one object together, so --each has nothing to part.",
            "Draw a box round each object (--box … --box … --each), or run frisket once for "
            "each click.",
        )

    if (clicked or options.box) and not named and options.candidates == 1:
        yield from _of_number(options, max(1, len(options.box or ())))


def _of_number(options: argparse.Namespace, shown: int) -> Iterator[Idle]:
    """What picks from several objects, where so many are shown and no others looked for."""
    objects = "one object is shown" if shown == 1 else f"{shown} objects are shown"
    if options.limit >= shown:
        yield Idle(
            f"--limit {options.limit} changes nothing: {objects}, and no more can come of it.",
            "Leave it off; it goes with --words, --like and --everything, and with more boxes "
            "than it lets through.",
        )
    if options.order != "score" and shown == 1:
        yield Idle(
            f"--order {options.order} changes nothing: {objects}.",
            "Leave it off; it goes with several boxes, and with --words, --like and --everything.",
        )


def _together(options: argparse.Namespace) -> Iterator[Idle]:
    named = _given(options, "words", "like", "unlike")
    shown = _given(options, "point", "not_", "scribble", "mask")
    if named and shown:
        clicks = ("--mask", "FIRST.png", "--point", "X,Y", "--not", "X,Y")
        correct = installation.here().frisket("mask", "PICTURE", *clicks)
        yield Idle(
            f"{named[0]} and {shown[0]} do not go together.",
            "Words and examples go with a box to look in. To correct what they find with clicks, "
            f"write a mask first (-o FIRST.png), then run {correct}.",
        )
    said = [*named, *shown, *_given(options, "box")]
    for alone in _given(options, "subject", "everything"):
        if said:
            yield Idle(
                f"{alone} and {said[0]} do not go together.",
                f"{alone} stands alone: it is for when nothing else says what.",
            )
    if options.subject and options.everything:
        yield Idle("--subject and --everything are two different things.", "Choose one of them.")


def _twice(options: argparse.Namespace) -> Iterator[Idle]:
    """The same place shown twice by the same option."""
    for name in ("box", "like", "unlike", "point", "not_"):
        seen = set[tuple[float, ...]]()
        for given in getattr(options, name) or ():
            typed = ",".join(f"{value:g}" for value in given)
            place = tuple(given) if len(given) == 2 else _corners(given)
            if place in seen:
                option = f"--{name.rstrip('_')}"
                yield Idle(f"{option} {typed} stands twice.", "Leave one of them off.")
            seen.add(place)


def _corners(box: Sequence[float]) -> tuple[float, ...]:
    """The same for the same box, whichever of its corners are named."""
    return (*sorted((box[0], box[2])), *sorted((box[1], box[3])))


def _given(options: argparse.Namespace, *names: str) -> list[str]:
    """As they are typed, those of these options that are there."""
    return [f"--{name.rstrip('_')}" for name in names if getattr(options, name)]
