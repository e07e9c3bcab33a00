"""Files that can be read in one go. One that is longer says at its head why."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINES_MAX = 300
REASON = "Longer than 300 lines: "

SOURCES = sorted(
    file for folder in ("agent", "protocol", "benchmarks") for file in (ROOT / folder).rglob("*.py")
)


@pytest.mark.parametrize("file", SOURCES, ids=lambda file: str(file.relative_to(ROOT)))
def test_a_file_has_at_most_300_lines_or_a_reason(file: Path) -> None:
    text = file.read_text("utf-8")
    assert len(text.splitlines()) <= LINES_MAX or REASON in text[:2000]
