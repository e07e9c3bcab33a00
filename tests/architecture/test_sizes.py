"""Files that can be read in one go, in rooms whose contents fit on a screen."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINES_MAX = 300
REASON = "Longer than 300 lines: "
ENTRIES_MAX = 25
MADE = {"__pycache__", "_vendor"}
"""What lies in a room without being part of the source."""

SOURCES = sorted(
    file
    for folder in ("agent", "protocol", "plugins", "benchmarks")
    for file in (ROOT / folder).rglob("*.py")
    if not MADE & set(file.parts)
)
ROOMS = sorted(
    room
    for top in ("agent", "protocol", "plugins", "benchmarks", "docs", "tests")
    for room in [ROOT / top, *(ROOT / top).rglob("*/")]
    if room.is_dir() and not MADE & set(room.parts)
)


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("file", SOURCES, ids=_name)
def test_a_file_has_at_most_300_lines_or_a_reason(file: Path) -> None:
    text = file.read_text("utf-8")
    assert len(text.splitlines()) <= LINES_MAX or REASON in text[:2000]


@pytest.mark.parametrize("room", ROOMS, ids=_name)
def test_a_room_has_at_most_25_entries(room: Path) -> None:
    entries = {entry.name for entry in room.iterdir()} - MADE
    assert len({name for name in entries if not name.startswith(".")}) <= ENTRIES_MAX


@pytest.mark.parametrize(
    "room",
    [room for room in ROOMS if ROOT / "agent/frisket" in room.parents and any(room.glob("*.py"))],
    ids=_name,
)
def test_a_room_says_in_a_sentence_what_lives_there(room: Path) -> None:
    said = (room / "__init__.py").read_text("utf-8")
    assert said.startswith('"""')
    assert said.split('"""')[1].endswith((".", ".\n"))
