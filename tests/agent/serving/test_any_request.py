"""Whatever may be asked for: masks, or a sentence to a person; never a fault of the agent's own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from frisket import images
from frisket.config import Settings
from frisket_protocol import Box, Frame, Point, Prompt, Raster, Size, Watch
from frisket_protocol.channel import SocketChannel
from frisket_protocol.errors import FrisketError
from frisket_protocol.parts import (
    LENGTH_MAX,
    SMOOTH_MAX,
    Exemplar,
    Finish,
    ImageRef,
    Operations,
)
from frisket_protocol.requests import Edit, Matte, Params, Prepare, Refine, Segment
from running import running

WIDTH, HEIGHT = 48, 36
REFUSALS = ("invalid_argument", "not_found", "failed_precondition", "resource_exhausted")
LAYER = Size(WIDTH, HEIGHT)


def picture(seed: int) -> Raster:
    rgb = np.random.default_rng(seed).integers(0, 60, (HEIGHT, WIDTH, 3)).astype(np.uint8)
    rgb[10:26, 14:34] += 120
    return images.from_rgb(rgb if seed else np.full_like(rgb, 128), Frame())


PICTURES = [picture(seed) for seed in range(3)]


def grays() -> Iterator[Raster]:
    """Nothing, everything, halves, a spot, noise: as a scribble or as a rough selection."""
    x = np.arange(WIDTH * HEIGHT).reshape(HEIGHT, WIDTH)
    random = np.random.default_rng(1).integers(0, 256, (HEIGHT, WIDTH))
    planes = [x * 0, x * 0 + 255, x * 0 + 64, random, (x % WIDTH > 20) * 255]
    planes += [(x % WIDTH > 20) * 191 + 64, (abs(x % WIDTH - 24) < 9) * 64, (x == 900) * 255]
    for plane in planes:
        yield Raster(WIDTH, HEIGHT, "gray8", plane.astype(np.uint8).tobytes())


GRAYS = list(grays())
SOURCES = {raster.sha256: raster for raster in [*PICTURES, *GRAYS]}

frames = st.builds(
    Frame, st.floats(-60, 60), st.floats(-60, 60), st.sampled_from([0.25, 1, 1.5, 3.0])
)
images_of = st.builds(ImageRef, st.sampled_from([r.sha256 for r in PICTURES]), frames)
grays_of = st.builds(ImageRef, st.sampled_from([r.sha256 for r in GRAYS]), frames)
sides = st.floats(-20, 60)
boxes = st.builds(
    lambda x, y, w, h: Box(x, y, x + w, y + h), sides, sides, st.floats(0.1, 70), st.floats(0.1, 70)
)
areas = st.one_of(st.just(0.0), st.floats(0, 1e4))
operations = st.builds(
    Operations,
    areas,
    areas,
    st.one_of(st.just(0.0), st.floats(0, SMOOTH_MAX)),
    st.one_of(st.just(0.0), st.floats(-LENGTH_MAX, LENGTH_MAX)),
    st.one_of(st.just(0.0), st.floats(0, LENGTH_MAX)),
    st.booleans(),
)
finishes = st.builds(Finish, st.sampled_from(["hard", "soft", "matte"]), operations, st.booleans())
layers = st.one_of(st.just(LAYER), st.builds(Size, st.integers(1, 200), st.integers(1, 200)))
prompts = st.builds(
    Prompt,
    st.sampled_from(["", "", "red", "left red, not blue", ",", "-"]),
    st.lists(boxes, max_size=2).map(tuple),
    st.lists(st.builds(Point, sides, sides, st.booleans()), max_size=3).map(tuple),
    st.one_of(st.none(), grays_of),
    st.one_of(st.none(), grays_of),
    st.lists(st.builds(Exemplar, boxes, st.booleans()), max_size=1).map(tuple),
    st.booleans(),
)
recipes = st.sampled_from(["automatic", "fake", "classic", "nobody"])
requests = st.one_of(
    st.builds(
        Segment,
        images_of,
        layers,
        prompts,
        recipes,
        finishes,
        st.sampled_from(["score", "size", "left_to_right"]),
        st.integers(0, 9),
        st.integers(1, 3),
        st.booleans(),
    ),
    st.builds(Refine, images_of, layers, st.sampled_from(["m1", "m7", ""]), finishes),
    st.builds(Matte, images_of, layers, grays_of, finishes),
    st.builds(
        Edit,
        st.lists(grays_of, max_size=3).map(tuple),
        layers,
        st.sampled_from(["replace", "add", "subtract", "intersect"]),
        operations,
    ),
    st.builds(Prepare, images_of, recipes),
)


@pytest.fixture(scope="module", params=["fake", "installed"])
def channel(request: pytest.FixtureRequest) -> Iterator[SocketChannel]:
    """An agent with fake models, and one with what needs no files."""
    with running(Settings(models=request.param, discoverable=False)) as served:
        connected = served.channel()
        yield connected
        connected.close()


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(asked=requests)
def test_any_request_ends_in_masks_or_in_a_sentence(channel: SocketChannel, asked: Params) -> None:
    outcome = outcome_of(channel, asked)
    assert outcome == "masks" or outcome.startswith(REFUSALS), outcome
    assert outcome.endswith((".", "masks"))


def outcome_of(channel: SocketChannel, asked: Params) -> str:
    """What came of it: "masks", or the error's code and its sentence."""
    try:
        channel.ask(asked, [SOURCES[name] for name in named(asked)], watch=Watch())
    except FrisketError as error:
        return f"{error.code} {error.message}"
    return "masks"


def named(value: Any) -> set[bytes]:
    """The hashes of every image that a request names."""
    if isinstance(value, ImageRef):
        return {value.sha256}
    if isinstance(value, tuple):
        return set().union(*map(named, value))
    fields = getattr(value, "__dataclass_fields__", {})
    return set().union(*(named(getattr(value, name)) for name in fields))
