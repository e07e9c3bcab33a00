"""The pieces of requests: what makes sense and what does not."""

from __future__ import annotations

from dataclasses import fields

import pytest

from frisket_protocol.errors import InvalidArgument
from frisket_protocol.parts import (
    CHUNK_MAX,
    HEADER_MAX,
    LAYER_SIDE_MAX,
    PACKET_MAX,
    ImageRef,
    Limits,
    MaskInfo,
    Operations,
    Prompt,
    Size,
)
from frisket_protocol.raster import Box, Point
from frisket_protocol.requests import METHOD_OF, METHODS, ImagePut, Segment

NAN, INF = float("nan"), float("inf")
IMAGE = ImageRef(bytes(32))


def refusal(kind: type, **values: object) -> str:
    """The detail with which `kind` refuses the values."""
    with pytest.raises(InvalidArgument) as caught:
        kind(**values)
    return caught.value.detail


@pytest.mark.parametrize("name", ["fill_holes", "drop_specks", "smooth", "feather"])
@pytest.mark.parametrize("value", [-1, -0.001, -INF, NAN])
def test_operations_below_zero(name: str, value: float) -> None:
    assert refusal(Operations, **{name: value}) == name


@pytest.mark.parametrize("name", ["smooth", "grow", "feather"])
@pytest.mark.parametrize("value", [10_000.5, INF, NAN])
def test_operations_too_large(name: str, value: float) -> None:
    assert refusal(Operations, **{name: value}) == name


@pytest.mark.parametrize("value", [-10_001, -INF])
def test_shrinking_has_an_end_too(value: float) -> None:
    assert refusal(Operations, grow=value) == "grow"


@pytest.mark.parametrize("name", ["fill_holes", "drop_specks"])
def test_areas_may_be_of_any_size(name: str) -> None:
    assert getattr(Operations(**{name: 1e12}), name) == 1e12


def test_operations_at_their_limits() -> None:
    operations = Operations(smooth=127, grow=-10_000, feather=10_000)
    assert operations.grow == -10_000


@pytest.mark.parametrize("side", [0, -1, LAYER_SIDE_MAX + 1])
@pytest.mark.parametrize("name", ["width", "height"])
def test_layers_that_cannot_be(name: str, side: int) -> None:
    assert refusal(Size, **{"width": 1, "height": 1, name: side}) == "layer"


@pytest.mark.parametrize(
    "box",
    [Box(1, 1, 1, 2), Box(1, 2, 2, 2), Box(3, 3, 1, 1), Box(0, 0, 2e9, 1), Box(NAN, 0, 1, 1)],
)
def test_boxes_that_ask_for_nothing(box: Box) -> None:
    assert refusal(Prompt, boxes=(Box(0, 0, 9, 9), box)) == "box"


@pytest.mark.parametrize("point", [Point(2e9, 0), Point(0, -2e9), Point(NAN, 0), Point(0, INF)])
def test_points_far_away(point: Point) -> None:
    assert refusal(Prompt, points=(Point(1, 1), point)) == "point"


@pytest.mark.parametrize("threshold", [-0.1, 1.1, NAN, INF])
def test_a_threshold_is_a_share(threshold: float) -> None:
    assert refusal(Prompt, threshold=threshold) == "threshold"
    assert Prompt(threshold=0).threshold == 0
    assert Prompt(threshold=1).threshold == 1


def test_prompt_may_reach_outside_the_layer() -> None:
    assert Prompt(boxes=(Box(-50, -50, 1e6, 10),), points=(Point(-3, 4),)).words == ""


@pytest.mark.parametrize(
    "box",
    [Box(0.5, 0, 2, 2), Box(0, 0, 2, 2.5), Box(2, 0, 1, 1), Box(0, 2, 1, 1), Box(0, 0, 2e9, 1)],
)
def test_masks_lie_on_whole_pixels(box: Box) -> None:
    assert refusal(MaskInfo, id="m", box=box, size=1) == "box"


@pytest.mark.parametrize("name", ["size", "foreground_size"])
def test_masks_do_not_have_less_than_nothing(name: str) -> None:
    assert refusal(MaskInfo, **{"id": "m", "box": Box(0, 0, 1, 1), "size": 1, name: -1}) == "size"


@pytest.mark.parametrize("name", [field.name for field in fields(Limits)])
def test_limits_leave_room_for_something(name: str) -> None:
    assert refusal(Limits, **{name: 0}) == "limits"


@pytest.mark.parametrize(("name", "value"), [("limit", -1), ("candidates", 0)])
def test_counts_of_a_request(name: str, value: int) -> None:
    assert refusal(Segment, image=IMAGE, layer=Size(9, 9), **{name: value}) == name


def test_packet_holds_its_parts() -> None:
    assert PACKET_MAX == 4 + HEADER_MAX + CHUNK_MAX


def test_each_method_is_found_by_its_parameters() -> None:
    assert {METHOD_OF[params]: params for params, _ in METHODS.values()} == {
        name: params for name, (params, _) in METHODS.items()
    }


def test_image_is_put_under_its_name() -> None:
    assert METHOD_OF[ImagePut] == "image.put"


@pytest.mark.parametrize(
    ("operations", "moves"),
    [
        (Operations(), False),
        (Operations(grow=2, feather=2, smooth=40, invert=True), False),
        (Operations(grow=10), True),
        (Operations(grow=-10), True),
        (Operations(feather=6), True),
    ],
)
def test_what_is_grown_or_feathered_has_an_edge_of_its_own(
    operations: Operations, moves: bool
) -> None:
    assert operations.moves_edge == moves
