"""Recipes as files: those that come with frisket, and the user's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from frisket.journey import recipes
from frisket.models.files import registry
from frisket_protocol import Box, Exemplar, Point, Prompt
from frisket_protocol.errors import InvalidArgument

ALL = recipes.load()
CARDS = registry.cards("fake")
MINE = """
name = "mine"
title = "Mine"
about = "A recipe of my own."
understands = ["box"]
segment = "classic"
matte = ["closed_form"]
"""


def test_the_recipes_of_the_mission_are_there() -> None:
    names = {recipe.name for recipe in ALL}
    assert names >= {
        "classic",
        "click",
        "click-light",
        "concept",
        "concept-matte",
        "face",
        "subject",
        "words",
        "words-complex",
        "words-hq",
    }


@pytest.mark.parametrize("recipe", ALL, ids=lambda recipe: recipe.name)
def test_a_recipe_names_models_of_the_right_roles(recipe: recipes.Recipe) -> None:
    for role in ("detect", "segment", "matte"):
        for name in getattr(recipe, role):
            # A YOLO model is brought by the user, who calls it so.
            if not name.startswith("yolo-"):
                # BiRefNet cuts subjects as well.
                roles = {"segment", "matte"} if name.startswith("birefnet") else {role}
                assert CARDS[name].role in roles


@pytest.mark.parametrize(
    ("prompt", "kinds"),
    [
        (Prompt(), {"subject"}),
        (Prompt("a fox"), {"words"}),
        (Prompt(boxes=(Box(0, 0, 1, 1),)), {"box"}),
        (Prompt("a fox", (Box(0, 0, 1, 1),), (Point(1, 1),)), {"words", "box", "points"}),
        (Prompt(exemplars=(Exemplar(Box(0, 0, 1, 1)),)), {"exemplars"}),
        (Prompt(everything=True), {"everything"}),
    ],
)
def test_the_kinds_of_a_prompt(prompt: Prompt, kinds: set[str]) -> None:
    assert recipes.kinds_of(prompt) == kinds


@pytest.mark.parametrize(
    ("kinds", "served"),
    [
        ({"box"}, True),
        ({"box", "points"}, True),
        ({"words", "box"}, True),
        ({"words", "points"}, False),
        ({"everything"}, False),
    ],
)
def test_prompts_that_speak_of_the_same_thing_go_together(kinds: set[str], served: bool) -> None:
    recipe = recipes.Recipe("r", "", "", ("words", "box", "points"), ("s",), ("m",))
    assert recipe.serves(frozenset(kinds)) is served


def test_a_users_own_recipe_is_read(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(MINE)
    mine = {recipe.name: recipe for recipe in recipes.load(tmp_path)}["mine"]
    assert (mine.segment, mine.matte, mine.rank) == (("classic",), ("closed_form",), 0)


def test_a_users_own_recipe_stands_for_one_of_the_same_name(tmp_path: Path) -> None:
    (tmp_path / "words.toml").write_text(MINE.replace('"mine"', '"words"'))
    (words,) = [recipe for recipe in recipes.load(tmp_path) if recipe.name == "words"]
    assert words.title == "Mine"


def test_a_broken_recipe_is_left_out_and_the_log_says_why(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "mine.toml").write_text(MINE)
    (tmp_path / "broken.toml").write_text(MINE.replace("segment", "segmnt"))
    assert "mine" in {recipe.name for recipe in recipes.load(tmp_path)}
    assert "broken.toml" in caplog.text
    assert "no field 'segmnt'" in caplog.text


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('name = "mine"', "", "it has no name"),
        ('["box"]', '["box", "smell"]', "no kind of prompt 'smell'"),
        ('["box"]', "[]", "no prompt"),
        ('"classic"', "7", "segment has a wrong type"),
        ('"Mine"', "[]", "title has a wrong type"),
        ('title = "Mine"', 'title = "Mine', "it is not TOML"),
    ],
)
def test_what_is_wrong_with_a_recipe_is_said(old: str, new: str, fault: str) -> None:
    with pytest.raises(InvalidArgument, match=fault):
        recipes.parse(MINE.replace(old, new))
