"""The files that are wanted for each picture, and whether they may be written."""

from __future__ import annotations

import argparse
import itertools
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from frisket import pictures
from frisket.pictures import Output
from frisket_protocol.errors import InvalidArgument
from frisket_protocol.reasons import reason

from ..inputs import PIPE, Given
from .names import distinct, plain

TO_PIPE = Path(PIPE)


@dataclass(frozen=True)
class Outputs:
    """Where each thing goes for one picture; None: not wanted. TO_PIPE: to standard output."""

    mask: Path | None
    cutout: Path | None = None
    overlay: Path | None = None
    path: Path | None = None
    filled: bool = False

    @property
    def wanted(self) -> list[tuple[Path, Output]]:
        """Each file that is wanted, with what will stand there."""
        kinds: list[tuple[Path | None, Output]] = [
            (self.mask, "mask"),
            (self.cutout, "filled cut-out" if self.filled else "cut-out"),
            (self.overlay, "overlay"),
            (self.path, "path"),
        ]
        return [(path, kind) for path, kind in kinds if path is not None and path != TO_PIPE]

    @property
    def piped(self) -> list[str]:
        """What goes to standard output."""
        named = {"mask": self.mask, "cut-out": self.cutout, "overlay": self.overlay}
        return [name for name, path in named.items() if path == TO_PIPE]

    def exist(self, several: int = 1) -> bool:
        """Whether all that is wanted is there, or the first of so many that are numbered."""
        numbers = range(1, max(1, several) + 1)
        return bool(self.wanted) and all(
            os.path.exists(path)
            or all(os.path.exists(numbered(path, f"-{number}")) for number in numbers)
            for path, _ in self.wanted
        )


def outputs(options: argparse.Namespace, given: Sequence[Given]) -> list[Outputs]:
    """Where the results of each picture go. Raises InvalidArgument for places that cannot be."""
    names = distinct(given)
    many = len(given) > 1 or len(options.pictures) > 1

    def at(place: str | None, kind: str, ending: str = ".png") -> list[Path | None]:
        if place is None:
            return [None] * len(given)
        if place == PIPE and not many:
            return [TO_PIPE] * len(given)
        folder = Path(place)
        if place.endswith(("/", "\\")) or os.path.isdir(folder):
            return [folder / f"{name}-{kind}{ending}" for name in names]
        if many:
            raise InvalidArgument(
                f"{place} is one file, and there are several pictures.",
                detail="usage",
                hint="Name a folder, with a slash at its end.",
            )
        return [folder] * len(given)

    masks = at(options.output, "mask")
    if not any((options.output, options.cutout, options.overlay, options.path)):
        is_piped = not many and any(each.is_pipe for each in given) and not sys.stdout.isatty()
        masks = [TO_PIPE if is_piped else Path(f"{name}-mask.png") for name in names]
    rest = (
        at(options.cutout, "cutout"),
        at(options.overlay, "overlay"),
        at(options.path, "path", ".json" if options.runs else ".svg"),
    )
    filled = options.background is not None
    return [Outputs(*places, filled) for places in zip(masks, *rest, strict=True)]


def renamed(given: Sequence[Given], chosen: Sequence[Outputs]) -> list[tuple[str, str]]:
    """The pictures whose results do not have their name alone, and the first result of each."""
    return [
        (str(each.path), str(output.wanted[0][0]))
        for each, name, output in zip(given, distinct(given), chosen, strict=True)
        if name != plain(each) and output.wanted and str(name) in str(output.wanted[0][0])
    ]


def check(places: Sequence[Outputs], read: Iterable[str], options: argparse.Namespace) -> None:
    """Raise InvalidArgument for what cannot or must not be written, before any work is done.

    Makes the folders that the results need. read: the files that are looked at.
    """
    _check_pipe(places, options)
    named = {os.path.realpath(name) for name in read}
    for path, _ in itertools.chain.from_iterable(each.wanted for each in places):
        if os.path.realpath(path) in named:
            raise InvalidArgument(
                f"{path} is spoken for: another result or a picture that is read stands there.",
                detail="usage",
                hint="Give each result a place of its own.",
            )
        named.add(os.path.realpath(path))
    for path in _folders(places, options) if places else ():
        _make_folder(path)
    for path, kind in itertools.chain.from_iterable(each.wanted for each in places):
        pictures.check_target(path, kind)
    if not options.skip_existing:
        check_free([path for each in places for path, _ in each.wanted], options.overwrite)


def check_free(paths: Iterable[Path], overwrite: bool) -> list[Path]:
    """Those that are there and may be replaced. Raises InvalidArgument where one may not."""
    there = [path for path in paths if os.path.exists(path)]
    if overwrite:
        return there
    foreign = [path for path in there if not pictures.is_own(path)]
    if foreign:
        more = f", and {len(foreign) - 1} more like it" if len(foreign) > 1 else ""
        raise InvalidArgument(
            f"{foreign[0]} is there already, and {whose(foreign[0])}{more}.",
            detail="exists",
            hint="Add --overwrite to replace it, or name another place.",
        )
    return there


def whose(path: Path) -> str:
    """Why a file may not be replaced that is not frisket's, or no more: half a sentence."""
    was_own = pictures.is_signed(path)
    return "it was changed since frisket wrote it" if was_own else "frisket did not write it"


def numbered(path: Path, suffix: str) -> Path:
    """`path` with `suffix` behind its name; a pipe has none."""
    return path if path == TO_PIPE else path.with_name(path.stem + suffix + path.suffix)


def _check_pipe(places: Sequence[Outputs], options: argparse.Namespace) -> None:
    piped = [name for each in places for name in each.piped]
    if not piped and options.path != PIPE:
        return
    said = ""
    if options.path == PIPE:
        said = "The outline is text, and goes to a file."
    elif len(piped) > 1:
        said = f"A pipe takes one picture, not {' and '.join(piped)}."
    elif options.json:
        said = "--json writes where the picture would go."
    elif options.each:
        said = "--each makes several pictures, and a pipe takes one."
    elif sys.stdout.isatty():
        said = "A picture is nothing for a terminal to show."
    elif sys.__stdout__ is None:
        said = "Standard output is closed, so that no picture can go there."
    if said:
        raise InvalidArgument(said, detail="usage", hint="Name a file instead of -.")


def _folders(places: Sequence[Outputs], options: argparse.Namespace) -> Iterator[Path]:
    """Those that frisket makes: the ones that are named as folders, and those in them."""
    for place in (options.output, options.cutout, options.overlay, options.path):
        if place and place.endswith(("/", "\\")):
            yield Path(place)
    chosen = (options.output, options.cutout, options.overlay, options.path)
    for path, _ in itertools.chain.from_iterable(each.wanted for each in places):
        if str(path) not in {str(Path(place)) for place in chosen if place}:
            yield path.parent


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InvalidArgument(
            f"The folder {folder} cannot be made: {reason(error)}.",
            hint="Name another place to write to.",
        ) from error
