"""Amounts of bytes as a person reads them, the same in the agent and in every editor."""

from __future__ import annotations

_UNITS = (("B", 0), ("kB", 0), ("MB", 1), ("GB", 2), ("TB", 2))
"""Each a thousand of the one before, as downloads and disks are counted; with the decimals that a
number under ten has. One under a hundred has one less."""


def size(count: float) -> str:
    """So many bytes: 0 B, 412 kB, 3.1 MB, 120 MB, 3.04 GB, 63.5 GB."""
    amount = float(count)
    for unit, decimals in _UNITS:
        text = _digits(amount, decimals)
        if float(text) < 1000 or unit == _UNITS[-1][0]:
            break
        amount /= 1000
    return f"{text} {unit}"


def _digits(amount: float, decimals: int) -> str:
    """Three digits at most; decided by the number as it is written, so that 9.96 is 10."""
    for fewer, limit in ((0, 10), (1, 100)):
        text = f"{amount:.{max(0, decimals - fewer)}f}"
        if float(text) < limit:
            return text
    return f"{amount:.0f}"
