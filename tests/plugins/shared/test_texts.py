"""Texts and their translations."""

from __future__ import annotations

import json
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from frisket_plugin import texts
from frisket_plugin.english import ENGLISH

SAME = {
    "panel.title",
    "action.named",
    "name.mask",
    "name.nothing",
    "score",
    "pixels",
    "square_pixels",
}
"""Names and signs that are the same in every language."""
TRANSLATIONS = sorted(texts.FOLDER.glob("*.json"))


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    texts.choose("en")
    yield
    texts.choose("en")


@pytest.mark.parametrize("file", TRANSLATIONS, ids=lambda file: file.stem)
def test_a_translation_has_known_keys_and_the_same_gaps(file: Path) -> None:
    for key, text in json.loads(file.read_text("utf-8")).items():
        assert _gaps(text) == _gaps(ENGLISH[key]), key


@pytest.mark.parametrize("file", TRANSLATIONS, ids=lambda file: file.stem)
def test_nothing_is_left_in_english(file: Path) -> None:
    lacking = ENGLISH.keys() - json.loads(file.read_text("utf-8")).keys()
    assert lacking <= SAME, "these have no translation"


@pytest.mark.parametrize("language", sorted(texts.LANGUAGES))
def test_the_hint_in_a_narrow_field_is_short(language: str) -> None:
    """Beside Find in GIMP's window there is room for so many letters of a common font."""
    texts.choose(language)
    assert len(texts.t("gimp.live.words")) <= 24


def test_every_language_is_there() -> None:
    assert {file.stem for file in TRANSLATIONS} | {"en"} == set(texts.LANGUAGES)


def test_the_chosen_language_is_spoken() -> None:
    assert texts.t("done.one", seconds="0.1", recipe="x").startswith("Found 1 object")
    assert texts.choose("de_AT") == "de"
    assert texts.t("run") == "Los"
    assert texts.count("done", 3, seconds="0.1", recipe="x").startswith("3 Objekte")
    assert texts.choose("tlh") == "en"
    assert texts.t("run") == "Run"


def test_an_empty_choice_is_the_systems(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "de_DE.UTF-8")
    assert texts.choose("") == "de"


def test_a_broken_translation_is_said_in_english(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(texts, "FOLDER", tmp_path)
    (tmp_path / "de.json").write_text('{"name.mask": "{who}!", "run": 3}', "utf-8")
    texts.choose("de")
    assert texts.t("name.mask", what="fox") == "Mask of fox"
    assert texts.t("run") == "Run"


def test_a_stage_without_a_text_keeps_its_name() -> None:
    assert texts.stage("embed") == "Looking at the picture"
    assert texts.stage("polish") == "polish"


def _gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
