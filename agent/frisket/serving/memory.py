"""Freed memory, back to the system."""

from __future__ import annotations

import contextlib
import ctypes


def give_back() -> None:
    """Have the C library give back what it keeps for later, where it can be told to."""
    with contextlib.suppress(OSError, AttributeError):
        # Of glibc; other libraries give freed memory back by themselves.
        ctypes.CDLL(None).malloc_trim(0)
