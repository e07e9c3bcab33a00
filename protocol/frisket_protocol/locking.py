"""A lock on an open file, which the system lets go of when its holder ends, however that ends."""

from __future__ import annotations

import sys

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


def taken(descriptor: int) -> bool:
    """Take it, unless somebody else holds it. Raises OSError where files cannot be locked."""
    try:
        if sys.platform == "win32":
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def let_go(descriptor: int) -> None:
    """Also where a child process has a copy of the descriptor. Raises OSError."""
    if sys.platform == "win32":
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)
    else:
        fcntl.flock(descriptor, fcntl.LOCK_UN)
