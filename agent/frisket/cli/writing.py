"""The masks of one picture, into the files that are wanted."""

from __future__ import annotations

import argparse
import itertools
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from frisket import pictures
from frisket.pictures import Ground, Picture, Shape
from frisket_protocol.raster import Mask

from .places import TO_PIPE, Outputs, check_free, numbered

Pixels = NDArray[np.uint8]


@dataclass(frozen=True)
class Manner:
    """How results are written, from the options that are the same for every picture."""

    each: bool
    overwrite: bool
    margin: int | None
    ground: Ground | None
    metadata: bool
    runs: bool
    inverted: bool

    @classmethod
    def of(cls, options: argparse.Namespace) -> Manner:
        """Raises InvalidArgument for a background that is neither a colour nor a picture."""
        ground = pictures.ground(options.background) if options.background else None
        return cls(
            options.each,
            options.overwrite,
            options.crop,
            ground,
            not options.no_metadata,
            options.runs,
            options.invert,
        )


@dataclass(frozen=True)
class Written:
    """The files that were written so far, and those of them that took the place of older ones.

    strange: those of the older ones that were made of another picture. left_over: numbered files of
    an earlier run that had more objects, which stay.
    """

    files: list[Path] = field(default_factory=list)
    replaced: list[Path] = field(default_factory=list)
    strange: list[Path] = field(default_factory=list)
    left_over: list[Path] = field(default_factory=list)


def write(
    picture: Picture,
    masks: Sequence[Mask],
    output: Outputs,
    manner: Manner,
    written: Written,
    in_one: Mask | None = None,
) -> None:
    """Write all that is wanted, and add each file to `written` as soon as it is there.

    Raises InvalidArgument, before anything is written, if it may not.
    With `manner.each` a file for each mask, numbered, else one for all of them together: `in_one`,
    where that is another than they are one by one.
    """
    all_of_it = list(masks) if in_one is None else [in_one]
    groups = [[mask] for mask in masks] if manner.each else [all_of_it]
    suffixes = [f"-{number}" if manner.each else "" for number in range(1, len(groups) + 1)]
    singles = [path for path in (output.overlay, output.path) if path is not None]
    several = [path for path in (output.mask, output.cutout) if path is not None]
    files = [numbered(path, suffix) for suffix in suffixes for path in several] + singles
    there = check_free([path for path in files if path != TO_PIPE], manner.overwrite)
    strange = [path for path in there if pictures.origin(path) not in ("", picture.sum)]
    if manner.each:
        written.left_over.extend(_left_over(several, len(groups)))

    def done(path: Path) -> None:
        if path != TO_PIPE:
            written.files.append(path)
        if path in there:
            written.replaced.append(path)
        if path in strange:
            written.strange.append(path)

    for suffix, group in zip(suffixes, groups, strict=True):
        whole = _joined(group, picture, manner.inverted)
        if output.mask:
            path = numbered(output.mask, suffix)
            pictures.save_mask(_target(path), whole, picture.sum)
            done(path)
        if output.cutout:
            path = numbered(output.cutout, suffix)
            pictures.save_cutout(
                _target(path),
                picture,
                whole,
                Fringes(group, picture),
                margin=manner.margin,
                ground=manner.ground,
                metadata=manner.metadata,
                inverted=manner.inverted,
            )
            done(path)
    if output.overlay:
        shown = [[mask] for mask in masks] if not manner.inverted or manner.each else groups
        each = (_joined(group, picture, manner.inverted) for group in shown)
        pictures.save_overlay(_target(output.overlay), picture, each)
        done(output.overlay)
    if output.path:
        together = all_of_it if manner.inverted and not manner.each else masks
        outline = _outline(output.path, picture, masks, together, manner)
        pictures.save_text(output.path, outline, picture.sum)
        done(output.path)


def _left_over(paths: Sequence[Path], count: int) -> Iterator[Path]:
    """The results of frisket's that follow on so many numbered ones."""
    for path in paths:
        for number in itertools.count(count + 1):
            old = numbered(path, f"-{number}")
            if not pictures.is_own(old):
                break
            yield old


class Fringes:
    """The picture's colours (HxWx3 uint8, sRGB), with each object's own along its edge, by rows."""

    def __init__(self, masks: Sequence[Mask], picture: Picture) -> None:
        self._masks = masks
        self._rgb = picture.rgb

    def __getitem__(self, rows: slice) -> Pixels:
        colours = self._rgb[rows].copy()
        for mask in self._masks:
            if mask.foreground is None:
                continue
            top, bottom = max(rows.start, int(mask.box.y0)), min(rows.stop, int(mask.box.y1))
            if top >= bottom:
                continue
            within = slice(top - int(mask.box.y0), bottom - int(mask.box.y0))
            own = np.frombuffer(mask.foreground, np.uint8).reshape(mask.height, mask.width, 3)
            values = _values(mask)[within]
            soft = (values > 0) & (values < 255)
            place = slice(top - rows.start, bottom - rows.start), _columns(mask)
            colours[place][soft] = own[within][soft]
        return colours


def _joined(masks: Sequence[Mask], picture: Picture, inverted: bool) -> Pixels:
    """The masks together, as large as the picture, HxW uint8.

    inverted: each is of all but a thing; together they are of all but those things.
    """
    whole = np.full((picture.height, picture.width), 255 if inverted else 0, np.uint8)
    for mask in masks:
        place = slice(int(mask.box.y0), int(mask.box.y1)), _columns(mask)
        if inverted:
            common = np.minimum(whole[place], _values(mask))
            whole[:] = 0
            whole[place] = common
        else:
            np.maximum(whole[place], _values(mask), out=whole[place])
    return whole


def _outline(
    path: Path, picture: Picture, masks: Sequence[Mask], shown: Sequence[Mask], manner: Manner
) -> str:
    shapes = [
        Shape(int(mask.box.x0), int(mask.box.y0), _values(mask), mask.label, mask.score)
        for mask in masks
    ]
    if manner.inverted and not manner.each:
        label = ", ".join(dict.fromkeys(one.label for one in masks if one.label))
        score = min(one.score for one in masks)
        shapes = [Shape(0, 0, _joined(shown, picture, inverted=True), label, score)]
    if path.suffix.lower() == ".svg":
        return pictures.svg(shapes, picture.width, picture.height)
    name = picture.path.name.encode("utf-8", "replace").decode()
    return pictures.coco(shapes, picture.width, picture.height, name, runs=manner.runs)


def _target(path: Path) -> Path | IO[bytes]:
    return sys.stdout.buffer if path == TO_PIPE else path


def _values(mask: Mask) -> Pixels:
    return np.frombuffer(mask.data, np.uint8).reshape(mask.height, mask.width)


def _columns(mask: Mask) -> slice:
    return slice(int(mask.box.x0), int(mask.box.x1))
