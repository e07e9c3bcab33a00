"""One at a time: two editors that set up at once would work in the same folder.

The system lets go of the lock when its holder ends, however that ends. Programs that the holder
started hold it too: what an editor that was killed has begun must end before anybody begins anew.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from frisket_protocol import locking

LOOK_SECONDS = 0.2


@contextlib.contextmanager
def held(file: Path, wait: Callable[[], None]) -> Iterator[int]:
    """Hold it. `wait` is called again and again while somebody else does; it may raise.

    Gives the descriptor, which programs that are started inherit. Raises OSError.
    """
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    never = threading.Event()
    try:
        while not locking.taken(descriptor):
            wait()
            never.wait(LOOK_SECONDS)
        yield descriptor
    finally:
        # Closing is letting go; on POSIX only once the programs that inherited it have ended.
        os.close(descriptor)
