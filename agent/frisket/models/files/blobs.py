"""The bytes of one repository in Hugging Face's cache, and the links that name them.

Bytes are checked before anything links to them, so that a file that is there is a file that is
right. The layout is that of `weights`; other programs write there too, and what is theirs stays.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from frisket_protocol.errors import DataLoss, Unavailable

from . import hub
from .cards import ModelCard

CHUNK = 4 << 20
DIGITS = 64
"""Of a sha256 in hexadecimal. The tag of a large file is one; that of a small one is git's."""
GIT_DIGITS = 40


def bring(
    card: ModelCard,
    remote: hub.Remote,
    repository: Path,
    pointer: Path,
    received: Callable[[int], None],
) -> None:
    """Fetch one file, or what is missing of it, check it, and let `pointer` lead to it.

    Raises what `hub.fetch` raises, DataLoss, Unavailable, and OSError where the disk fails.
    """
    blobs = repository / "blobs"
    for needed in (blobs, pointer.parent):
        needed.mkdir(parents=True, exist_ok=True)
    blob = blobs / remote.tag
    with _alone(repository, remote.tag):
        is_new = not blob.exists()
        partial = blobs / f"{remote.tag}.incomplete" if is_new else blob
        if is_new:
            hub.fetch(card, remote, partial, received)
        _check(card, remote, partial, is_new)
        if is_new:
            os.replace(partial, blob)
        _point(pointer, blob, is_new)


def announced(pointer: Path) -> str:
    """The sha256 by which the hub announced a file of the cache; "" where it gave none."""
    blob = _linked(pointer)
    return blob.name if blob is not None and len(blob.name) == DIGITS else ""


def is_as_tagged(pointer: Path) -> bool:
    """Whether a small file of the cache has the bytes that git gave its tag for.

    True where there is no such tag: in a file of its own, and in a large one, see `announced`.
    """
    blob = _linked(pointer)
    return blob is None or len(blob.name) != GIT_DIGITS or _git(pointer) == blob.name


def remove(repository: Path, place: Path, names: Iterable[str]) -> int:
    """Delete the files of a snapshot, and the bytes that nothing links to then; how many."""
    pointers = [place / name for name in names if os.path.lexists(place / name)]
    freed = sum(pointer.stat().st_size for pointer in pointers if not pointer.is_symlink())
    unwanted = {_linked(pointer) for pointer in pointers}
    for pointer in pointers:
        pointer.unlink()
    left = list((repository / "snapshots").rglob("*"))
    unwanted -= {_linked(part) for part in left}
    unwanted |= set((repository / "blobs").glob("*.incomplete"))
    for blob in unwanted:
        if blob is not None and blob.exists() and blob.parent == repository / "blobs":
            freed += blob.stat().st_size
            blob.unlink()
    for part in sorted(left, reverse=True):
        if part.is_dir() and not any(part.iterdir()):
            part.rmdir()
    if repository.is_dir() and not any((repository / "snapshots").glob("*")):
        shutil.rmtree(repository)
    return freed


def sha256(file: Path, read: Callable[[int], None]) -> str:
    """The sha256 of a file in hexadecimal; `read` is told how much of it has been read."""
    digest = hashlib.sha256()
    length = 0
    with file.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
            length += len(chunk)
            read(length)
    return digest.hexdigest()


def _check(card: ModelCard, remote: hub.Remote, file: Path, is_new: bool) -> None:
    """Compare a file with the card, or else with what the hub announced; damaged, it goes."""
    expected = card.files.get(remote.name) or (remote.tag if len(remote.tag) == DIGITS else "")
    is_whole = remote.size is None or file.stat().st_size == remote.size
    is_right = not expected or sha256(file, lambda _: None) == expected
    if len(remote.tag) == GIT_DIGITS:
        is_right = is_right and _git(file) == remote.tag
    if is_whole and is_right:
        return
    if is_new:
        file.unlink()
    raise DataLoss(
        f"{remote.name} of {card.repository} is not the file that was announced.",
        detail="hash",
        hint="It was removed; fetch it again, and if that fails too, do not trust the mirror."
        if is_new
        else f"It was there before: delete {file} and fetch it again.",
    )


def _git(file: Path) -> str:
    """What git calls a file with these bytes: of a small one that is its tag at the hub."""
    data = file.read_bytes()
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def _point(pointer: Path, blob: Path, is_new: bool) -> None:
    pointer.unlink(missing_ok=True)
    try:
        pointer.symlink_to(os.path.relpath(blob, pointer.parent))
    except OSError:
        # Windows lets only some users make links. A file of its own then, as the library does.
        if is_new:
            os.replace(blob, pointer)
        else:
            shutil.copyfile(blob, pointer)


def _linked(pointer: Path) -> Path | None:
    """What a link leads to, one step: behind it may lie a store that many repositories share."""
    if not pointer.is_symlink():
        return None
    return Path(os.path.normpath(pointer.parent / os.readlink(pointer)))


@contextmanager
def _alone(repository: Path, tag: str) -> Iterator[None]:
    """Keep other programs from writing the same file: the lock is the library's own."""
    from filelock import FileLock, Timeout

    file = repository.parent / ".locks" / repository.name / f"{tag}.lock"
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(file, timeout=0.2, mode=0o664):
            yield
    except Timeout:
        raise Unavailable(
            "Another program is just fetching the same file.",
            detail="busy",
            hint="Wait until it is done.",
        ) from None
