"""Amounts of bytes as a person reads them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frisket_protocol.sizes import size

UNITS = {"B": 1, "kB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12}


@pytest.mark.parametrize(
    ("count", "told"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (412_000, "412 kB"),
        (999_600, "1.0 MB"),
        (3_149_000, "3.1 MB"),
        (9_940_000, "9.9 MB"),
        (9_960_000, "10 MB"),
        (120e6, "120 MB"),
        (999_700_000, "1.00 GB"),
        (3_040_000_000, "3.04 GB"),
        (9_996_000_000, "10.0 GB"),
        (63_499_000_000, "63.5 GB"),
        (128 * 10**9, "128 GB"),
        (5_250 * 10**12, "5250 TB"),
    ],
)
def test_as_a_person_says_it(count: float, told: str) -> None:
    assert size(count) == told


@given(st.integers(0, 999 * 10**12))
def test_it_is_short_and_near_enough(count: int) -> None:
    told = re.fullmatch(r"(\d{1,3}|\d\.\d{1,2}|\d\d\.\d) (\w+)", size(count))
    assert told, size(count)
    assert abs(float(told[1]) * UNITS[told[2]] - count) <= max(0.051 * count, 500)


@given(st.integers(0, 10**15), st.integers(0, 10**15))
def test_more_is_never_told_as_less(one: int, other: int) -> None:
    def value(count: int) -> float:
        number, unit = size(count).split()
        return float(number) * UNITS[unit]

    small, large = sorted((one, other))
    assert value(small) <= value(large)
