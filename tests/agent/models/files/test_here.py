"""What is on this machine of the models, as clients are told."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path

import pytest

from frisket.models.files import here
from frisket.models.files.cards import ModelCard

CARD = ModelCard(
    "mine", "segment", "Mine", "MIT", "frisket.models.fake:FakeSegmenter", files={"a.json": ""}
)


@pytest.fixture
def card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModelCard:
    """A model with files of its own, on this machine."""
    monkeypatch.setenv("FRISKET_DATA", str(tmp_path / "data"))
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "a.json").write_bytes(b"12345")
    return replace(CARD, path=str(tmp_path / "mine"))


def test_a_model_that_works_is_noted_once_a_minute(card: ModelCard, tmp_path: Path) -> None:
    assert here.last_used(card.name) == 0
    here.note_use(card.name)
    assert abs(here.last_used(card.name) - time.time()) < 5
    file = tmp_path / "data" / "used" / card.name
    for age, is_kept in ((30, True), (90, False)):
        then = time.time() - age
        os.utime(file, (then, then))
        here.note_use(card.name)
        assert (here.last_used(card.name) == int(then)) == is_kept


def test_where_nothing_can_be_noted_work_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("FRISKET_DATA", str(tmp_path / "file"))
    here.note_use("mine")
    assert here.last_used("mine") == 0


def test_a_model_of_ones_own_is_removable_and_fetched_from_nowhere(card: ModelCard) -> None:
    (info,) = here.infos([card], [])
    assert (info.removable, info.kept_bytes, info.page, info.accept) == (True, 5, "", False)
    gone = replace(card, path=card.path + "-gone")
    (info,) = here.infos([gone], [])
    assert (info.removable, info.kept_bytes, info.installed) == (False, 0, False)


def test_the_disk_that_models_go_to_is_found_before_there_is_a_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "not" / "yet"))
    place, free = here.room()
    assert place == tmp_path / "not" / "yet"
    assert free > 0
