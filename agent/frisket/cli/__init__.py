"""What a person types: the command `frisket` and its subcommands."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """What `frisket` and `python -m frisket` start; returns the exit code."""
    try:
        from .starting import run

        return run(arguments)
    except KeyboardInterrupt:
        print("Cancelled.", file=sys.stderr)
        return 130  # not by its name: what is imported above can be interrupted, and not caught
