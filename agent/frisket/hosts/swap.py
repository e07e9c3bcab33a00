"""Files and folders that change together: all of them, or none."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

Content = bytes | Mapping[str, bytes]
"""A file's bytes, or a folder's files by their paths in it."""


class Swap:
    """Stages what shall stand where, then puts it there.

        with Swap() as swap:
            swap.put(file, b"…")
            swap.take(folder)

    Everything is written beside its place first. What was there is moved aside and deleted only at
    the end of a block that raised nothing; before that, any failure puts all of it back.
    """

    def __init__(self) -> None:
        self._mark = f".frisket-{secrets.token_hex(4)}"
        self._staged: list[tuple[Path, Path | None]] = []
        self._made: list[Path] = []

    def put(self, path: Path, content: Content, mode: int | None = None) -> None:
        """A file or a folder for `path`; what is there goes, a link as such, a folder whole.

        A file keeps the mode of what it takes the place of, unless `mode` says another.
        """
        self._make_folder(path.parent)
        staged = self._beside(path, "new")
        self._staged.append((path, staged))
        if isinstance(content, bytes):
            staged.write_bytes(content)
            if mode is None and path.is_file():
                mode = path.stat().st_mode & 0o777
            if mode is not None:
                staged.chmod(mode)
            return
        for name, data in content.items():
            file = staged / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)

    def chmod(self, path: Path, name: str, mode: int) -> None:
        """The mode of a file in the folder that was staged for `path`."""
        (self._beside(path, "new") / name).chmod(mode)

    def take(self, path: Path) -> None:
        """Nothing shall stand at `path`."""
        self._staged.append((path, None))

    def __enter__(self) -> Swap:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        is_done = False
        try:
            if error is None:
                self._carry_out()
                is_done = True
        finally:
            for path, _ in self._staged:
                _delete(self._beside(path, "new"))
                _delete(self._beside(path, "old"))
            for folder in () if is_done else reversed(self._made):
                with contextlib.suppress(OSError):
                    folder.rmdir()

    def _carry_out(self) -> None:
        """Every step is a change of name, and so is taking it back."""
        renamed: list[tuple[Path, Path]] = []
        try:
            for path, staged in self._staged:
                old = self._beside(path, "old")
                steps = [(path, old)] if os.path.lexists(path) else []
                steps += [(staged, path)] if staged is not None else []
                for source, target in steps:
                    os.replace(source, target)
                    renamed.append((source, target))
        except BaseException:
            for source, target in reversed(renamed):
                os.replace(target, source)
            raise

    def _make_folder(self, folder: Path) -> None:
        missing = [part for part in (folder, *folder.parents) if not part.exists()]
        for part in reversed(missing):
            part.mkdir()
            self._made.append(part)

    def _beside(self, path: Path, what: str) -> Path:
        return path.with_name(f"{path.name}{self._mark}-{what}")


def _delete(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
