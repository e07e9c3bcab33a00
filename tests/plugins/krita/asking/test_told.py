"""What a person reads of what was found, and of what was made."""

from __future__ import annotations

from dataclasses import replace

import pytest

from frisket_krita.asking import told
from frisket_krita.asking.told import Made
from frisket_krita.asking.wishes import Clicks, Wish
from frisket_plugin import texts
from frisket_plugin.agent import State
from frisket_plugin.job import Outcome
from frisket_plugin.options import MODES, OUTPUTS, READS_FROM, Options
from frisket_protocol import Box, Mask, Point
from frisket_protocol.parts import RecipeInfo

FOX = Mask(Box(1, 2, 3, 4), b"\xff" * 4, label="fox")
HARE = replace(FOX, label="hare", object=1)
FOUND = Outcome((FOX, HARE), "w", seconds=0.123)
STATE = State("running", device="cpu", recipes=(RecipeInfo("w", "Words", "", (), 1024),))
WISH = Wish(Options(), "fox, hare")
MADE = Made(2, 0.234, "Background", "Mask of fox")


@pytest.fixture(autouse=True)
def english() -> None:
    texts.choose("en")


def made_of(options: Options, outcome: Outcome = FOUND, made: Made = MADE) -> str:
    return told.made_of(Wish(options, WISH.words), outcome, STATE, 2.34, made)


def test_what_was_found_is_told_in_one_sentence() -> None:
    assert told.found_of(WISH, FOUND, STATE, 2.34) == "Found 2 objects in 2.3 s (Words)."
    assert "nothing was changed" in told.found_of(WISH, Outcome(()), STATE, 2.34)
    read = replace(FOUND, reading="both 'fox'")
    assert told.found_of(WISH, read, STATE, 2.34).endswith("(Words). Read as: both 'fox'.")


def test_what_the_words_did_not_find_is_told_as_a_sentence() -> None:
    lacking = Outcome((), reading="nothing called 'fox' was found")
    for language, start in (("en", "Nothing called 'fox' was found. "), ("de", "Nichts namens ")):
        texts.choose(language)
        said = told.found_of(WISH, lacking, STATE, 2.34)
        assert said.startswith(start)
        assert texts.t("nothing_found") not in said
        some = replace(FOUND, reading="both 'hare', nothing called 'fox' was found")
        said = told.found_of(WISH, some, STATE, 2.34)
        assert texts.t("read_as", told="", reading="").rstrip(". ") not in said
        assert "fox" in said


def test_without_words_it_is_said_that_the_subject_was_looked_for() -> None:
    for language in texts.LANGUAGES:
        texts.choose(language)
        none = texts.t("no_words")
        for words, prompt_from, is_told in (
            ("", "words", True),
            ("  ", "words", True),
            ("fox", "words", False),
            ("", "box", False),
            ("", "clicks", False),
        ):
            wish = Wish(Options(prompt_from=prompt_from), words)  # type: ignore[arg-type]
            for outcome in (FOUND, Outcome(())):
                assert (none in told.found_of(wish, outcome, STATE, 1.0)) == is_told
            assert (none in told.made_of(wish, FOUND, STATE, 1.0, MADE)) == is_told
        refines = Wish(Options(prompt_from="rough"), refines=True)
        assert none not in told.made_of(refines, FOUND, STATE, 2.34, MADE)


def test_what_was_made_is_told_in_the_words_of_who_asked_for_it() -> None:
    what = "2 objects, 23 % of the picture (2.3 s, Words)."
    assert made_of(Options()) == f"Selected: {what}"
    assert made_of(Options(mode="add")) == f"Added to the selection: {what}"
    assert made_of(Options(output="mask", mode="add")) == (
        f"The layer “Background” has “Mask of fox” now and shows {what}"
    )
    assert "“Mask of fox”" in made_of(Options(output="cutout"))


def test_each_output_and_each_way_to_combine_has_a_sentence_of_its_own() -> None:
    for language in texts.LANGUAGES:
        texts.choose(language)
        selections = {made_of(Options(mode=mode)) for mode in MODES}
        others = {made_of(Options(output=output)) for output in OUTPUTS}
        assert len(selections | others) == len(MODES) + len(OUTPUTS) - 1
        for one in selections | others:
            assert "23 %" in one
            assert not {"{", "}"} & set(one)


def test_how_much_of_the_picture_it_is() -> None:
    whole = Mask(Box(0, 0, 2000, 1000), b"\xff\x00" * 1000_000)
    assert abs(told.share_of([whole], 4000, 1000) - 0.25) < 0.001
    assert told.share_of([FOX, HARE], 2, 2) == 1
    assert told.share_of([], 2, 2) == 0
    assert "100 % of" in made_of(Options(), made=replace(MADE, share=1.0))
    assert "less than 1 % of" in made_of(Options(), made=replace(MADE, share=0.001))


def test_what_is_inverted_is_everything_else() -> None:
    assert "everything except 2 objects" in made_of(Options(invert=True))
    assert "everything" not in made_of(Options(invert=True, output="objects"))


def test_a_selection_whose_edge_was_made_anew_says_so() -> None:
    refines = Wish(Options(prompt_from="rough"), refines=True)
    said = told.made_of(refines, FOUND, STATE, 2.34, MADE)
    assert said == "The selection's edge was made anew in 2.3 s (Words)."


def test_what_is_not_as_it_was_asked_for_is_told_as_well() -> None:
    noted = replace(FOUND, notes=("Click − 3,4: no.",))
    assert told.found_of(WISH, noted, STATE, 2.34).endswith("(Words). Click − 3,4: no.")
    assert made_of(Options(), noted).endswith("Words). Click − 3,4: no.")


def test_what_other_layers_may_show_is_only_told_where_they_are_not_read() -> None:
    empty = Outcome((), notes=("Your click: nothing is painted there, it is transparent.",) * 2)
    for read_from in READS_FROM:
        said = told.found_of(Wish(Options(read_from=read_from)), empty, STATE, 1.0)
        assert ("What is visible" in said) == (read_from == "layer")
        assert said.count("Your click") == 1


def test_words_that_found_nothing_are_said_to_be_english_where_the_person_is_not() -> None:
    for language in texts.LANGUAGES:
        texts.choose(language)
        for reading in (
            "1 'fox'",
            "nothing called 'Fuchs' was found",
            "1 'fox', nothing called 'hen' was found",
        ):
            said = told.found_of(WISH, Outcome((), reading=reading), STATE, 1.0)
            is_told = texts.t("words.english") in said
            assert is_told == (language != "en" and reading.startswith("nothing"))


def test_several_clicks_for_objects_apart_are_said_to_be_one() -> None:
    apart = Options(output="objects", prompt_from="clicks")
    one, other, box = Point(1, 2), Point(3, 4), Box(1, 1, 3, 3)
    for prompts, options, is_told in (
        ((one, other), apart, True),
        ((one,), apart, False),
        ((one, replace(other, inside=False)), apart, False),
        ((one, other, box), apart, False),
        ((one, other), replace(apart, output="cutout"), False),
    ):
        wish = Wish(options, "", Clicks(prompts))
        said = told.made_of(wish, FOUND, STATE, 1.0, MADE)
        assert (texts.t("a_box_each") in said) == is_told


def test_a_second_mask_is_told_of() -> None:
    others = replace(MADE, has_others=True)
    assert "had a mask already" in made_of(Options(output="mask"), made=others)
    assert "had a mask already" not in made_of(Options(output="mask"))
    assert "had a mask already" not in made_of(Options(), made=others)


def test_of_an_earlier_mask_it_is_said_what_became_of_it() -> None:
    again = replace(MADE, earlier="Mask of hare")
    told_of = {mode: made_of(Options(output="mask", mode=mode), made=again) for mode in MODES}
    assert "replaces “Mask of hare”" in told_of["replace"]
    assert told_of["add"].startswith("Added to “Mask of fox” of the layer “Background”: 2 objects")
    assert len(set(told_of.values())) == len(MODES)


def test_a_cut_out_says_that_the_original_is_still_to_be_seen() -> None:
    for output in OUTPUTS:
        said = made_of(Options(output=output))
        assert ("hide" in said) == (output in ("cutout", "objects"))
