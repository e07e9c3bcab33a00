"""Every recipe, through the real path: card, cache, adapter, pipeline, agent, socket, client.

The models are the real classes with tiny seeded weights, so what they find is arbitrary, but that
it arrives, in the layer's pixels, is not. Meaning is tested in tests/toyworld.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from frisket.config import Settings
from frisket.journey import recipes
from frisket.models.files import registry
from frisket.models.files.cards import ModelCard
from frisket.models.files.yolo import WEIGHTS
from frisket.serving.agent import Agent
from frisket_protocol import Box, Client, Exemplar, Finish, Point, Prompt
from frisket_protocol.errors import FailedPrecondition
from frisket_protocol.requests import ModelsList, RecipesList, Status
from pictures_of import Layer, raster
from running import running
from tiny import EAGER, FAMILIES, eager, install

WIDTH, HEIGHT = 300, 200
BOX = Box(60, 40, 200, 150)
RECIPES = {recipe.name: recipe for recipe in recipes.load() if recipe.name != "fake"}
CHAINS = {
    "face": ("yolo-face", "sam-base"),
    "words-hq": ("grounding-dino-tiny", "sam-hq-base"),
    "words-complex": ("florence2-base", "sam2.1-tiny"),
    "words": ("grounding-dino-tiny", "sam2.1-tiny"),
    "concept": ("sam3",),
    "concept-matte": ("sam3", "birefnet-general"),
    "subject": ("birefnet-general",),
    "click": ("sam2.1-tiny",),
    "click-light": ("edgetam",),
    "objects": ("rf-detr-nano", "sam2.1-tiny"),
}
"""The chains that people know by name, and the models that carry them out here, with torch."""
LIGHT = {
    "words": ("grounding-dino-tiny-onnx", "sam2.1-tiny-onnx"),
    "subject": ("birefnet-lite-onnx",),
    "click": ("sam2.1-tiny-onnx",),
    "objects": ("dfine-medium-coco-onnx", "sam2.1-tiny-onnx"),
}
"""The same without torch."""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A client of an agent that has one tiny model of every family that runs with torch."""
    cache = tmp_path_factory.mktemp("cache")
    cards = _installed(cache, graphs=False)
    cards["yolo-face"] = _faces(tmp_path_factory.mktemp("yolo"))
    # No recipe names it.
    cards["coins"] = _faces(tmp_path_factory.mktemp("coins"), "coins", ("coin", "left hand"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HF_HUB_CACHE", str(cache))
        agent = Agent(Settings(discoverable=False), cards)
        with running(agent=agent) as served, served.client() as client:
            yield client


@pytest.fixture(scope="module")
def light(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A client of an agent that has those of ONNX Runtime alone."""
    cache = tmp_path_factory.mktemp("graphs")
    cards = _installed(cache, graphs=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HF_HUB_CACHE", str(cache))
        agent = Agent(Settings(discoverable=False), cards)
        with running(agent=agent) as served, served.client() as client:
            yield client


def _installed(cache: Path, graphs: bool) -> dict[str, ModelCard]:
    """The cards, with a tiny model there of every family of one runtime."""
    known = registry.cards("installed")
    cards = {card.name: eager(card) if card.has_files else card for card in known.values()}
    for name in (*FAMILIES["detect"], *FAMILIES["segment"], *FAMILIES["matte"]):
        if cards[name].is_graph == graphs:
            install(cards[name], cache)
    return cards


def _faces(
    folder: Path, name: str = "yolo-face", names: tuple[str, ...] = ("face", "hand", "person")
) -> ModelCard:
    card = ModelCard(
        name,
        "detect",
        "Faces",
        "AGPL-3.0",
        "frisket.models.detect.yolo:DetectYolo",
        path=str(folder),
        files={WEIGHTS: ""},
        options={"conf": 0.0, **EAGER},
    )
    from tiny.detect import yolo

    yolo.write(folder, card, names)
    return card


def layer() -> Layer:
    """Coloured noise with a plain box in it."""
    rgb = np.random.default_rng(5).integers(0, 255, (HEIGHT, WIDTH, 3), np.uint8)
    rgb[40:150, 60:200] = (220, 40, 40)
    return Layer(rgb)


def prompt_of(kind: str) -> Prompt:
    return {
        "words": Prompt("red cat, person, face, not dog"),
        "objects": Prompt("person, not dog"),
        "exemplars": Prompt(exemplars=(Exemplar(BOX), Exemplar(Box(0, 0, 30, 30), False))),
        "box": Prompt(boxes=(BOX,)),
        "points": Prompt(points=(Point(130, 90), Point(10, 10, inside=False))),
        "everything": Prompt(everything=True),
    }.get(kind, Prompt())


def marks(kind: str) -> dict[str, object]:
    drawn = np.zeros((HEIGHT, WIDTH), np.uint8)
    drawn[60:140, 80:180] = 255
    return {kind: raster(drawn)} if kind in ("scribble", "rough") else {}


CASES = [(name, kind) for name in CHAINS for kind in RECIPES[name].understands]


@pytest.mark.timeout(180)
@pytest.mark.parametrize(("name", "kind"), CASES)
def test_a_recipe_serves_every_kind_of_prompt_that_it_promises(
    client: Client, name: str, kind: str
) -> None:
    words = prompt_of(kind)
    if name in ("face", "objects"):
        words = replace(words, words="face" if name == "face" else "person")
    if kind == "subject":
        words = Prompt()
    answer = client.open(layer()).segment(
        words, recipe=name, finish=Finish("hard"), limit=3, **marks(kind)
    )
    assert answer.recipe == name
    assert len(answer.masks) <= 3
    for mask in answer.masks:
        assert Box(0, 0, WIDTH, HEIGHT) == _around(mask.box, Box(0, 0, WIDTH, HEIGHT))
        assert len(mask.data) == mask.width * mask.height
        assert 0 <= mask.score <= 1


@pytest.mark.timeout(180)
@pytest.mark.parametrize("edges", ["soft", "matte"])
def test_a_concept_gets_a_matte_and_its_own_colours(client: Client, edges: str) -> None:
    finish = Finish(edges, foreground=True)  # type: ignore[arg-type]
    answer = client.open(layer()).segment(
        Prompt(boxes=(BOX,)), recipe="concept-matte", finish=finish, limit=1
    )
    for mask in answer.masks:
        assert mask.foreground is not None
        assert len(mask.foreground) == 3 * len(mask.data)


@pytest.mark.parametrize(("name", "models"), CHAINS.items())
def test_a_recipe_is_made_of_the_models_that_its_name_says(
    client: Client, name: str, models: tuple[str, ...]
) -> None:
    recipe = next(info for info in client.welcome.recipes if info.name == name)
    assert recipe.ready
    assert set(models) <= set(recipe.models)


def test_automatic_says_what_it_picked_and_why(client: Client) -> None:
    answer = client.open(layer()).segment(Prompt("cat"), limit=1)
    assert answer.recipe in RECIPES
    assert answer.reason.startswith("Words: the best")
    assert "words" in answer.reason


def test_words_outside_a_closed_vocabulary_are_refused_with_what_there_is(client: Client) -> None:
    with pytest.raises(
        FailedPrecondition, match="does not know 'fox', but coin, face, hand, left hand"
    ):
        client.open(layer()).segment(Prompt("fox"), recipe="face")


@pytest.mark.timeout(180)
def test_a_word_goes_to_the_detector_that_knows_it(client: Client) -> None:
    """Which of several things is read as a name where one of the detectors has it as such."""
    words = Prompt("two faces, the coin on the left, left hand, not the largest hand")
    answer = client.open(layer()).segment(words, recipe="face")
    assert {mask.phrase for mask in answer.masks} <= {"faces", "coin", "left hand"}
    assert "2 surest of" in answer.reading
    assert "leftmost of" in answer.reading
    assert "'left hand'; left out: largest 'hand'" in answer.reading
    assert "(with Faces + Faces)" in answer.reason


@pytest.mark.timeout(180)
def test_a_large_layer_is_refined_on_crops(client: Client) -> None:
    rgb = np.random.default_rng(5).integers(0, 255, (1500, 2400, 3), np.uint8)
    shown = Layer(rgb)
    client.open(shown).segment(Prompt(boxes=(Box(700, 500, 1500, 1100),)), recipe="click")
    assert shown.reads[0][1] == pytest.approx(2400 / 1024)
    assert all(scale == 1 for _, scale in shown.reads[1:])


def test_the_status_names_what_is_loaded(client: Client) -> None:
    client.open(layer()).segment(Prompt(boxes=(BOX,)), recipe="click")
    status = client.ask(Status())
    assert "sam2.1-tiny" in status.loaded  # type: ignore[union-attr]
    assert 0 < status.models_bytes <= status.models_budget  # type: ignore[union-attr]


def test_recipes_and_models_say_what_is_there(client: Client) -> None:
    every = client.ask(RecipesList()).recipes  # type: ignore[union-attr]
    assert {info.name for info in every if info.ready} >= set(CHAINS)
    models = {info.name: info for info in client.ask(ModelsList()).models}  # type: ignore[union-attr]
    assert models["sam3"].installed
    assert models["sam3"].gate
    assert not models["sam-huge"].installed
    assert "frisket models pull sam-huge" in models["sam-huge"].missing


def _around(one: Box, other: Box) -> Box:
    """The smallest box that holds both."""
    return Box(
        min(one.x0, other.x0), min(one.y0, other.y0), max(one.x1, other.x1), max(one.y1, other.y1)
    )


@pytest.mark.timeout(180)
@pytest.mark.parametrize("name", LIGHT)
def test_without_torch_a_recipe_is_carried_out_by_the_siblings(light: Client, name: str) -> None:
    every = {info.name: info for info in light.ask(RecipesList()).recipes}  # type: ignore[union-attr]
    assert every[name].ready
    assert set(LIGHT[name]) <= set(every[name].models)
    kind = "box" if name in ("click", "subject") else name
    answer = light.open(layer()).segment(prompt_of(kind), recipe=name)
    for mask in answer.masks:
        assert 0 <= mask.box.x0 < mask.box.x1 <= WIDTH
        assert 0 <= mask.box.y0 < mask.box.y1 <= HEIGHT
