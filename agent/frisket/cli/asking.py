"""Questions to whoever sits at the terminal."""

from __future__ import annotations

import sys

from frisket_protocol.errors import FailedPrecondition


def agreed(question: str, yes: bool) -> bool:
    """Whether the person says yes, or has said so before.

    Raises FailedPrecondition where nobody is there to be asked.
    """
    if yes:
        return True
    if not sys.stdin.isatty():
        raise FailedPrecondition(f"{question} Nobody is here to say so.", hint="Add --yes.")
    return asked(f"{question} [y/N] ").casefold() in ("y", "yes")


def asked(question: str) -> str:
    """The line that is typed; "" at the end of the input."""
    try:
        return input(question).strip()
    except EOFError:
        return ""
