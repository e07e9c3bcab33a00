"""Which of several: sentences in random scenes, against a plain reading of the same words."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from frisket.journey import finding
from frisket.journey.finding import Seen
from frisket.journey.language import picking
from frisket.journey.language.meanings import Pick
from frisket.journey.language.words import read
from frisket_protocol import Box

SIZE = (640, 480)
Plain = Callable[[Sequence[Seen]], list[Seen]]


def x(one: Seen) -> float:
    return one.box.x0 + one.box.x1


def y(one: Seen) -> float:
    return one.box.y0 + one.box.y1


def area(one: Seen) -> float:
    return one.box.width * one.box.height


ORDERS: dict[str, Callable[[Seen], float]] = {
    "left": x,
    "right": lambda one: -x(one),
    "upper": y,
    "top": y,
    "lower": lambda one: -y(one),
    "bottom": lambda one: -y(one),
    "leftmost": x,
    "largest": lambda one: -area(one),
    "biggest": lambda one: -area(one),
    "smallest": area,
    "tallest": lambda one: -one.box.height,
    "narrowest": lambda one: one.box.width,
}
ENDS = {"left": x, "right": ORDERS["right"], "top": y, "bottom": ORDERS["bottom"]}
NUMBERS = {"two": 2, "three": 3, "2": 2}
RANKS = {"first": 1, "second": 2, "third": 3, "2nd": 2, "4th": 4}


def nth(order: Callable[[Seen], float], rank: int, count: int = 1) -> Plain:
    return lambda seen: sorted(seen, key=order)[rank - 1 : rank - 1 + count]


def picks() -> st.SearchStrategy[tuple[str, Plain]]:
    """What stands before "red" or behind it ("*" for the noun), and what it means."""
    before = st.sampled_from(list(ORDERS)).map(lambda way: (f"the {way} *", nth(ORDERS[way], 1)))
    behind = st.tuples(st.sampled_from(list(ENDS)), st.sampled_from(["on", "at", "to", "in"])).map(
        lambda one: (f"the * {one[1]} the {one[0]}", nth(ENDS[one[0]], 1))
    )
    ordinals = st.tuples(
        st.sampled_from(list(RANKS)),
        st.sampled_from(list(ENDS)),
        st.sampled_from(["the {0} * from the {1}", "{0} from the {1} *", "the * {0} from the {1}"]),
    ).map(lambda one: (one[2].format(*one), nth(ENDS[one[1]], RANKS[one[0]])))
    ranked = st.tuples(
        st.sampled_from(list(RANKS)), st.sampled_from(["largest", "smallest", "tallest"])
    ).map(lambda one: (f"the {one[0]} {one[1]} *", nth(ORDERS[one[1]], RANKS[one[0]])))
    counted = st.tuples(st.sampled_from(list(NUMBERS)), st.sampled_from(list(ORDERS))).map(
        lambda one: (f"the {one[0]} {one[1]} *", nth(ORDERS[one[1]], 1, NUMBERS[one[0]]))
    )
    corners = st.tuples(
        st.sampled_from(["upper", "lower", "top", "bottom"]),
        st.sampled_from(["left", "right"]),
        st.sampled_from(["the {0} {1} *", "the {0}-{1} *", "the * in the {0} {1} corner"]),
    ).map(lambda one: (one[2].format(*one), corner(one[0], one[1])))
    last = st.just(("the last *", nth(ORDERS["right"], 1)))
    return st.one_of(before, behind, ordinals, ranked, counted, corners, last)


def corner(upright: str, across: str) -> Plain:
    """The one nearest to a corner, in parts of the picture's sides."""

    def distance(one: Seen) -> float:
        right = x(one) / 2 / SIZE[0]
        down = y(one) / 2 / SIZE[1]
        away = right if across == "left" else 1 - right
        return away + (down if upright in ("upper", "top") else 1 - down)

    return nth(distance, 1)


@st.composite
def scenes(draw: st.DrawFn) -> list[Seen]:
    """Red and blue things, none like another in place or size."""
    several = draw(st.lists(st.tuples(*[st.integers(0, 99)] * 4), min_size=1, max_size=8))
    seen = []
    for number, (left, top, width, height) in enumerate(several):
        box = Box(
            left * 5 + number / 7,
            top * 3 + number / 11,
            left * 5 + width + 5 + number / 3,
            top * 3 + height + 5 + number / 5,
        )
        name = draw(st.sampled_from(["red", "red", "blue"]))
        seen.append(Seen(box, draw(st.floats(0.1, 1)), name, name))
    for measure in (x, y, area, lambda one: one.box.width, lambda one: one.box.height):
        assume(len({round(measure(one), 6) for one in seen}) == len(seen))
    boxes = [one.box for one in seen if one.phrase == "red"]
    assume(boxes and len(finding.distinct_boxes(boxes, finding.SAME_BOX)) == len(boxes))
    return seen


def of(seen: Sequence[Seen], name: str) -> list[Seen]:
    return [one for one in seen if one.phrase == name]


def same(some: Sequence[Seen], others: Sequence[Seen]) -> bool:
    return {id(one) for one in some} == {id(one) for one in others}


@given(scenes(), picks())
def test_a_pick_is_what_sorting_by_the_same_measure_gives(
    seen: list[Seen], pick: tuple[str, Plain]
) -> None:
    said, plain = pick
    chosen = finding.choose(seen, read(said.replace("*", "red")), [], SIZE)
    assert same(chosen.wanted, plain(of(seen, "red"))), said
    assert re.search(rf"of (only )?{len(of(seen, 'red'))} 'red'", chosen.told)


@given(
    scenes(),
    picks(),
    st.sampled_from(
        [
            "red, not {}",
            "red but not {}",
            "all red except {}",
            "every red without {}",
            "red (not {})",
        ]
    ),
    st.sampled_from(["red", "one"]),
)
def test_what_is_left_out_is_picked_the_same_way(
    seen: list[Seen], pick: tuple[str, Plain], leaving: str, noun: str
) -> None:
    said, plain = pick
    words = leaving.format(said.replace("*", noun))
    chosen = finding.choose(seen, read(words), [], SIZE)
    gone = plain(of(seen, "red"))
    rest = [one for one in of(seen, "red") if id(one) not in {id(other) for other in gone}]
    assert same(chosen.left_out, gone), words
    assert same(chosen.wanted, rest), words


@given(scenes(), picks(), picks(), st.sampled_from([" and ", ", ", " or ", "; ", " & "]))
def test_two_things_are_each_picked_among_their_own(
    seen: list[Seen], one: tuple[str, Plain], other: tuple[str, Plain], joint: str
) -> None:
    words = one[0].replace("*", "red") + joint + other[0].replace("*", "blue")
    chosen = finding.choose(seen, read(words), [], SIZE)
    boxes = [each.box for each in of(seen, "blue")]
    assume(len(finding.distinct_boxes(boxes, finding.SAME_BOX)) == len(boxes))
    assert same(chosen.wanted, [*one[1](of(seen, "red")), *other[1](of(seen, "blue"))]), words


@given(scenes(), st.sampled_from(list(ENDS)))
def test_a_side_of_all_is_that_half_of_the_picture(seen: list[Seen], side: str) -> None:
    inside = {
        "left": lambda one: x(one) <= SIZE[0],
        "right": lambda one: x(one) >= SIZE[0],
        "top": lambda one: y(one) <= SIZE[1],
        "bottom": lambda one: y(one) >= SIZE[1],
    }
    chosen = finding.choose(seen, read(f"all red on the {side}"), [], SIZE)
    assert same(chosen.wanted, [one for one in of(seen, "red") if inside[side](one)])


@given(st.permutations([0.0, 30, 35, 44, 100]), st.booleans(), st.integers(3, 5))
def test_the_middle_one_has_as_many_on_either_side(
    places: list[float], is_column: bool, count: int
) -> None:
    some = places[:count]
    boxes = [Box(7, at, 17, at + 10) if is_column else Box(at, 7, at + 10, 17) for at in some]
    (index,) = picking.chosen(boxes, [1.0] * count, [Pick("middle")], SIZE)
    before = sum(at < some[index] for at in some)
    assert before in ((count - 1) // 2, count // 2)


@pytest.mark.parametrize(
    ("at", "pick"), [((0, 0), "top left"), ((1, 0), "top right"), ((0.5, 1), "bottom middle")]
)
def test_scattered_things_have_a_middle_and_corners(at: tuple[float, float], pick: str) -> None:
    spots = [(a / 2, b / 2) for a in range(3) for b in range(3)]
    boxes = [Box(a * 620, b * 460, a * 620 + 20, b * 460 + 20) for a, b in spots]
    (index,) = picking.chosen(boxes, [1.0] * 9, [Pick(pick)], SIZE)  # type: ignore[arg-type]
    assert spots[index] == at
    (middle,) = picking.chosen(boxes, [1.0] * 9, [Pick("middle")], SIZE)
    assert spots[middle] == (0.5, 0.5)


def test_of_nothing_nothing_is_picked() -> None:
    for by in ("left", "middle", "top left", "largest", "surest"):
        assert picking.chosen([], [], [Pick(by)], SIZE) == []  # type: ignore[arg-type]
