"""The agent's recipes, as a list to choose from."""

from __future__ import annotations

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
