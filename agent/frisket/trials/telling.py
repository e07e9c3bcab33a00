"""A trial in words: for a person, and for a report that can be pasted anywhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from frisket.models.base import Image
from frisket.pictures.overlay import overlay

from .trial import UNKNOWN, Trial

PIXELS_MAX = 1_000_000
"""Of a picture that is shown."""


def sentence(trial: Trial) -> str:
    """What to make of it, for the person whose machine it is."""
    took = f"{trial.seconds:.2g}" if trial.seconds < 10 else f"{trial.seconds:.0f}"
    percent = round(trial.overlap * 100)
    if trial.found_nothing:
        said = f"It took {took} s and found nothing."
    elif trial.is_soft:
        said = f"It took {took} s; the soft edge agrees to {percent} %."
    else:
        said = f"It took {took} s; the outline agrees to {percent} %."
    if trial.is_below:
        said += f" That is less than the {round(trial.expected * 100)} % that it should be."
    elif trial.expected == UNKNOWN:
        said += " What is usual for this model is not known yet."
    return said


def verdict(trial: Trial) -> str:
    """The same in a word or two."""
    if trial.expected == UNKNOWN:
        return "not known"
    return "below" if trial.is_below else "as expected"


def picture(trial: Trial) -> Image:
    """The example with the mask over it, HxWx3 uint8, of at most PIXELS_MAX pixels."""
    height, width = trial.mask.shape
    shrunk = min(1.0, (PIXELS_MAX / (height * width)) ** 0.5)
    size = max(1, int(width * shrunk)), max(1, int(height * shrunk))
    if shrunk == 1:
        return overlay(trial.rgb, [trial.mask])
    rgb, mask = (
        cv2.resize(each, size, interpolation=cv2.INTER_AREA) for each in (trial.rgb, trial.mask)
    )
    return overlay(np.asarray(rgb, np.uint8), [np.asarray(mask, np.uint8)])


def png(image: NDArray[np.uint8]) -> bytes:
    """HxWx3 uint8 RGB as a PNG file."""
    _, data = cv2.imencode(".png", np.ascontiguousarray(image[..., ::-1]))
    return data.tobytes()


HEADS = ("model", "picture", "overlap", "expected", "seconds", "memory", "verdict")


def row(trial: Trial, name: str, example: str, amount: str) -> tuple[str, ...]:
    """Of the table with those HEADS. amount: the memory, for a person."""
    expected = "" if trial.expected == UNKNOWN else f"{trial.expected:.2f}"
    seconds = f"{trial.seconds:.2f}"
    return name, example, f"{trial.overlap:.3f}", expected, seconds, amount, verdict(trial)


def table(rows: Sequence[tuple[str, ...]]) -> str:
    """Columns as wide as they need be, numbers to the right."""
    lines = [HEADS, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADS))]
    right = range(2, 6)
    return "\n".join(
        "  ".join(
            cell.rjust(width) if column in right else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def disguised(names: Sequence[str], own: Mapping[str, str]) -> dict[str, str]:
    """name → what a report calls it: those that the person chose are numbered by their kind.

    own: the person's own names → their kind, such as "own model".
    """
    mine = [name for name in dict.fromkeys(names) if name in own]
    kinds = [own[name] for name in mine]
    told = {
        name: f"{own[name]} {kinds[: number + 1].count(own[name])}"
        for number, name in enumerate(mine)
    }
    return {name: told.get(name, name) for name in names}
