"""What `frisket mask` says: progress while it works, and what became of each picture."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from frisket.pictures import Picture
from frisket_protocol.client import Answer
from frisket_protocol.watch import Watch


@dataclass(frozen=True)
class Made:
    """What became of one picture."""

    picture: Picture
    answer: Answer
    written: list[Path]
    seconds: float


class Progress:
    """A line on the terminal that says where the work stands, and is gone afterwards."""

    def __init__(self, name: str, quiet: bool) -> None:
        self._name = name
        self._shown = not quiet and sys.stderr.isatty()

    def __enter__(self) -> Watch:
        return Watch(self._show)

    def __exit__(self, *_: object) -> None:
        self._write("")

    def _show(self, stage: str, fraction: float | None) -> None:
        percent = "" if fraction is None else f" {fraction:.0%}"
        self._write(f"{self._name}: {stage}{percent}")

    def _write(self, text: str) -> None:
        if self._shown:
            sys.stderr.write(f"\r\x1b[K{text}")
            sys.stderr.flush()


def report(made: Made, as_json: bool, quiet: bool) -> None:
    """Print the outcome: JSON on standard output, or a line for a person and the files."""
    for note in made.picture.notes:
        print(f"frisket: {made.picture.path}: {note}", file=sys.stderr)
    if as_json:
        print(json.dumps(_as_json(made)))
    elif not made.answer.masks:
        print(f"{made.picture.path}: nothing was found; nothing was written.", file=sys.stderr)
    elif not quiet:
        found = len(made.answer.masks)
        objects = "one object" if found == 1 else f"{found} objects"
        print(f"{made.picture.path}: {objects} in {made.seconds:.1f} s. {made.answer.reason}")
        for path in made.written:
            print(f"  {path}")


def _as_json(made: Made) -> dict[str, Any]:
    return {
        "picture": str(made.picture.path),
        "width": made.picture.width,
        "height": made.picture.height,
        "objects": [
            {
                "box": [mask.box.x0, mask.box.y0, mask.box.x1, mask.box.y1],
                "score": mask.score,
                "label": mask.label,
                "phrase": mask.phrase,
            }
            for mask in made.answer.masks
        ],
        "recipe": made.answer.recipe,
        "reason": made.answer.reason,
        "written": [str(path) for path in made.written],
        "seconds": round(made.seconds, 3),
    }
