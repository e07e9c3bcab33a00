"""Reading a text prompt."""

from __future__ import annotations

import pytest

from frisket.words import phrases


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("a fox", ["a fox"]),
        ("  a   fox ", ["a fox"]),
        ("hair, hands; eyes", ["hair", "hands", "eyes"]),
        ("hair\nhands", ["hair", "hands"]),
        (",,", []),
        ("", []),
    ],
)
def test_phrases(words: str, expected: list[str]) -> None:
    assert phrases(words) == expected
