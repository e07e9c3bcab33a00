"""Programs in a Debian root, in a mount namespace of their own.

The root sees its own /proc, an empty /tmp, and one folder of ours under /mnt. Nothing that is
mounted stays mounted. The network is shared: 127.0.0.1 reaches the agent outside.
"""

from __future__ import annotations

import contextlib
import os
import shlex
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

INSIDE = Path("/mnt")
"""Where `folder` lies inside."""

_ENTER = """
mount -t proc proc {root}/proc
mount -t tmpfs -o mode=1777 tmpfs {root}/tmp
mount --bind {folder} {root}/mnt
exec chroot {root} /usr/bin/env -i {variables} {command}
"""


class Room:
    """One Debian root; `folder` is what programs in it see as /mnt."""

    def __init__(self, root: Path, folder: Path) -> None:
        self._root = root
        self._folder = folder

    def start(self, *command: str, **variables: str) -> subprocess.Popen[bytes]:
        """A program inside, as the leader of a group of processes."""
        variables = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"} | variables
        script = _ENTER.format(
            root=shlex.quote(str(self._root)),
            folder=shlex.quote(str(self._folder)),
            variables=_words([f"{name}={value}" for name, value in variables.items()]),
            command=_words(command),
        )
        return subprocess.Popen(
            ["unshare", "--mount", "--propagation", "private", "sh", "-ec", script],
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )

    def output(self, *command: str, **variables: str) -> str:
        """What a program inside prints."""
        with self.start(
            "sh", "-c", f"{_words(command)} >/mnt/.output 2>&1", **variables
        ) as started:
            started.wait()
        file = self._folder / ".output"
        text = file.read_text("utf-8", "replace")
        file.unlink()
        return text

    def seen_inside(self, path: Path) -> Path:
        """A path in `folder`, as programs inside name it."""
        return INSIDE / path.relative_to(self._folder)


def end(process: subprocess.Popen[bytes]) -> None:
    """End a program and all that it started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _words(words: Sequence[str]) -> str:
    return " ".join(shlex.quote(word) for word in words)
