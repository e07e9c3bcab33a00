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


def test_what_can_be_fetched_says_how_much_it_is() -> None:
    small = RecipeInfo("a", "Words", "", (), 1024, ready=False, fetch_bytes=170_000_000)
    large = RecipeInfo("b", "All", "", (), 1024, ready=False, lacks_packages=("torch",))
    assert recipes.choices((small, large), "a")[1:] == [
        ("a", "Words (+ 170 MB)"),
        ("b", "All (+ 3.10 GB)"),
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


def test_what_a_recipe_is_good_for_is_said_by_the_agent_that_is_there() -> None:
    """No agent, one that has the recipe, one that has not: three sentences, none of them stale."""
    assert recipes.about((), "automatic") == recipes.about(KNOWN, "automatic")
    away, foreign = recipes.about((), "concept"), recipes.about(KNOWN, "mine")
    assert recipes.about(KNOWN, "concept") == "A model."
    assert len({away, foreign, "A model.", recipes.about((), "automatic")}) == 4
