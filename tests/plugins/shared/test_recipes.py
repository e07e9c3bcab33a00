"""The agent's recipes, as a list to choose from."""

from __future__ import annotations

import pytest

from frisket_plugin import recipes
from frisket_protocol.parts import RecipeInfo

KNOWN = (
    RecipeInfo("automatic", "Automatic", "", (), 1024),
    RecipeInfo("click", "Clicks", "", (), 1024),
    RecipeInfo("concept", "Concepts", "", (), 1008, ready=False, missing="A model."),
)


def test_automatic_comes_first_and_once() -> None:
    assert recipes.choices(KNOWN, "automatic") == [
        ("automatic", "Automatic"),
        ("click", "Clicks"),
        ("concept", "Concepts (not ready)"),
    ]


def test_only_what_understands_the_prompt_is_offered() -> None:
    known = (
        RecipeInfo("automatic", "Automatic", "", ("box", "words"), 1024),
        RecipeInfo("click", "Clicks", "", ("box", "points"), 1024),
        RecipeInfo("words", "Words", "", ("words",), 1024),
    )
    assert [name for name, _ in recipes.choices(known, "automatic", "words")] == [
        "automatic",
        "words",
    ]
    assert [name for name, _ in recipes.choices(known, "click", "words")] == [
        "automatic",
        "words",
        "click",
    ]


def test_an_unknown_choice_is_kept() -> None:
    assert recipes.choices((), "mine") == [("automatic", "Automatic"), ("mine", "mine")]


@pytest.mark.parametrize(
    ("told", "read"),
    [
        ("The recipe click is not ready.", "The recipe “Clicks” is not ready."),
        ("The recipe concept can.", "The recipe “Concepts” can."),
        ("The recipe click-light can.", "The recipe click-light can."),
        ("A click on a concept is no recipe.", "A click on a concept is no recipe."),
        ("The recipe automatic.", "The recipe automatic."),
    ],
)
def test_sentences_call_a_recipe_as_the_list_does(told: str, read: str) -> None:
    assert recipes.entitled(told, KNOWN) == read


def test_without_recipes_a_sentence_stays_as_it_is() -> None:
    assert recipes.entitled("The recipe click.", ()) == "The recipe click."
