"""All of it, or none."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from frisket.hosts import swap
from frisket.hosts.swap import Swap


def tree(folder: Path) -> dict[str, bytes | None]:
    """Every path in a folder, hidden ones too, and what is in it; None for a folder."""
    return {
        path.relative_to(folder).as_posix(): None if path.is_dir() else path.read_bytes()
        for path in folder.rglob("*")
    }


@pytest.fixture
def there(tmp_path: Path) -> Path:
    """A folder with a file and a folder in it."""
    folder = tmp_path / "there"
    (folder / "plugin").mkdir(parents=True)
    (folder / "plugin" / "old.py").write_bytes(b"old")
    (folder / "settings").write_bytes(b"as they were")
    (folder / "settings").chmod(0o640)
    return folder


def change(folder: Path) -> None:
    with Swap() as made:
        made.put(folder / "plugin", {"new.py": b"new", "in/it.py": b"it"})
        made.put(folder / "more" / "of" / "it", b"more")
        made.put(folder / "settings", b"changed")
        made.take(folder / "nothing")


def test_everything_is_put_into_place(there: Path) -> None:
    change(there)
    assert tree(there) == {
        "plugin": None,
        "plugin/new.py": b"new",
        "plugin/in": None,
        "plugin/in/it.py": b"it",
        "more": None,
        "more/of": None,
        "more/of/it": b"more",
        "settings": b"changed",
    }
    assert (there / "settings").stat().st_mode & 0o777 == 0o640


def test_taking_leaves_nothing(there: Path) -> None:
    with Swap() as made:
        made.take(there / "plugin")
        made.take(there / "settings")
    assert tree(there) == {}


def test_modes(there: Path) -> None:
    with Swap() as made:
        made.put(there / "plugin", {"run.py": b""})
        made.chmod(there / "plugin", "run.py", 0o755)
        made.put(there / "settings", b"", 0o600)
    assert (there / "plugin" / "run.py").stat().st_mode & 0o777 == 0o755
    assert (there / "settings").stat().st_mode & 0o777 == 0o600


def test_a_link_is_replaced_and_not_what_it_shows(there: Path) -> None:
    (there / "link").symlink_to(there / "plugin")
    with Swap() as made:
        made.put(there / "link", {"new.py": b"new"})
    assert not (there / "link").is_symlink()
    assert (there / "plugin" / "old.py").read_bytes() == b"old"


def test_an_error_in_the_block_changes_nothing(there: Path) -> None:
    before = tree(there)

    def fail() -> None:
        with Swap() as made:
            made.put(there / "more" / "it", b"more")
            made.take(there / "settings")
            raise ValueError("of its own")

    with pytest.raises(ValueError, match="of its own"):
        fail()
    assert tree(there) == before


@pytest.mark.parametrize("steps", range(5))
def test_an_error_at_any_step_changes_nothing(
    there: Path, monkeypatch: pytest.MonkeyPatch, steps: int
) -> None:
    before = tree(there)
    monkeypatch.setattr(swap.os, "replace", failing_after(steps))
    with pytest.raises(OSError, match="full"):
        change(there)
    assert tree(there) == before


def failing_after(steps: int) -> Callable[[Path, Path], None]:
    """A change of name that works so often, fails once, and then works again."""
    real, counted = os.replace, iter(range(100))

    def replace(source: Path, target: Path) -> None:
        if next(counted) == steps:
            raise OSError(28, "full")
        real(source, target)

    return replace
