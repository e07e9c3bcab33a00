"""Names for the results of several pictures, all of them different."""

from __future__ import annotations

import itertools
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from frisket import pictures

from ..inputs import Given, name_of

_LONGEST = 200
"""Bytes of a picture's name that its results begin with: most file systems take 255 in all."""


def distinct(given: Sequence[Given]) -> list[Path]:
    """A name for the results of each picture, all different also where case does not count.

    The picture's own, in the folders below the one that was named; with its ending where a picture
    of that name but another ending lies beside it, also when only one of them is asked for. Where
    two still have the same, in as many of their folders as tell them apart, and else with a number.
    """
    beside = _Beside()
    names = [
        each.inside / _named(each.path, 0, with_ending=beside.is_alike(each)) for each in given
    ]
    # By the names without their endings: whose is whose is to be seen, whatever lies beside one.
    for same in _alike([plain(each) for each in given]):
        if len({given[place].path.parent for place in same}) < 2:
            continue
        for place, name in zip(same, _apart([given[place] for place in same]), strict=True):
            names[place] = name
    taken = {str(name).casefold() for name in names}
    for same in _alike(names):
        for place in same[1:]:
            names[place] = _free(names[place], taken)
    return names


class _Beside:
    """The pictures in the folders of others, each folder looked through once."""

    def __init__(self) -> None:
        self._files: dict[Path, dict[str, list[Path]]] = {}

    def is_alike(self, given: Given) -> bool:
        """Whether a picture lies beside this one that differs from it in its ending alone."""
        path = given.path
        if given.is_pipe or not os.path.exists(path):
            return False
        alike = self._in(path.parent).get(path.stem.casefold(), [])
        return any(
            each.name != path.name and each.suffix.lower() != path.suffix.lower()
            for each in alike
            if not pictures.is_own(each)
        )

    def _in(self, folder: Path) -> dict[str, list[Path]]:
        if folder not in self._files:
            found = self._files.setdefault(folder, {})
            try:
                names = os.listdir(folder)
            except OSError:
                names = []
            for name in sorted(names):
                path = folder / name
                if name.lower().endswith(pictures.ENDINGS) and path.is_file():
                    found.setdefault(path.stem.casefold(), []).append(path)
        return self._files[folder]


def _alike(names: Sequence[Path]) -> list[list[int]]:
    """The places of those names that several have."""
    places: dict[str, list[int]] = {}
    for place, name in enumerate(names):
        places.setdefault(str(name).casefold(), []).append(place)
    return [same for same in places.values() if len(same) > 1]


def _apart(given: Sequence[Given]) -> list[Path]:
    """The shortest names that tell most of these files apart.

    No number of folders tells those apart of which only the case differs.
    """
    files = [Path(name_of(each)) for each in given]
    deepest = max(len(file.parts) for file in files)
    tries = (
        [_named(file, depth, with_ending) for file in files]
        for depth in range(deepest)
        for with_ending in (False, True)
    )
    return min(tries, key=lambda names: sum(len(same) - 1 for same in _alike(names)))


def _free(name: Path, taken: set[str]) -> Path:
    """`name` with the first number that nobody has; it is taken from then on."""
    numbers = (name.with_name(f"{name.name}-{number}") for number in itertools.count(2))
    free = next(one for one in numbers if str(one).casefold() not in taken)
    taken.add(str(free).casefold())
    return free


def plain(given: Given) -> Path:
    """The name of a picture's results where no other picture is called like it."""
    return given.inside / _named(given.path, 0, with_ending=False)


def _named(file: Path, depth: int, with_ending: bool) -> Path:
    folders = file.parent.parts[1:]
    ending = f"-{file.suffix[1:]}" if with_ending and file.suffix else ""
    name = _shortened(file.stem) + ending
    return Path(*folders[max(0, len(folders) - depth) :] if depth else (), name)


def _shortened(name: str) -> str:
    """The beginning of a name so long that nothing more could be put behind it."""
    held = os.fsencode(name)
    if len(held) <= _LONGEST:
        return name
    return held[:_LONGEST].decode(sys.getfilesystemencoding(), "ignore")
