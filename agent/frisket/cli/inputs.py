"""Which pictures a command line means: files, folders of them, patterns, and what a pipe brings."""

from __future__ import annotations

import glob
import os
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from frisket import installation, pictures
from frisket.pictures import Picture
from frisket_protocol.errors import FrisketError, InvalidArgument, NotFound

PIPE = "-"
RESULTS = ("mask", "cutout", "overlay", "path")
"""The kinds of results, as they stand in the names that frisket chooses for them."""

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+:/", re.IGNORECASE)
"""No drive of Windows, which is a single letter."""
_COORDINATES = re.compile(r"-?[\d.]+,-?[\d.]+(,-?[\d.]+,-?[\d.]+)?")


@dataclass(frozen=True)
class Given:
    """A picture that is asked for.

    inside: the folders between it and the folder that was named. is_named: it was named itself, and
    not found by a folder or a pattern.
    """

    name: str
    inside: Path = Path()
    is_named: bool = True

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
                hint=f"Write {installation.here().frisket('mask', '-', '<', 'PICTURE')}.",
            )
        return pictures.read(self.path, pictures.all_of(sys.stdin.buffer, self.path))


@dataclass(frozen=True)
class Names:
    """Every picture that is meant, once, in their order; what is wrong with other names; and the
    files in folders that are no pictures."""

    given: list[Given]
    complaints: list[FrisketError]
    others: list[str]


def find(names: Sequence[str]) -> tuple[list[Given], list[FrisketError]]:
    """The pictures that `names` mean, and what is wrong with others; see `look`."""
    found = look(names)
    return found.given, found.complaints


def look(names: Sequence[str]) -> Names:
    """What `names` mean. One that is nothing stays a picture: reading it says what is wrong."""
    if list(names).count(PIPE) > 1:
        raise InvalidArgument("A pipe brings one picture, and - stands twice.", detail="usage")
    found: dict[str, Given] = {}
    complaints: list[FrisketError] = []
    others: list[str] = []
    for name in names:
        try:
            for given in _of(name, others):
                found.setdefault(name_of(given), given)
        except NotFound as error:
            complaints.append(error)
    return Names(list(found.values()), complaints, others)


def without_results(given: Sequence[Given]) -> tuple[list[Given], list[Given]]:
    """The pictures, and apart from them what is a result of frisket's: by its name or its mark.

    One that is named all alone is meant, whatever it is.
    """
    if len(given) == 1 and given[0].is_named:
        return list(given), []
    stems = {(each.path.parent, each.path.stem) for each in given}
    results = [
        each
        for each in given
        if not each.is_pipe and (_is_result(each.path, stems) or pictures.is_own(each.path))
    ]
    return [each for each in given if each not in results], results


def nothing_but_results() -> NotFound:
    """What is said where no picture is left."""
    return NotFound(
        "Nothing but results of frisket's is there.",
        detail="file",
        hint="Name one of them alone to work on it.",
    )


def name_of(given: Given) -> str:
    """The same for the same file, however it is named."""
    return PIPE if given.is_pipe else os.path.realpath(given.name)


def _of(name: str, others: list[str]) -> Iterator[Given]:
    if name != PIPE and os.path.isdir(name):
        yield from _in_folder(name, others)
    elif name != PIPE and not os.path.lexists(name) and glob.has_magic(name):
        yield from _of_pattern(name)
    else:
        if name != PIPE and not os.path.lexists(name):
            _check_meant(name)
        yield Given(name)


def _check_meant(name: str) -> None:
    """Raise for what is no file, and was never meant as one."""
    if _ADDRESS.match(name):
        raise NotFound(
            f"{name} is an address, and frisket reads files alone.",
            detail="file",
            hint="Save the picture on this computer, and name the file.",
        )
    if _COORDINATES.fullmatch(name):
        option = "--point" if name.count(",") == 1 else "--box"
        what = "a click" if option == "--point" else "a box"
        raise InvalidArgument(
            f"There is no file {name}.", detail="usage", hint=f"For {what} type {option} {name}."
        )


def _in_folder(folder: str, others: list[str]) -> Iterator[Given]:
    """The pictures in it and in its folders, by name; without hidden ones. The rest to `others`."""
    any_there = False
    for here, folders, files in os.walk(folder):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        shown = sorted(each for each in files if not each.startswith("."))
        there = [each for each in shown if _is_picture(here, each)]
        others += [str(Path(here, each)) for each in shown if each not in set(there)]
        for file in there:
            any_there = True
            inside = Path(os.path.relpath(here, folder))
            yield Given(os.path.join(here, file), inside, is_named=False)
    if not any_there:
        raise NotFound(f"There is no picture in the folder {folder}.", detail="file")


def _of_pattern(pattern: str) -> Iterator[Given]:
    """Windows leaves it to programs to find what fits a pattern."""
    files = sorted(each for each in glob.glob(pattern, recursive=True) if not os.path.isdir(each))
    if not files:
        raise NotFound(f"No file fits {pattern}.", detail="file")
    for file in files:
        yield Given(file, is_named=False)


def _is_picture(folder: str, file: str) -> bool:
    """Whether a file has a picture's name, or begins as one: a name proves nothing."""
    name = os.path.join(folder, file)
    if os.path.exists(name) and not os.path.isfile(name):
        return False  # such as a pipe that nobody may ever fill
    return file.lower().endswith(pictures.ENDINGS) or pictures.is_picture(Path(name))


def _is_result(path: Path, stems: set[tuple[Path, str]]) -> bool:
    """Whether a name is one that frisket gives to a result of a picture beside it."""
    stem = path.stem
    whole = stem.rstrip("0123456789").removesuffix("-") if stem[-1:].isdigit() else stem
    return any(
        whole.endswith(f"-{kind}") and (path.parent, whole.removesuffix(f"-{kind}")) in stems
        for kind in RESULTS
    )
