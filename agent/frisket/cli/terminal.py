"""Standard output and standard error, whatever they can hold and wherever they lead."""

from __future__ import annotations

import os
import re
import sys
from typing import Any, TextIO

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def write_anything() -> None:
    r"""Have what the output's encoding lacks written as \u…, instead of ending the command.

    A file's name, a model's title or a dash can be missing from a Windows code page, and a name
    need not even be text: Linux takes any bytes for one. Where a stream is closed, what goes there
    goes nowhere.
    """
    sys.stdout = sys.stdout or _nowhere()
    sys.stderr = sys.stderr or _nowhere()
    stream: Any
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def _nowhere() -> TextIO:
    return open(os.devnull, "w", encoding="utf-8")


def plain(line: str) -> str:
    r"""A line in which nothing but its letters reaches the terminal: no colour, no end of a line.

    A file's name may hold any of these; they are shown as \x1b and the like.
    """
    return _CONTROLS.sub(lambda found: found[0].encode("unicode_escape").decode(), line)


def can_show(text: str) -> bool:
    """Whether standard error has all of these characters."""
    try:
        text.encode(getattr(sys.stderr, "encoding", None) or "ascii")
    except UnicodeEncodeError:
        return False
    return True


def say(sentence: str) -> None:
    """A line on standard error, in the place of one there that says how far the work is."""
    start = "\r\x1b[K" if sys.stderr.isatty() else ""
    print(f"{start}frisket: {plain(sentence)}", file=sys.stderr, flush=True)
