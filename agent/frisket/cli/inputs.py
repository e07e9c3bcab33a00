"""Which pictures a command line means: files, folders of them, patterns, and what a pipe brings."""

from __future__ import annotations

import glob
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from frisket import pictures
from frisket.pictures import Picture
from frisket_protocol.errors import FrisketError, InvalidArgument, NotFound

PIPE = "-"
RESULTS = ("mask", "cutout", "overlay", "path")
"""The kinds of results, as they stand in the names that frisket chooses for them."""


@dataclass(frozen=True)
class Given:
    """A picture that is asked for. inside: the folders between it and the folder that was named."""

    name: str
    inside: Path = Path()

    @property
    def is_pipe(self) -> bool:
        return self.name == PIPE

    @property
    def path(self) -> Path:
        return Path("stdin" if self.is_pipe else self.name)

    def load(self) -> Picture:
        """The picture itself. Raises what `pictures.load` raises."""
        if not self.is_pipe:
            return pictures.load(self.name)
        if sys.stdin is None or sys.stdin.isatty():
            raise InvalidArgument(
                "A picture was to come through a pipe, and there is none.",
                detail="usage",
                hint="Write: frisket mask - < PICTURE.",
            )
        return pictures.read(self.path, sys.stdin.buffer.read())


def find(names: Sequence[str]) -> tuple[list[Given], list[FrisketError]]:
    """Every picture that `names` mean, once, in their order; and what is wrong with other names.

    A name that is nothing stays a picture: reading it says what is wrong.
    """
    if list(names).count(PIPE) > 1:
        raise InvalidArgument("A pipe brings one picture, and - stands twice.", detail="usage")
    found: dict[str, Given] = {}
    complaints: list[FrisketError] = []
    for name in names:
        try:
            for given in _of(name):
                found.setdefault(name_of(given), given)
        except NotFound as error:
            complaints.append(error)
    return list(found.values()), complaints


def name_of(given: Given) -> str:
    """The same for the same file, however it is named."""
    return PIPE if given.is_pipe else os.path.realpath(given.name)


def _of(name: str) -> Iterator[Given]:
    if name != PIPE and os.path.isdir(name):
        yield from _in_folder(name)
    elif name != PIPE and not os.path.lexists(name) and glob.has_magic(name):
        yield from _of_pattern(name)
    else:
        yield Given(name)


def _in_folder(folder: str) -> Iterator[Given]:
    """The pictures in it and in its folders, by name; without hidden ones and earlier results."""
    any_there = False
    for here, folders, files in os.walk(folder):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        for file in _pictures(files):
            any_there = True
            yield Given(os.path.join(here, file), Path(os.path.relpath(here, folder)))
    if not any_there:
        raise NotFound(f"There is no picture in the folder {folder}.", detail="file")


def _of_pattern(pattern: str) -> Iterator[Given]:
    """Windows leaves it to programs to find what fits a pattern."""
    files = sorted(each for each in glob.glob(pattern, recursive=True) if not os.path.isdir(each))
    if not files:
        raise NotFound(f"No file fits {pattern}.", detail="file")
    for file in files:
        yield Given(file)


def _pictures(files: Sequence[str]) -> list[str]:
    stems = {os.path.splitext(file)[0] for file in files}
    return sorted(
        file
        for file in files
        if file.lower().endswith(pictures.ENDINGS) and not file.startswith(".")
        if not _is_result(os.path.splitext(file)[0], stems)
    )


def _is_result(stem: str, stems: set[str]) -> bool:
    """Whether a name is one that frisket gives to a result of a picture beside it."""
    whole = stem.rstrip("0123456789").removesuffix("-") if stem[-1:].isdigit() else stem
    return any(whole.endswith(f"-{kind}") and whole[: -len(kind) - 1] in stems for kind in RESULTS)
