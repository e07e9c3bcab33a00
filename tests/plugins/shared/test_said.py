"""What the agent says, in another language: every sentence that is in the sources."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from frisket.journey import boxed, finding, obeying, painted, ruined, strokes
from frisket.journey import recipes as agents_recipes
from frisket.journey.choosing import Shelf
from frisket.journey.finding import Seen
from frisket.journey.found import A_GUESS, IN_BOX, SOME_GUESSED, SOME_IN_BOX
from frisket.journey.insisting import AGAINST
from frisket.journey.journey import LOST, NO_MATTE
from frisket.journey.language.meanings import SIDES, Phrase, Pick, Reading
from frisket.journey.language.telling import told
from frisket.journey.language.words import read
from frisket.journey.pipeline import BELOW
from frisket.journey.placing import Placed
from frisket.models.files import registry
from frisket.models.files.cards import ModelCard
from frisket.trials import telling
from frisket.trials.trial import UNKNOWN, Subject, Trial
from frisket_plugin import readings, said, texts
from frisket_protocol import Box
from frisket_protocol.errors import FrisketError, InvalidArgument
from frisket_protocol.parts import Operations, RecipeInfo, Size
from frisket_protocol.raster import Frame, Point
from installations import EVERY, hints

NOTHING = np.empty((0, 0), np.uint8)
HAZE = np.full((4, 4), 2, np.uint8)
ALL = np.full((4, 4), 255, np.uint8)
FOUND = np.pad(np.full((2, 2), 255, np.uint8), 1)
ROOT = Path(__file__).parents[3]
PROTOCOL, AGENT = ROOT / "protocol/frisket_protocol", ROOT / "agent/frisket"
ROOMS = (
    PROTOCOL,
    *(AGENT / room for room in ("serving", "trials", "journey", "masks", "images.py", "models")),
    *(ROOT / "plugins/shared/frisket_plugin" / file for file in ("agent.py", "settings.py")),
)
"""Where sentences are made that an editor can show."""
FILES = AGENT / "models/files"
SHOWN = ("verifying.py", "blobs.py", "first_seen.py", "here.py", "hub.py", "token.py", "weights.py")
"""Of the room of model files, what speaks when a model is loaded or fetched; all else is for the
terminal."""
EXPORTING = AGENT / "models/exporting"
"""Only the terminal exports models."""
ERRORS = {
    name
    for name in vars(__import__("frisket_protocol.errors", fromlist=["x"]))
    if name[0].isupper()
}
COMPOSED = {
    "{} {}.": "choosing and discovery: their sentences are made of two parts, and tested below",
    "{} {} from {}{}.": "choosing, likewise",
    "There is no device {} here.{}": "two sentences",
    "There {}: {}. Without --device the best is taken.": "is, or are",
    "The agent {}.": "how it went: said by the plugin that starts it, and tested below",
    "It was started with: {}": "with the end of its log",
    "{} shows it, {} ends it.": "only `frisket serve` says it, to a terminal",
    "Update the {}.": "plugin or agent: tested below",
    "{} answers with the error {}.{}": "one sentence or two",
    "{}. {}": "how to be let in, and how to say so: each is said for itself",
    "{} It was first fetched at the commit {}, and that is kept to.": "two sentences",
    "This recipe does not know {}, but {}{}.": "with or without a rest: tested below",
}


@pytest.fixture(autouse=True)
def in_german() -> Iterator[None]:
    texts.choose("de")
    yield
    texts.choose("en")


def _sentences() -> Iterator[tuple[str, str]]:
    """Every message and hint of an error that is raised in the rooms, with {} for its gaps."""
    for room in ROOMS:
        for file in sorted(room.rglob("*.py")) if room.is_dir() else [room]:
            if (FILES in file.parents and file.name not in SHOWN) or EXPORTING in file.parents:
                continue
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(node, ast.Call) and _name(node) in ERRORS:
                    given = [*node.args, *(k.value for k in node.keywords if k.arg == "hint")]
                    for part in (one for whole in given for one in _choices(whole)):
                        if part.strip():
                            yield f"{file.relative_to(ROOT)}:{node.lineno}", part


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _choices(node: ast.expr) -> list[str]:
    """The texts that an expression can give, as far as they stand there."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.JoinedStr):
        return [
            "".join(
                str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values
            )
        ]
    if isinstance(node, ast.IfExp):
        return [*_choices(node.body), *_choices(node.orelse)]
    return []


SENTENCES = sorted(set(_sentences()))


def test_there_are_sentences_to_look_at() -> None:
    assert len(SENTENCES) > 100


@pytest.mark.parametrize(("place", "english"), SENTENCES, ids=[place for place, _ in SENTENCES])
def test_every_sentence_of_an_error_has_a_german_one(place: str, english: str) -> None:
    if english in COMPOSED:
        return
    spoken = re.sub(r"\{\}", "7", english)
    assert said.sentence(spoken) != spoken, f"{place}: no German for {english!r}"


CARDS = registry.published()


@pytest.mark.parametrize("card", CARDS, ids=[card.name for card in CARDS])
def test_what_a_model_is_good_for_is_said(card: ModelCard) -> None:
    for text in filter(None, (card.about, card.gate)):
        said_of_it = said.sentence(text)
        for part in re.split(r"(?<=\.) ", text):
            assert part not in said_of_it, f"{card.name}: no German for {part!r}"


def test_what_stands_in_the_gaps_is_kept() -> None:
    for english, german in said._read("de").items():
        names = re.findall(r"\{(\w+)\}", english)
        assert sorted(names) == sorted(re.findall(r"\{(\w+)\}", german)), english


def test_no_sentence_is_taken_for_another() -> None:
    table = said._read("de")
    for english, german in table.items():
        filled = re.sub(r"\{(\w+)\}", lambda gap: _sample(gap[1]), english)
        wanted = re.sub(r"\{(\w+)\}", lambda gap: _sample(gap[1]), german)
        if "{kinds}" not in english:
            assert said.sentence(filled) == wanted


def _sample(name: str) -> str:
    return f"‹{name}›"


HINTS = sorted({hint for one in EVERY for hint in hints(one)})


@pytest.mark.parametrize("hint", HINTS)
def test_every_hint_of_every_installation_is_said(hint: str) -> None:
    german = said.sentence(hint)
    assert german != hint
    commands = re.findall("`[^`]+`", hint)
    assert commands == re.findall("`[^`]+`", german)


def test_notes_on_clicks_are_said() -> None:
    clicks = [Point(3, 4), Point(5, 6, False)]
    for what in (LOST, "nothing was found there.", AGAINST):
        for some in (clicks[:1], clicks[1:], clicks):
            (note,) = obeying.sentence(some, clicks, what)
            assert said.sentence(note).startswith("Klick"), note
        (note,) = obeying.sentence(clicks[:1], clicks[:1], what)
        assert said.sentence(note).startswith("Ihr Klick: "), note
    for why in (painted.EMPTY, boxed.BESIDE, boxed.EMPTIED, boxed.NOTHING, boxed.UNFIT):
        for note in (f"Your box: {why}", f"Box 2: {why}"):
            german = said.sentence(note)
            assert german.startswith("Rechteck 2: " if "2" in note else "Ihr Rechteck: ")
            assert not re.search(r"\b(it|the|thing|click)\b", german), german
    (many,) = obeying.sentence(clicks * 4, clicks, LOST)
    assert "und 4 weitere" in said.sentence(many)
    assert said.sentence(NO_MATTE).startswith("Es ist kein Modell")


@pytest.mark.parametrize("hint", [one.to_list() for one in EVERY])
@pytest.mark.parametrize("language", ["en", "de"])
def test_where_a_model_for_fine_edges_is_got_can_be_followed_in_the_editor(
    hint: str, language: str
) -> None:
    texts.choose(language)
    for to_models in ("to_models.matte", "gimp.to_models.matte"):
        (told,) = said.notes([f"{NO_MATTE} {hint}"], to_models=to_models)
        assert "`" not in told
        assert "frisket models" not in told
        assert texts.t("edges.matte") in told
        assert texts.t("shelf") in told
        assert texts.t("shelf.role.matte") in told


@pytest.mark.parametrize("expected", [UNKNOWN, 0.5, 0.95])
@pytest.mark.parametrize("seconds", [0.04, 3.0, 71.0])
@pytest.mark.parametrize(("value", "difference"), [(255, UNKNOWN), (255, 0.1), (0, UNKNOWN)])
def test_what_came_of_a_trial_is_said(
    expected: float, seconds: float, value: int, difference: float
) -> None:
    rgb, mask = np.zeros((2, 2, 3), np.uint8), np.full((2, 2), value, np.uint8)
    who = Subject("cutter")
    trial = Trial(who, "cat", "", (), 0.9, expected, seconds, 3, 0, rgb, mask, difference)
    german = said.sentence(telling.sentence(trial))
    assert german.startswith("Es hat ")
    assert not re.search(r"\b(It|the|That|Nobody|found)\b", german), german


@pytest.mark.parametrize(
    "note",
    [
        BELOW.format(threshold=0.9),
        A_GUESS,
        IN_BOX,
        SOME_GUESSED,
        SOME_IN_BOX,
        ruined.OUTSIDE,
        ruined.TINY,
        painted.ALL_OF_IT,
        *(
            ruined.told(FOUND, Frame(), Placed(left, Box(0, 0, 0, 0)), how, Size(4, 4))
            for left, how in (
                (NOTHING, Operations(grow=-5)),
                (NOTHING, Operations(drop_specks=9)),
                (NOTHING, Operations(smooth=9)),
                (NOTHING, Operations(feather=9)),
                (NOTHING, Operations(fill_holes=9)),
                (HAZE, Operations(feather=9)),
                (HAZE, Operations(grow=-9)),
                (HAZE, Operations(smooth=9)),
                (ALL, Operations(feather=9)),
                (ALL, Operations(grow=9)),
                (ALL, Operations(fill_holes=9)),
            )
        ),
    ],
)
def test_notes_on_what_is_not_there_are_said(note: str) -> None:
    assert note
    assert said.sentence(note) != note


def test_notes_on_strokes_are_said_with_their_number_and_place() -> None:
    one = np.array([[255] * 9, [64] * 9], np.uint8)
    several = np.zeros((9, 9), np.uint8)
    several[::4, ::4], several[2, 3:6] = 255, 64
    several[6, 6] = 64
    for what in (strokes.AGAINST, strokes.LOST):
        for drawn, inside in ((one, "Der Strich innen: "), (several, "9 von 9 Strichen innen (")):
            notes = [said.sentence(note) for note in strokes.told(255 - drawn, drawn, what)]
            assert len(notes) == 2
            assert notes[0].startswith(inside), notes
            assert not re.search(r"\b(of|strokes?|left|top|middle|the)\b", " ".join(notes)), notes
    left = several >= 128
    left[:, :3] = False
    (note,) = strokes.told((left * 255).astype(np.uint8), several, strokes.AGAINST)
    assert note.startswith("3 of 9 strokes inside (top left, left and bottom left): "), note


def test_why_no_recipe_serves_is_said_with_the_names_of_the_list() -> None:
    known = agents_recipes.load()
    said.learn([RecipeInfo(one.name, one.title, one.about, (), 1024) for one in known])
    shelf = Shelf(
        known, registry.cards("fake"), lambda card: card.name in ("classic", "closed_form")
    )
    kinds = [{"words"}, {"words", "points"}, {"everything"}, {"exemplars"}]
    for name in ("automatic", "classic", "words"):
        for wanted in kinds:
            with pytest.raises(FrisketError) as caught:
                shelf.choose(name, frozenset(wanted))
            told = said.error(caught.value)
            assert not re.search(r"\b(The|No|Or|reads|works|can|could|from|with)\b", told), told
            assert "classic" not in told
    guess = said.sentence(shelf.choose("automatic", frozenset({"subject"})).advice)
    assert guess.startswith("Das Motiv wurde ohne Modell geraten")
    assert not re.search(r"\b(The|finds|better|Get|with)\b", guess), guess


def test_recipes_are_listed_in_german() -> None:
    for file in sorted((AGENT / "recipes").glob("*.toml")):
        recipe = tomllib.loads(file.read_text("utf-8"))
        for part in ("title", "about"):
            assert said.sentence(recipe[part]) in said._read("de").values(), recipe[part]


def test_english_calls_recipes_as_they_are_listed() -> None:
    texts.choose("en")
    said.learn([RecipeInfo("classic", "Without models", "", (), 1024)])
    assert said.recipe("classic") == "Without models"
    assert said.recipe("mine") == "mine"


def test_what_is_not_known_stays_and_what_is_known_beside_it_is_said() -> None:
    assert said.sentence("Pigs fly.") == "Pigs fly."
    told = said.sentence("Pigs fly. The agent is stopping. They do.")
    assert told == "Pigs fly. Der Agent wird gerade beendet. They do."
    assert said.error(ValueError("x")) == "x"
    error = InvalidArgument("The agent is stopping.", hint="Start it again, then repeat.")
    assert said.error(error).endswith("Starten Sie ihn wieder, und wiederholen Sie es dann.")


SEEN = [Seen(Box(x, 10, x + 10, 30), 0.9, "red", "red") for x in (0, 100, 250, 300)]


@pytest.mark.parametrize(
    ("words", "german"),
    [
        ("red", "alle 4 „red“"),
        ("green", "nichts namens „green“ gefunden"),
        ("the left red", "am weitesten links von 4 „red“"),
        ("red, not the largest red", "alle 4 „red“; ausgenommen: das größte „red“"),
        ("the second red from the right", "2. von rechts von 4 „red“"),
        ("the two largest red", "die 2 größten von 4 „red“"),
        ("seven red", "die 7 sichersten von nur 4 „red“"),
        ("the nine largest red", "die 9 größten von nur 4 „red“"),
        ("all red on the right", "2 in der rechten Hälfte von 4 „red“"),
        ("red with a hat", "„red with a hat“ gesucht, wie es dasteht, 0 gefunden"),
        ("everything but red", "das ganze Bild; ausgenommen: „red“"),
        ("red, not green", "alle 4 „red“; ausgenommen: „green“ (keins gefunden)"),
    ],
)
def test_a_reading_is_told_in_german(words: str, german: str) -> None:
    assert said.reading(finding.choose(SEEN, read(words), [], (400, 100)).told) == german


def test_every_way_to_pick_has_german_words() -> None:
    picks = [
        Pick(by, rank, count)  # type: ignore[arg-type]
        for by in (*sorted(SIDES), "largest", "smallest", "tallest", "shortest", "widest")
        for rank in (1, 2, 3)
        for count in (0, 1, 2)
        if count or (rank == 1 and by in SIDES)
    ]
    for pick in picks:
        phrase = Phrase("fox's den", (pick,))
        for found, left in ((5, 2), (5, 0), (0, 0)):
            english = told(
                Reading((phrase,), (phrase,)), [(phrase, found, [left])], [(phrase, found, [left])]
            )
            german = said.reading(english)
            assert "„fox's den“" in german, english
            assert not re.search(r"\b(of|from|in the|one|left|right|upper|lower)\b", german), german


def test_a_reading_that_is_not_known_stays() -> None:
    assert readings.said("every 3rd 'red' on Mondays", "de") == "every 3rd 'red' on Mondays"


@pytest.mark.parametrize(
    ("reading", "lacks", "may_be_foreign"),
    [
        ("both 'red', nothing called 'zebra' was found", True, False),
        ("nothing called 'zebra' was found, 1 'red'", True, False),
        ("nothing called 'zebra' was found", True, True),
        ("nothing called '1 of 2' was found", True, True),
        ("nothing called 'zebra' was found, nothing called 'hen' was found", True, True),
        ("both 'red'; left out: 'no entry sign'", False, False),
        ("both 'red'; left out: 'hen' (none found)", True, False),
        ("'red' asked for as it stands, 0 found", True, True),
        ("there is no leftmost of 4 'red'", True, False),
        ("the only 'no'", False, False),
    ],
)
def test_what_was_not_found_is_seen_in_the_reading(
    reading: str, lacks: bool, may_be_foreign: bool
) -> None:
    """Who wrote one word that named something does not write in another language."""
    assert readings.lacks(reading) is lacks
    assert readings.may_be_foreign(reading) is may_be_foreign


def test_advice_is_told_from_what_became_of_the_prompt() -> None:
    from frisket.journey.choosing import GUESSED

    assert said.is_advice(f"{GUESSED} The recipe “The subject” finds it better.")
    assert not said.is_advice("Your click: nothing was found there.")


@pytest.mark.parametrize("hint", HINTS)
def test_advice_names_no_command(hint: str) -> None:
    """In a panel nobody types: the recipe that is better is in its list, and offers itself."""
    from frisket.journey.choosing import GUESSED

    (told,) = said.notes([f"{GUESSED} The recipe “The subject” finds it better. {hint}"])
    assert not hint.startswith("Get what it needs with") or "`" not in told


def test_what_is_visible_is_not_called_a_layer() -> None:
    texts.choose("en")
    (layer,) = said.notes([painted.ALL_OF_IT])
    assert "this layer" in layer
    (visible,) = said.notes([painted.ALL_OF_IT], reads_layer=False)
    assert "layer" not in visible


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_what_a_mask_hides_is_not_called_transparent(language: str) -> None:
    texts.choose(language)
    note = f"Your click: {finding.CLEAR}"
    hidden = said.notes((note,), hidden_by="Mask of red")
    assert hidden == (texts.t("mask_hides", name="Mask of red"),)
    assert said.notes((note,)) == (said.sentence(note), texts.t("clear_there"))
    of_else = said.notes(("Other.",), hidden_by="Mask of red")
    assert of_else == ("Other.",), "only where nothing is seen"
    assert said.notes((note,), reads_layer=False, hidden_by="x") == (said.sentence(note),)


def test_where_a_click_finds_nothing_it_is_said_which_layer_alone_was_looked_at() -> None:
    texts.choose("en")
    nothing, clear = finding.NOTHING, finding.CLEAR
    for click in ("Your click", "Clicks 1 (+) and 2 (−)"):
        _, only = said.notes([f"{click}: {nothing}"], alone="Sky")
        assert "“Sky”" in only
        assert "Read from" in only
        assert len(said.notes([f"{click}: {nothing}"])) == 1, "there is no other layer"
        assert said.notes([f"{click}: {clear}"], alone="Sky")[1:] == (texts.t("clear_there"),)
