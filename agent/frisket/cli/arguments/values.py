"""What an option takes: readers for argparse, which let nothing through that makes no sense."""

from __future__ import annotations

import argparse
import math
import re
from collections.abc import Callable

COORDINATE_MAX = 1e9
_NO_LIMIT = 1e9
"""Bounds from which nobody reaches them: they are not worth telling."""


def number(low: float, high: float = math.inf, unit: str = "") -> Callable[[str], float]:
    """A reader of a finite number from `low` to `high`."""

    def read(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not (low <= value <= high and math.isfinite(value)):
            raise argparse.ArgumentTypeError(f"{_range(low, high, unit)}, not {text!r:.60}")
        return value

    return read


def count(low: int, high: int | None = None) -> Callable[[str], int]:
    """A reader of a whole number from `low` to `high`."""

    def read(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            value = None
        if value is None or value < low or (high is not None and value > high):
            limits = _range(low, math.inf if high is None else high, "")
            raise argparse.ArgumentTypeError(f"a whole {limits[2:]}, not {text!r:.60}")
        return value

    return read


def numbers(amount: int) -> Callable[[str], tuple[float, ...]]:
    """A reader of so many numbers with commas between them."""

    def read(text: str) -> tuple[float, ...]:
        try:
            found = tuple(float(part) for part in text.split(","))
        except ValueError:
            found = ()
        if len(found) != amount or not all(abs(each) < COORDINATE_MAX for each in found):
            raise argparse.ArgumentTypeError(f"{amount} numbers with commas between, not {text!r}")
        return found

    return read


def text(given: str) -> str:
    """Anything but nothing: what a variable that was never set leaves behind."""
    if not given.strip():
        raise argparse.ArgumentTypeError("it is empty; say something, or leave it off")
    return given


def host(given: str) -> str:
    """An address and a port, as they stand in a Host field."""
    if not re.fullmatch(r"([0-9A-Za-z.-]+|\[[0-9A-Fa-f:]+\]):[0-9]{1,5}", given):
        raise argparse.ArgumentTypeError(
            f"an address and a port, such as 127.0.0.1:8000: {given!r}"
        )
    return given.lower()


def device(given: str) -> str:
    """A device as torch or ONNX Runtime calls it; whether it is there is asked later, of them."""
    kind, colon, index = given.partition(":")
    if kind not in DEVICES or (colon and not (index.isascii() and index.isdigit())):
        raise argparse.ArgumentTypeError(
            f"there is no device {given!r:.60}; known are {', '.join(DEVICES[:-1])} and "
            f"{DEVICES[-1]}, and one of several by its number, as in cuda:1"
        )
    return given


DEVICES = ("cpu", "cuda", "mps", "xpu", "openvino", "directml", "coreml", "migraphx")


def _range(low: float, high: float, unit: str) -> str:
    unit = f" {unit}" if unit else ""
    if low <= -_NO_LIMIT and high >= _NO_LIMIT:
        return f"a number{unit and ' of'}{unit}"
    if high >= _NO_LIMIT:
        return f"a number{unit and ' of'}{unit} from {low:g} on"
    return f"a number{unit and ' of'}{unit} from {low:g} to {high:g}"
