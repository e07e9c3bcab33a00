"""From options to masks, against a real agent with models whose answers are known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

import pictures_of
from frisket.masks import arithmetic
from frisket_plugin import job
from frisket_plugin.job import Job, Outcome
from frisket_plugin.options import Options
from frisket_protocol import Box, Client, Mask, Point, Prompt, Watch
from pictures_of import Layer
from running import Running, running

LEFT, RIGHT = Box(10, 10, 40, 50), Box(70, 20, 100, 60)
SIZE = (120, 80)


@pytest.fixture(scope="module")
def agent() -> Iterator[Running]:
    with running() as started:
        yield started


@pytest.fixture
def client(agent: Running) -> Iterator[Client]:
    with agent.client() as opened:
        yield opened


@pytest.fixture
def source() -> Layer:
    return Layer(pictures_of.plain(*SIZE, (LEFT, (255, 0, 0)), (RIGHT, (255, 0, 0))))


def ask(client: Client, source: Layer, words: str, options: Options) -> Outcome:
    return job.run(client.open(source), Job(Prompt(words=words), options), Watch())


def boxes(*filled: Box) -> np.ndarray:
    mask = np.zeros((SIZE[1], SIZE[0]), np.uint8)
    for box in filled:
        mask[int(box.y0) : int(box.y1), int(box.x0) : int(box.x1)] = 255
    return mask


def test_objects_come_one_by_one_and_are_joined(client: Client, source: Layer) -> None:
    options = Options(edges="hard")
    found = ask(client, source, "red", options)
    assert [len(candidates) for candidates in found.objects] == [1, 1]
    assert found.recipe == "fake"
    joined = job.join(client, source, found.masks, options, Watch())
    assert joined is not None
    assert (pictures_of.whole(joined, *SIZE) == boxes(LEFT, RIGHT)).all()
    assert joined.label == "red"


def test_one_mask_is_joined_without_asking(client: Client, source: Layer) -> None:
    found = ask(client, source, "red", Options())
    assert job.join(client, source, found.masks[:1], Options(), Watch()) is found.masks[0]


def test_the_whole_is_inverted_and_not_each_object(client: Client, source: Layer) -> None:
    options = Options(edges="hard", invert=True)
    found = ask(client, source, "red", options)
    joined = job.join(client, source, found.masks, options, Watch())
    assert joined is not None
    assert (pictures_of.whole(joined, *SIZE) == 255 - boxes(LEFT, RIGHT)).all()


@pytest.mark.parametrize(
    "options",
    [
        Options(edges="hard", feather=6),
        Options(edges="hard", grow=-4, invert=True),
        Options(edges="hard", smooth=8, output="mask"),
    ],
    ids=["feather", "shrink, inverted", "smooth"],
)
@pytest.mark.parametrize("way", ["words", "boxes", "boxes and a click", "one by one"])
def test_things_that_touch_are_finished_as_one(client: Client, options: Options, way: str) -> None:
    touching = Box(40, 20, 90, 45)
    picture = pictures_of.plain(*SIZE, (LEFT, (255, 0, 0)), (touching, (0, 0, 255)))
    layer = client.open(Layer(picture))
    prompts = {
        "words": [Prompt(words="red, blue")],
        "boxes": [Prompt(boxes=(LEFT, touching))],
        "boxes and a click": [Prompt(boxes=(LEFT, touching), points=(Point(20, 20),))],
        "one by one": [Prompt(boxes=(LEFT,)), Prompt(boxes=(touching,))],
    }

    def found(wanted: Options) -> tuple[Mask, ...]:
        outcomes = [job.run(layer, Job(prompt, wanted), Watch()) for prompt in prompts[way]]
        return tuple(mask for outcome in outcomes for mask in outcome.masks)

    masks = found(options)
    if way == "one by one":
        masks = job.remembering(masks, found(options.unfinished))
    joined = job.join(client, Layer(picture), masks, options, Watch())
    assert joined is not None
    plain = job.join(client, Layer(picture), found(options.unfinished), options.unfinished, Watch())
    assert plain is not None
    expected = arithmetic.apply(pictures_of.whole(plain, *SIZE), options.operations)
    assert (pictures_of.whole(joined, *SIZE) == expected).all()


def test_nothing_is_left_of_everything_inverted(client: Client, source: Layer) -> None:
    whole = Prompt(boxes=(Box(0, 0, *SIZE),))
    options = Options(invert=True)
    found = job.run(client.open(source), Job(whole, options), Watch())
    assert job.join(client, source, found.masks, options, Watch()) is None


def test_nothing_found_is_an_empty_outcome(client: Client, source: Layer) -> None:
    assert ask(client, source, "violet", Options()).objects == ()


def test_a_cut_out_brings_its_own_colours(client: Client, source: Layer) -> None:
    options = Options(output="cutout", edges="soft")
    found = ask(client, source, "red", options)
    assert all(mask.foreground is not None for mask in found.masks)
    joined = job.join(client, source, found.masks, options, Watch())
    assert joined is not None
    assert joined.foreground is not None
    colours = np.frombuffer(joined.foreground, np.uint8).reshape(joined.height, joined.width, 3)
    mask = np.frombuffer(joined.data, np.uint8).reshape(joined.height, joined.width)
    fringe = (mask > 40) & (mask < 255)
    assert fringe.any()
    original = source.rgb[
        int(joined.box.y0) : int(joined.box.y1), int(joined.box.x0) : int(joined.box.x1)
    ]
    cleaner = np.abs(colours[fringe].astype(int) - (255, 0, 0)).mean()
    assert cleaner < np.abs(original[fringe].astype(int) - (255, 0, 0)).mean()


def test_a_click_has_up_to_three_candidates(client: Client, source: Layer) -> None:
    wanted = Job(Prompt(points=(Point(25, 30),)), candidates=3)
    (candidates,) = job.run(client.open(source), wanted, Watch()).objects
    assert [mask.candidate for mask in candidates] == sorted(m.candidate for m in candidates)
    assert len(candidates) == 3


def test_a_reduced_source_sends_the_very_preview_of_the_whole(agent: Running) -> None:
    source = Layer(pictures_of.plain(2048, 1024, (Box(200, 200, 600, 600), (255, 0, 0))))
    small = job.Reduced(source, 2.0)
    assert small.size == (1024, 512)
    raster = small.read(Box(0, 0, 1024, 512), 1.0)
    assert raster.sha256 == source.read(Box(0, 0, 2048, 1024), 2.0).sha256
    with agent.client() as client:
        prompt = small.prompt(Prompt(words="red", boxes=(Box(0, 0, 2000, 1000),)))
        hard = Options(edges="hard")
        (mask,) = job.run(client.open(small), Job(prompt, hard, fine=False), Watch()).masks
    assert mask.box == Box(100, 100, 300, 300)
    assert small.to_layer(mask.box) == Box(200, 200, 600, 600)


def test_a_reduced_click_lands_where_the_click_was() -> None:
    small = job.Reduced(Layer(pictures_of.plain(2048, 1024)), 2.0)
    prompt = small.prompt(Prompt(points=(Point(300, 100, False),), boxes=(Box(2, 4, 6, 8),)))
    assert prompt == Prompt(points=(Point(150, 50, False),), boxes=(Box(1, 2, 3, 4),))


def test_options_of_a_reduced_source_are_as_large_as_they_look() -> None:
    small = job.Reduced(Layer(pictures_of.plain(2048, 1024)), 2.0)
    asked = Options(grow=-4, feather=6, smooth=2, fill_holes=40, drop_specks=8, edges="soft")
    assert small.options(asked) == Options(
        grow=-2, feather=3, smooth=1, fill_holes=10, drop_specks=2, edges="soft"
    )


def test_empty_masks_are_no_objects(client: Client, source: Layer) -> None:
    gone = replace(Options(), drop_specks=1e6)
    assert ask(client, source, "red", gone).masks == ()
