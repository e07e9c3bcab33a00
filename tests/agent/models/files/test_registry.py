"""Cards: those that come with frisket, the user's own, and what none may say."""

from __future__ import annotations

from pathlib import Path

import pytest

from frisket import cli
from frisket.models.files import registry
from frisket.models.files.cards import parse

CARD = """
name = "mine"
role = "segment"
title = "Mine"
licence = "MIT"
builder = "frisket.models.segment.sam2:SegmentSam2"
repository = "somebody/cutter"

[files]
"model.safetensors" = ""
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's own cards."""
    monkeypatch.setenv("FRISKET_CONFIG", str(tmp_path))
    (tmp_path / "models").mkdir()
    return tmp_path / "models"


def test_cards_that_come_with_frisket_say_what_they_must() -> None:
    for card in registry.published():
        assert (registry.shipped() / card.role / f"{card.name}.toml").is_file(), card.name
        assert card.repository, card.name
        assert card.licence, card.name
        assert card.files, card.name
        assert card.parameters > 0, card.name
        assert card.memory_bytes > 0, card.name
        assert card.needs, card.name


def test_cards_of_a_family_calculate_in_the_same_numbers() -> None:
    chosen = {(card.builder, str(card.options.get("dtypes"))) for card in registry.published()}
    assert len(chosen) == len({builder for builder, _ in chosen})


def test_an_own_card_is_one_of_the_models(folder: Path) -> None:
    (folder / "mine.toml").write_text(CARD)
    card = registry.cards("installed")["mine"]
    assert card.title == "Mine"
    assert card.files == {"model.safetensors": ""}


def test_an_own_card_stands_for_one_that_comes_with_frisket(folder: Path) -> None:
    shipped = registry.published()[0]
    (folder / f"{shipped.name}.toml").write_text(CARD.replace('"mine"', f'"{shipped.name}"'))
    assert registry.cards("installed")[shipped.name].title == "Mine"


BROKEN = {
    "without a licence": ("mine", CARD.replace("MIT", ""), "licence is empty"),
    "of another name": ("other", CARD, "name and file name must agree"),
    "built in": ("classic", CARD.replace('"mine"', '"classic"'), "built in"),
    "of nothing": ("mine", CARD.replace('"somebody/cutter"', '""'), "neither a repository"),
    "not text": ("mine", "\udcff", "left out"),
}


@pytest.mark.parametrize(("name", "text", "said"), BROKEN.values(), ids=BROKEN)
def test_a_broken_own_card_is_left_out_and_said(
    folder: Path,
    name: str,
    text: str,
    said: str,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = folder / f"{name}.toml"
    file.write_bytes(text.encode(errors="surrogateescape"))
    known = registry.cards("installed")
    assert "classic" in known
    assert name not in known or known[name].title != "Mine"
    assert str(file) in caplog.text
    assert said in caplog.text
    cli.main(["doctor"])
    assert said in capsys.readouterr().out


AUTHORS = {
    "rf-detr": {"threshold": 0.5},
    "dfine": {"threshold": 0.4},
    "grounding-dino": {"box_threshold": 0.35, "text_threshold": 0.25},
    "mm-grounding-dino": {"box_threshold": 0.3, "text_threshold": 0.25},
    "llmdet": {"box_threshold": 0.3, "text_threshold": 0.25},
    "sam3": {"threshold": 0.5},
    "florence2": {},
}
"""What the authors' own code takes, by the beginning of a card's name; where, the cards say."""


def test_every_threshold_is_the_authors_and_says_where_it_was_read() -> None:
    for file in registry.shipped().glob("*/*.toml"):
        text = file.read_text("utf-8")
        has = {k: v for k, v in parse(text).options.items() if "threshold" in k}
        family = [name for name in AUTHORS if file.stem.startswith(name)]
        if not family:
            assert not has, file.stem
            continue
        assert has == AUTHORS[family[0]], file.stem
        assert "#" in text, f"{file.stem} does not say where its thresholds come from"
