"""What is asked of the agent for what a person wants in Krita."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pytest

from frisket_krita.asking import wishes
from frisket_krita.asking.wishes import Clicks, Wish
from frisket_plugin import texts
from frisket_plugin.agent import State
from frisket_plugin.english import ENGLISH
from frisket_plugin.job import Outcome
from frisket_plugin.options import EDGES, MODES, OUTPUTS, Options, Output, PromptFrom
from frisket_protocol import Box, FrisketError, Mask, Point, Prompt, Raster
from frisket_protocol.errors import FailedPrecondition
from frisket_protocol.parts import Mode, RecipeInfo

BOX = Box(1, 2, 3, 4)
ROUGH = Raster(1, 1, "gray8", b"\xff")
FOX = Mask(BOX, bytes(4), label="fox")
HARE = Mask(BOX, bytes(4), phrase="hare", object=1)
STATE = State("running", device="cpu", recipes=(RecipeInfo("w", "Words", "", (), 1024),))


@dataclass(frozen=True)
class Selected:
    is_there: bool = True

    def box(self) -> Box:
        self._check()
        return BOX

    def mask(self) -> Raster:
        self._check()
        return ROUGH

    def part(self, box: Box, scale: float) -> Raster:
        raise AssertionError("only a refinement reads it")

    def _check(self) -> None:
        if not self.is_there:
            raise FailedPrecondition("no selection")


@pytest.fixture(autouse=True)
def english() -> None:
    texts.choose("en")


def test_words_are_asked_for_and_no_words_are_the_subject() -> None:
    wish = Wish(Options(recipe="w"), "  the fox ")
    job = wishes.job_of(wish, Selected(False))
    assert (job.prompt, job.options) == (Prompt(words="the fox"), wish.options)
    assert wishes.job_of(Wish(Options()), Selected(False)).prompt == Prompt()


def test_a_selection_is_a_box_or_a_rough_mask() -> None:
    by_box = Wish(Options(prompt_from="box"), "words that do not count")
    assert wishes.job_of(by_box, Selected()).prompt == Prompt(boxes=(BOX,))
    job = wishes.job_of(Wish(Options(prompt_from="rough")), Selected())
    assert (job.prompt, job.rough) == (Prompt(), ROUGH)
    with pytest.raises(FrisketError):
        wishes.job_of(by_box, Selected(False))


def test_a_selection_that_is_refined_is_replaced() -> None:
    for mode in MODES:
        rough = Options(prompt_from="rough", mode=mode)
        assert wishes.meant(rough).mode == "replace"
        by_words = Options(mode=mode)
        assert wishes.meant(by_words) == by_words
        stored = Options(prompt_from="rough", output="stored", mode=mode)
        assert wishes.meant(stored) == stored


@pytest.mark.parametrize("output", OUTPUTS)
@pytest.mark.parametrize("mode", MODES)
def test_refining_gives_the_selection_an_edge_that_is_not_hard(output: Output, mode: Mode) -> None:
    for edges in EDGES:
        given = Options(output=output, mode=mode, edges=edges, prompt_from="clicks")
        options = wishes.meant(wishes.refined(given))
        assert options.edges == ("soft" if edges == "hard" else edges)
        assert (options.output, options.mode, options.prompt_from) == (
            "selection",
            "replace",
            "rough",
        )
    refines = Wish(options, refines=True)
    assert not wishes.asks_the_same(refines, Wish(options))


def test_clicks_are_asked_for_with_guesses_only_of_a_single_one() -> None:
    one, two = Point(1, 2), Point(3, 4, inside=False)
    options = Options(prompt_from="clicks")
    job = wishes.job_of(Wish(options, clicks=Clicks((one,))), Selected(False))
    assert (job.prompt, job.candidates) == (Prompt(points=(one,)), 3)
    job = wishes.job_of(Wish(options, clicks=Clicks((one, BOX, two))), Selected(False))
    assert (job.prompt, job.candidates) == (Prompt(points=(one, two), boxes=(BOX,)), 1)


@pytest.mark.parametrize("kind", ["clicks", "box", "rough"])
def test_what_is_missing_is_said_before_anything_is_asked(kind: PromptFrom) -> None:
    wish = Wish(Options(prompt_from=kind))
    with pytest.raises(FailedPrecondition):
        wishes.check(wish, has_selection=False)
    wishes.check(replace(wish, clicks=Clicks((Point(1, 2),))), has_selection=True)
    wishes.check(Wish(Options()), has_selection=False)


def test_the_last_click_is_taken_back() -> None:
    clicks = Clicks().with_one(Point(1, 2)).with_one(BOX)
    assert clicks.without_last() == Clicks((Point(1, 2),))
    assert Clicks().without_last() == Clicks()
    assert Clicks((BOX,)).candidates == 1


def test_of_each_object_the_wanted_guess_is_chosen() -> None:
    second = replace(FOX, candidate=1, score=0.5)
    outcome = Outcome((FOX, second, HARE))
    assert wishes.chosen_of(outcome, 0) == (FOX, HARE)
    assert wishes.chosen_of(outcome, 1) == (second, HARE)
    assert wishes.chosen_of(outcome, 2) == (FOX, HARE)


def test_a_threshold_is_one_for_words() -> None:
    words = Wish(Options(threshold=0.4), "fox")
    assert wishes.job_of(words, Selected()).options.threshold == 0.4
    shown = Wish(Options(prompt_from="box", threshold=0.4))
    assert wishes.job_of(shown, Selected()).options.threshold == 0


def test_layers_are_called_what_was_asked_for() -> None:
    assert wishes.name_of(Wish(Options(), "a fox"), (FOX,)) == "a fox"
    clicked = Wish(Options(prompt_from="clicks"), "left over")
    assert wishes.name_of(clicked, (FOX, HARE, FOX)) == "fox, hare"


@pytest.mark.parametrize(
    ("prompt_from", "name"),
    [("words", "the subject"), ("clicks", "clicked object"), ("box", "what was selected")],
)
def test_what_nobody_named_is_called_by_how_it_was_shown(
    prompt_from: PromptFrom, name: str
) -> None:
    wish = Wish(Options(prompt_from=prompt_from))
    assert wishes.name_of(wish, (Mask(BOX, bytes(4)),)) == name


def test_what_nobody_named_is_cut_out_of_its_layer() -> None:
    mask = Mask(BOX, bytes(4))
    for kind in ("box", "rough", "clicks"):
        for output, name in (("cutout", "Sky"), ("objects", "Sky"), ("mask", f"name.{kind}")):
            wish = Wish(Options(prompt_from=kind, output=output))  # type: ignore[arg-type]
            wanted = ENGLISH.get(name, name)
            assert wishes.name_of(wish, (mask,), "Sky") == wanted
    assert wishes.name_of(Wish(Options(output="cutout")), (mask,), "Sky") == "the subject"


def test_things_of_one_name_are_told_apart_in_a_list() -> None:
    nameless = Mask(BOX, bytes(4))
    assert wishes.names_of([FOX, HARE, FOX, nameless]) == ["fox 1", "hare", "fox 2", "object 4"]


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (STATE, "Running on the processor. Recipe: Words."),
        (State("running", device="cuda"), "Running on cuda. Recipe: Words."),
        (State("loading"), "Loading."),
        (State("stopped", problem="It has gone."), "The agent is not running."),
        (State("mismatch", problem="Update frisket."), "Update frisket."),
    ],
)
def test_the_light_has_one_plain_sentence(state: State, told: str) -> None:
    assert wishes.sentence_of(state, "Words") == told
    assert wishes.sentence_of(state, "") == told.replace(" Recipe: Words.", "")


@pytest.mark.parametrize(
    ("change", "is_same"),
    [
        ({"mode": "add"}, True),
        ({"output": "mask"}, True),
        ({"invert": True}, True),
        ({"invert": True, "output": "objects"}, False),
        ({"grow": 3.0}, False),
        ({"edges": "hard"}, False),
        ({"read_from": "visible"}, False),
        ({"recipe": "words"}, False),
        ({"prompt_from": "box"}, False),
    ],
)
def test_what_was_found_serves_as_long_as_the_same_is_asked(
    change: dict[str, Any], is_same: bool
) -> None:
    one = Wish(Options(), " fox ")
    assert wishes.asks_the_same(one, Wish(replace(one.options, **change), "fox")) == is_same


def test_other_words_or_clicks_ask_for_something_else() -> None:
    options, clicks = Options(prompt_from="clicks"), Clicks((Point(1, 2),))
    assert not wishes.asks_the_same(Wish(Options(), "fox"), Wish(Options(), "dog"))
    assert wishes.asks_the_same(Wish(options, "fox", clicks), Wish(options, "", clicks))
    assert not wishes.asks_the_same(Wish(options), Wish(options, "", clicks))


@pytest.mark.parametrize(
    ("change", "means", "finds"),
    [
        ({}, True, True),
        ({"grow": 3.0}, True, True),
        ({"edges": "matte"}, True, True),
        ({"invert": True, "output": "objects"}, True, True),
        ({"read_from": "visible"}, True, False),
        ({"recipe": "words"}, True, False),
        ({"threshold": 0.5}, True, False),
        ({"prompt_from": "box"}, False, False),
    ],
)
def test_a_preview_follows_what_is_set_but_not_what_is_meant(
    change: dict[str, Any], means: bool, finds: bool
) -> None:
    one = Wish(Options(), " fox ")
    other = Wish(replace(one.options, **change), "fox")
    assert wishes.means_the_same(one, other) == means
    assert wishes.finds_the_same(one, other) == finds
    for meant_else in (replace(other, words="dog"), replace(other, refines=True)):
        assert not wishes.means_the_same(one, meant_else)
    clicked = Wish(Options(prompt_from="clicks"), "fox", Clicks((BOX,)))
    assert not wishes.means_the_same(clicked, replace(clicked, clicks=Clicks()))
    assert wishes.means_the_same(clicked, replace(clicked, words="dog"))


@pytest.mark.parametrize(
    ("kind", "words", "clicks", "wanted"),
    [
        ("words", "the fox", Clicks(), "words"),
        ("words", "  ", Clicks(), "subject"),
        ("clicks", "", Clicks((Point(1, 1),)), "points"),
        ("clicks", "", Clicks((BOX,)), "box"),
        ("box", "the fox", Clicks(), "box"),
        ("rough", "", Clicks(), "rough"),
    ],
)
def test_the_kind_of_prompt_is_what_recipes_call_it(
    kind: PromptFrom, words: str, clicks: Clicks, wanted: str
) -> None:
    assert wishes.kind_of(Wish(Options(prompt_from=kind), words, clicks)) == wanted
