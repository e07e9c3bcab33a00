"""Where a running agent leaves its address and its token, and the lock that keeps it alone.

    runtime folder/  0700   agent.json  0600   written when the agent listens, removed when it stops
                            agent.lock  0600   held for as long as the agent lives; its process

Whoever can read `agent.json` may use the agent. On POSIX the modes and the owner are checked when
writing and when reading. On Windows the folder lies in the user's profile, whose access list admits
the user and the administrators alone, and is relied upon: modes mean nothing there.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shlex
import stat
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from types import TracebackType
from typing import Any

from . import locking, reasons
from .errors import FailedPrecondition, VersionMismatch

if sys.platform != "win32":
    import pwd

SCHEMA = 1
FILE_NAME = "agent.json"
LOCK_NAME = "agent.lock"
FILE_MAX = 64 * 1024
"""Bytes of `agent.json` that are read."""

_ELSEWHERE = "Set FRISKET_RUNTIME to another folder."
"""What lies where something of frisket's should is perhaps somebody's, and dear to them."""
# Each is 0 on a system that has no such thing.
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_BINARY = getattr(os, "O_BINARY", 0)
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_FOLLOW | _BINARY


@dataclass(frozen=True)
class Discovery:
    """How to reach the agent. `epoch` names this run of it; `started_ms` is Unix time."""

    host: str
    port: int
    token: str = field(repr=False)
    pid: int
    version: str
    epoch: str
    started_ms: int

    @property
    def host_header(self) -> str:
        """Host and port as they stand in a Host field; an IPv6 address is put in brackets."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


class Lock:
    """The right to be this user's agent, until `release` or the end of the process.

    A forked child that does not exec shares it and keeps it alive: start children afresh.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor: int | None = descriptor

    def release(self) -> None:
        """Let another agent start. Calling it again does nothing."""
        if self._descriptor is not None:
            descriptor, self._descriptor = self._descriptor, None
            locking.let_go(descriptor)
            os.close(descriptor)

    def __enter__(self) -> Lock:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.release()


def runtime_folder() -> Path:
    """The folder that agent and plugins agree on; FRISKET_RUNTIME names another one.

    It lies under the home folder that the user database knows. XDG_RUNTIME_DIR and XDG_DATA_HOME
    are something else inside a Flatpak than outside, and a snap has its own HOME too: an editor in
    a sandbox and an agent outside it would never meet.
    """
    chosen = os.environ.get("FRISKET_RUNTIME")
    if chosen:
        return Path(chosen)
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        data = Path(local) if local else _home() / "AppData" / "Local"
    elif sys.platform == "darwin":
        data = _home() / "Library" / "Application Support"
    else:
        data = _home() / ".local" / "share"
    return data / "frisket" / "runtime"


def write(discovery: Discovery) -> Path:
    """Publish the address in one step: a reader sees the old file or the new one, whole.

    Raises FailedPrecondition when the place is not the user's alone.
    """
    folder = _make_folder()
    file = folder / FILE_NAME
    if os.path.lexists(file):
        _check(file, os.lstat(file), stat.S_ISREG, private=False)
    text = json.dumps({"schema": SCHEMA, **asdict(discovery)}, indent=1)
    temporary = folder / f"{FILE_NAME}.{secrets.token_hex(8)}"
    try:
        try:
            with os.fdopen(os.open(temporary, _CREATE, 0o600), "wb") as stream:
                _check(temporary, os.fstat(stream.fileno()), stat.S_ISREG, private=True)
                stream.write(text.encode())
            os.replace(temporary, file)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise _unusable(file, error) from error
    return file


def read() -> Discovery | None:
    """What the running agent published; None when there is nothing.

    Raises FailedPrecondition when the file is not the user's alone, or is not what `write` writes.
    That a file is there does not prove that the agent still runs: only connecting does.
    """
    folder = runtime_folder()
    file = folder / FILE_NAME
    try:
        _check(folder, os.lstat(folder), stat.S_ISDIR, private=False)
        if file.is_symlink():
            raise _refusal(file, "is a link", _ELSEWHERE)
        with os.fdopen(os.open(file, os.O_RDONLY | _NO_FOLLOW | _BINARY), "rb") as stream:
            _check(file, os.fstat(stream.fileno()), stat.S_ISREG, private=True)
            data = stream.read(FILE_MAX)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _unusable(file, error) from error
    return _parse(file, data)


def remove(epoch: str) -> None:
    """Withdraw what the run `epoch` published; what another one published stays."""
    with contextlib.suppress(FailedPrecondition, OSError):
        published = read()
        if published is not None and published.epoch == epoch:
            (runtime_folder() / FILE_NAME).unlink()


def lock() -> Lock | None:
    """Become this user's only agent; None when there is one already.

    The system lets go of the lock when the process ends, however it ends; a pid file would not.
    Raises FailedPrecondition when the place is not the user's alone.
    """
    descriptor = own_file(LOCK_NAME)
    if _try_lock(descriptor):
        _sign(descriptor)
        return Lock(descriptor)
    os.close(descriptor)
    return None


def own_file(name: str) -> int:
    """Open a file of the runtime folder, made when missing. Raises FailedPrecondition."""
    file = _make_folder() / name
    try:
        if os.path.lexists(file):
            _check(file, os.lstat(file), stat.S_ISREG, private=False)
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT | _NO_FOLLOW | _BINARY, 0o600)
        try:
            _check(file, os.fstat(descriptor), stat.S_ISREG, private=False)
        except BaseException:
            os.close(descriptor)
            raise
    except OSError as error:
        raise _unusable(file, error) from error
    return descriptor


def _home() -> Path:
    """The user's real home folder, also where HOME is a sandbox's."""
    if sys.platform != "win32":
        with contextlib.suppress(KeyError):  # a container's user may stand in no database
            known = Path(pwd.getpwuid(os.getuid()).pw_dir)
            if known.is_dir():
                return known
    try:
        return Path.home()
    except RuntimeError:
        raise FailedPrecondition(
            "No home folder is known for this user.",
            detail="discovery",
            hint="Set FRISKET_RUNTIME to a folder of your own.",
        ) from None


def _make_folder() -> Path:
    """The runtime folder, made when it is missing, for this user alone whatever the umask is."""
    folder = runtime_folder()
    missing = [part for part in (folder, *folder.parents) if not os.path.lexists(part)]
    try:
        for part in reversed(missing):
            with contextlib.suppress(FileExistsError):
                os.mkdir(part, 0o700)
        _check(folder, os.lstat(folder), stat.S_ISDIR, private=False)
    except OSError as error:
        raise _unusable(folder, error) from error
    return folder


def _check(
    path: Path, status: os.stat_result, is_kind: Callable[[int], bool], *, private: bool
) -> None:
    """Refuse what another user could have put there or may change; if `private`, may read."""
    if not is_kind(status.st_mode):
        kind = "a link" if stat.S_ISLNK(status.st_mode) else "of another kind than it should be"
        raise _refusal(path, f"is {kind}", _ELSEWHERE)
    if sys.platform == "win32":
        return
    if status.st_uid != os.geteuid():
        raise _refusal(
            path, "belongs to another user", "Set FRISKET_RUNTIME to a folder of your own."
        )
    if stat.S_IMODE(status.st_mode) & (0o077 if private else 0o022):
        if os.environ.get("FRISKET_RUNTIME") and stat.S_ISDIR(status.st_mode):
            # It may be anything that was there before, and others may need it as it is.
            hint = "Set FRISKET_RUNTIME to a folder that nobody else may change, such as a new one."
            raise _refusal(path, "can be changed by other users", hint)
        mode = "700" if stat.S_ISDIR(status.st_mode) else "600"
        raise _refusal(
            path,
            f"can be {'read' if private else 'changed'} by other users",
            f"Run: chmod {mode} {shlex.quote(str(path))}, and start the agent again.",
        )


def _parse(file: Path, data: bytes) -> Discovery:
    try:
        values: Any = json.loads(data.decode())
    except (ValueError, RecursionError):
        values = None
    if not isinstance(values, dict):
        raise _refusal(file, "is damaged", "Start the agent again.")
    if values.get("schema") != SCHEMA:
        raise VersionMismatch(
            f"The agent that wrote {file} and this program are of different versions.",
            detail="version",
            hint="Update both to the newest version.",
        )
    known: dict[str, Any] = {part.name: values.get(part.name) for part in fields(Discovery)}
    for part in fields(Discovery):
        if type(known[part.name]).__name__ != part.type:
            raise _refusal(file, f"lacks a valid {part.name}", "Start the agent again.")
    if not (known["host"] and known["token"] and 0 < known["port"] < 1 << 16):
        raise _refusal(file, "lacks a valid address", "Start the agent again.")
    return Discovery(**known)


def _try_lock(descriptor: int) -> bool:
    try:
        return locking.taken(descriptor)
    except OSError as error:
        raise _unusable(runtime_folder() / LOCK_NAME, error) from error


def _sign(descriptor: int) -> None:
    """Write down which process holds the lock, behind the byte that Windows lets nobody read."""
    with contextlib.suppress(OSError):
        os.lseek(descriptor, 1, os.SEEK_SET)
        os.write(descriptor, f"{os.getpid()}\n".encode())
        os.ftruncate(descriptor, os.lseek(descriptor, 0, os.SEEK_CUR))
        os.lseek(descriptor, 0, os.SEEK_SET)


def _refusal(path: Path, reason: str, hint: str) -> FailedPrecondition:
    return FailedPrecondition(f"{path} {reason}.", detail="discovery", hint=hint)


def _unusable(path: Path, error: OSError) -> FailedPrecondition:
    return _refusal(path, f"cannot be used: {reasons.reason(error)}", _ELSEWHERE)
