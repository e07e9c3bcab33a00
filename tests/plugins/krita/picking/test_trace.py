"""A picture that was changed under the clicks is noticed, and one that was not is not."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from frisket_krita.picking.trace import ROWS, Trace, rows_of
from frisket_protocol import Box, Point

HEIGHT = 40
PICTURES = st.lists(st.integers(0, 3), min_size=HEIGHT, max_size=HEIGHT)
"""A number for each row."""


def look(trace: Trace, picture: list[int], *clicks: Point | Box) -> bool:
    return trace.has_changed({row: picture[row] for row in rows_of(HEIGHT, clicks)})


@given(PICTURES, st.lists(st.integers(0, HEIGHT - 1), max_size=5))
def test_the_same_picture_never_changes_whatever_is_clicked(
    picture: list[int], clicked: list[int]
) -> None:
    trace = Trace()
    clicks = [Point(0, row) for row in clicked]
    for number in range(len(clicks) + 1):
        assert not look(trace, picture, *clicks[:number])
        assert not look(trace, picture, *clicks[:number])


@given(PICTURES, PICTURES, st.integers(0, HEIGHT - 1))
def test_another_picture_is_noticed_in_the_second_look_at_it(
    before: list[int], after: list[int], clicked: int
) -> None:
    trace, click = Trace(), Point(0, clicked)
    for _ in range(2):
        look(trace, before, click)
    assert not look(trace, after, click) or before == after
    is_other = any(before[row] != after[row] for row in rows_of(HEIGHT, [click]))
    assert look(trace, after, click) == is_other
    trace.forget()
    assert not look(trace, after, click)
    assert not look(trace, after, click)


def test_what_is_still_changing_is_waited_for() -> None:
    trace = Trace()
    for shade in (1, 1, 2, 3, 4, 4):
        last = look(trace, [shade] * HEIGHT)
    assert last


def test_what_comes_back_before_it_stood_still_is_no_change() -> None:
    trace = Trace()
    assert not any(look(trace, [shade] * HEIGHT) for shade in (1, 1, 2, 1, 1))


@given(st.integers(1, 10_000), st.integers(-5, 20_000))
def test_rows_are_in_the_picture_and_those_of_the_clicks_among_them(
    height: int, clicked: int
) -> None:
    rows = rows_of(height, [Point(0, clicked), Box(0, 0, 1, height)])
    assert 0 <= rows[0] <= rows[-1] < height
    assert min(max(clicked, 0), height - 1) in rows
    assert height // 2 in rows
    assert len(rows) >= min(height, ROWS)
