"""What `frisket mask` says of what became of each picture."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

import cv2
import numpy as np

from frisket.pictures import Picture
from frisket_protocol.client import Answer
from frisket_protocol.errors import FrisketError
from frisket_protocol.raster import Box, Mask

from .outcomes import told
from .terminal import plain
from .writing import Written

_NAMED = 5
"""Names that a sum lists."""


@dataclass(frozen=True)
class Made:
    """What became of one picture. answer: None where there was nothing to ask about.

    boxes: by which each mask was asked for, where it was by one.
    """

    picture: Picture
    answer: Answer | None
    written: Written
    seconds: float
    notes: tuple[str, ...] = ()
    boxes: tuple[Box | None, ...] = ()

    @property
    def masks(self) -> tuple[Mask, ...]:
        return self.answer.masks if self.answer else ()

    @property
    def sentences(self) -> tuple[str, ...]:
        """What a person should know beside what was made."""
        told = (*self.notes, *(self.answer.notes if self.answer else ()))
        old = self.written.left_over
        if not old:
            return told
        is_one = len(old) == 1
        names = f"{old[0]} is" if is_one else f"{old[0]} and {len(old) - 1} more are"
        stays = "stays as it was" if is_one else "stay as they were"
        return (*told, f"{names} of an earlier run, which had more objects, and {stays}.")


class Report:
    """A line of JSON for each picture on standard output, or a line for a person and the files.

    piped: a picture goes to standard output, so that sentences go to standard error.
    """

    def __init__(self, as_json: bool, quiet: bool, piped: bool) -> None:
        self._as_json = as_json
        self._quiet = quiet
        self._out = sys.stderr if piped else sys.stdout
        self._done: list[str] = []
        self._empty: list[str] = []
        self._failed: list[str] = []

    def made(self, made: Made) -> None:
        """A picture that was worked on, whether something was found or not."""
        name = made.picture.path
        (self._done if made.masks else self._empty).append(str(name))
        # Where nothing was written they say why, which is an error; JSON has them in its line.
        if not (self._quiet and (made.masks or self._as_json)):
            for sentence in made.sentences:
                print(plain(f"frisket: {name}: {sentence}"), file=sys.stderr)
        if self._as_json:
            print(json.dumps(_as_json(made)), flush=True)
        elif not made.masks:
            # Where something was found and nothing is left of it, a sentence has said so.
            is_told = made.answer is not None and bool(made.answer.notes)
            said = "nothing was written" if is_told else "nothing was found; nothing was written"
            print(plain(f"{name}: {said}."), file=sys.stderr)
            _tell_reading(made, sys.stderr)
        elif not self._quiet:
            assert made.answer is not None, "where masks are, there was an answer"
            took = f"{name}: {_counted(made.masks)} in {made.seconds:.1f} s. {made.answer.reason}"
            print(plain(took), file=self._out)
            _tell_reading(made, self._out)
            for path in made.written.files:
                print(plain(f"  {path}{_instead(path, made.written)}"), file=self._out)

    def failed(self, name: str, error: FrisketError, written: Written | None = None) -> None:
        """A picture that failed, and what was written of it before it did.

        name: "" where the error says it.
        """
        said = told(error)
        written = written or Written()
        self._failed.append(name)
        whole = said if name in said else f"{name}: {said}"
        print(plain(f"frisket: {whole}"), file=sys.stderr)
        if written.files and not self._quiet:
            names = ", ".join(map(str, written.files))
            print(plain(f"frisket: {name}: Written before that: {names}."), file=sys.stderr)
        if self._as_json:
            fault = {
                "error": error.message,
                "hint": said[len(error.message) :].strip(),
                "code": error.wire_code,
            }
            print(json.dumps({**_without_objects(name, written), **fault}), flush=True)

    def summed_up(self, others: Sequence[str]) -> None:
        """The last line of a command of several pictures, on standard error.

        others: the files in folders that are no pictures.
        """
        if self._quiet:
            return
        counted = [
            (self._done, "done"),
            (self._failed, "failed"),
            (self._empty, "with nothing found"),
        ]
        if sum(len(names) for names, _ in counted) > 1:
            parts = [
                f"{len(names)} {what}{'' if names is self._done else _listed(names)}"
                for names, what in counted
                if names
            ]
            print(plain(f"{', '.join(parts)}."), file=sys.stderr)
        if others:
            is_one = len(others) == 1
            what = (
                "1 file that is no picture"
                if is_one
                else f"{len(others)} files that are no pictures"
            )
            print(plain(f"Left out: {what}{_listed(others)}."), file=sys.stderr)

    def left_out(self, names: Sequence[str]) -> None:
        """Files that are results of frisket's, among the pictures that were named."""
        if self._as_json:
            for name in names:
                print(json.dumps(_skipped(name, "a result of frisket's")), flush=True)
        elif names:
            more = f" and {len(names) - 3} more" if len(names) > 3 else ""
            is_one = len(names) == 1
            said = (
                f"{', '.join(names[:3])}{more}: {'a result' if is_one else 'results'} of "
                f"frisket's, left out. Name one alone to work on it."
            )
            print(plain(said), file=sys.stderr)

    def named(self, renamed: Sequence[tuple[str, str]]) -> None:
        """Pictures whose results do not have their name alone, and the name that they have."""
        if renamed and not (self._as_json or self._quiet):
            name, result = renamed[0]
            more = f", and {len(renamed) - 1} more like it" if len(renamed) > 1 else ""
            begin = f"so its results begin with {result}{more}"
            print(plain(f"Another picture is called like {name}, {begin}."), file=sys.stderr)

    def skipped(self, name: str) -> None:
        """A picture whose results are there."""
        if self._as_json:
            print(json.dumps(_skipped(name, "its results are there")), flush=True)
        elif not self._quiet:
            print(
                plain(f"{name}: files with the names of its results are there; left out."),
                file=self._out,
            )


def _skipped(name: str, reason: str) -> dict[str, Any]:
    return {**_without_objects(name, Written()), "skipped": True, "reason": reason}


def _without_objects(name: str, written: Written) -> dict[str, Any]:
    """The keys that every line has."""
    return {"picture": name, "objects": [], "notes": [], **_files(written)}


def _listed(names: Sequence[str]) -> str:
    """The first of some names, in brackets."""
    named = [name for name in names if name]
    more = f" and {len(named) - _NAMED} more" if len(named) > _NAMED else ""
    return f" ({', '.join(named[:_NAMED])}{more})" if named else ""


def _counted(masks: Sequence[Mask]) -> str:
    """How many objects, or how many answers to what shows one."""
    if len(masks) > len({mask.object for mask in masks}):
        return f"{len(masks)} answers"
    return "one object" if len(masks) == 1 else f"{len(masks)} objects"


def _filled(mask: Mask) -> list[float]:
    """The box round all its pixels that are covered at all: x0, y0, x1, y1."""
    values = np.frombuffer(mask.data, np.uint8).reshape(mask.height, mask.width)
    x, y, width, height = cv2.boundingRect(values)
    left, top = mask.box.x0 + x, mask.box.y0 + y
    return [left, top, left + width, top + height]


def _tell_reading(made: Made, stream: TextIO) -> None:
    """How the words were read, where there were any."""
    if made.answer and made.answer.reading:
        print(f"  Read as: {made.answer.reading}.", file=stream)


def _as_json(made: Made) -> dict[str, Any]:
    return {
        "picture": str(made.picture.path),
        "width": made.picture.width,
        "height": made.picture.height,
        "objects": [
            {
                "box": _filled(mask),
                **({"asked": [asked.x0, asked.y0, asked.x1, asked.y1]} if asked else {}),
                "score": mask.score,
                "label": mask.label,
                "phrase": mask.phrase,
            }
            for mask, asked in zip(made.masks, made.boxes, strict=True)
        ],
        "recipe": made.answer.recipe if made.answer else "",
        "reason": made.answer.reason if made.answer else "",
        "reading": made.answer.reading if made.answer else "",
        "notes": list(made.sentences),
        **_files(made.written),
        "seconds": round(made.seconds, 3),
    }


def _files(written: Written) -> dict[str, list[str]]:
    return {
        "written": [str(path) for path in written.files],
        "replaced": [str(path) for path in written.replaced],
        "replaced_of_other_pictures": [str(path) for path in written.strange],
        "left_over": [str(path) for path in written.left_over],
    }


def _instead(path: Path, written: Written) -> str:
    """What stood there before."""
    if path in written.strange:
        return ", in place of one of another picture, or of this one before it was changed"
    return ", in place of an older one" if path in written.replaced else ""
