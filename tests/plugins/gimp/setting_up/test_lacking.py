"""When models are offered, over every set of recipes that is ready."""

from __future__ import annotations

from itertools import product

from frisket_gimp.setting_up.lacking import lacking
from frisket_protocol.client import AUTOMATIC
from frisket_protocol.parts import RecipeInfo


def recipe(name: str, ready: bool, *understands: str) -> RecipeInfo:
    return RecipeInfo(name, name, "", understands, 1024, ready=ready)


def test_what_is_chosen_counts_else_any_that_understands_the_prompt() -> None:
    for words, click, both in product((True, False), repeat=3):
        recipes = (
            recipe(AUTOMATIC, True, "words", "points"),
            recipe("words", words, "words"),
            recipe("click", click, "points"),
            recipe("both", both, "words", "points"),
        )
        assert lacking(recipes, AUTOMATIC, "words") is not (words or both)
        assert lacking(recipes, AUTOMATIC, "points") is not (click or both)
        assert lacking(recipes, "both", "words") is not both
        assert lacking(recipes, "words", "words") is not words


def test_nothing_is_offered_for_what_nobody_here_knows() -> None:
    assert not lacking((), AUTOMATIC, "words")
    only = (recipe("click", False, "points"),)
    assert not lacking(only, AUTOMATIC, "words")
    assert not lacking(only, "unheard-of", "words")
