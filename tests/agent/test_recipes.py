"""Recipes: which there are, which one is picked, and what is said when none will do."""

from __future__ import annotations

import pytest

from frisket import recipes
from frisket.models import registry
from frisket_protocol import Box, Point, Prompt
from frisket_protocol.errors import FailedPrecondition, NotFound

ALL = recipes.load()
CLASSIC = recipes.servable(ALL, registry.cards("installed"))
BOX = Prompt(boxes=(Box(0, 0, 1, 1),))


def test_only_recipes_whose_models_are_there_are_offered() -> None:
    assert [recipe.name for recipe in CLASSIC] == ["classic"]


def test_every_recipe_names_models_that_there_are() -> None:
    cards = registry.cards("fake")
    assert {name for recipe in ALL for name in recipe.models} <= set(cards)


def test_the_roles_of_a_recipes_models_are_their_cards() -> None:
    cards = registry.cards("fake")
    for recipe in ALL:
        assert cards[recipe.segment].role == "segment"
        assert cards[recipe.matte].role == "matte"


@pytest.mark.parametrize(
    ("prompt", "kinds"),
    [
        (Prompt(), {"subject"}),
        (Prompt("a fox"), {"words"}),
        (BOX, {"box"}),
        (Prompt("a fox", (Box(0, 0, 1, 1),), (Point(1, 1),)), {"words", "box", "points"}),
    ],
)
def test_the_kinds_of_a_prompt(prompt: Prompt, kinds: set[str]) -> None:
    assert recipes.kinds_of(prompt) == kinds


def test_automatic_picks_the_highest_rank_that_can() -> None:
    assert recipes.choose(ALL, "automatic", Prompt("red")).recipe.name == "fake"
    assert recipes.choose(CLASSIC, "automatic", BOX).recipe.name == "classic"


def test_words_without_models_are_refused_with_what_to_install() -> None:
    with pytest.raises(FailedPrecondition, match=r"no words.*pip install 'frisket\[models\]'"):
        recipes.choose(CLASSIC, "automatic", Prompt("a fox"))


def test_a_named_recipe_that_cannot_is_refused_with_one_that_can() -> None:
    with pytest.raises(FailedPrecondition, match="The recipe fake can"):
        recipes.choose(ALL, "classic", Prompt("a fox"))


def test_an_unknown_recipe_is_not_found() -> None:
    with pytest.raises(NotFound, match="There are: automatic, classic"):
        recipes.choose(CLASSIC, "none", BOX)


def test_clients_see_automatic_first() -> None:
    infos = recipes.infos(ALL)
    assert infos[0].name == "automatic"
    assert {"words", "box", "subject"} <= set(infos[0].understands)


@pytest.mark.parametrize("recipe", ALL, ids=lambda recipe: recipe.name)
def test_a_recipe_promises_what_its_segmenter_can(recipe: recipes.Recipe) -> None:
    segmenter = registry.cards("fake")[recipe.segment].build()
    words = {"words"} if recipe.detect else set()
    assert set(recipe.understands) == segmenter.understands | words
    assert recipe.preview_side == segmenter.preview_side
