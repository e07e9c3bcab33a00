"""`frisket models try` with trained models, on scenes of their own world as a user's examples."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import made_examples
from frisket import cli
from frisket.config import Settings
from frisket.models.files.card_text import written
from frisket_protocol.requests import ModelsTry, Tried
from running import running
from toyworld.cards import cards, install
from toyworld.loop import HELD_OUT
from toyworld.world import scene

pytest.importorskip("torch")

SEED = HELD_OUT + 7003


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("config")
    install(folder)
    drawn = scene(SEED, 4 / 3, things=2).draw(640, 480)
    made_examples.write(folder, "toys", drawn.picture, [drawn.masks[0]], [drawn.things[0].phrase])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FRISKET_CONFIG", str(folder))
        yield folder


@pytest.mark.parametrize(
    ("name", "models", "asked"),
    [
        ("toy-sam", ["toy-sam"], "a box"),
        ("toy-sam2", ["toy-sam2"], "a box"),
        # Detectors with the segmenter that their recipe names.
        ("toy-yolo", ["toy-yolo", "toy-sam2"], "“"),
        ("toy-click", ["toy-sam2", "toy-birefnet"], "a box"),
        ("toy-subject", ["toy-birefnet", "toy-birefnet"], "the subject"),
        ("toy-names", ["toy-yolo", "toy-sam2", "toy-birefnet"], "“"),
    ],
)
def test_a_model_that_knows_its_world_does_well_in_it(
    config: Path, capsys: pytest.CaptureFixture[str], name: str, models: list[str], asked: str
) -> None:
    assert cli.main(["models", "try", name, "--picture", "toys", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["models"] == models
    assert told["asked"].startswith(asked)
    assert told["overlap"] > (0.4 if name == "toy-subject" else 0.85)
    assert told["expected"] is None
    assert told["memory_bytes"] > 100_000


def test_words_are_found_by_a_model_that_reads_them(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`toy-words` is also a recipe: the model goes first."""
    assert cli.main(["models", "try", "toy-words", "--picture", "toys", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["kind"], told["models"]) == ("model", ["toy-words", "toy-sam"])
    assert told["overlap"] > 0.85


def test_a_model_for_edges_is_compared_with_the_known_alpha(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["models", "try", "toy-birefnet", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["picture"] == "hair"
    assert 0 < told["difference"] < 0.5


def test_a_model_that_knows_nothing_of_the_examples_says_so(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """All but its own world is strange to one that knows names."""
    assert cli.main(["models", "try", "toy-yolo", "--picture", "cat"]) == 1
    assert "cannot be tried on the example cat. It can on: toys." in capsys.readouterr().err


def test_one_that_is_worse_than_its_card_says_ends_with_1(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    strict = replace(cards()["toy-sam"], name="strict-sam", tried={"toys": 1.0})
    file = config / "models" / "strict-sam.toml"
    file.write_text(written(strict), "utf-8")
    try:
        assert cli.main(["models", "try", "strict-sam", "--picture", "toys"]) == 1
    finally:
        file.unlink()
    out = capsys.readouterr().out
    assert "That is less than the 100 % that it should be." in out
    assert "Please report it" in out
    assert "own model 1" in out.split("--- for a report ---")[1]


def test_an_agent_tries_them_as_well(config: Path) -> None:
    with running(Settings(discoverable=False)) as agent, agent.client() as client:
        replied = client.exchange(ModelsTry("toy-sam2", "toys"))
    tried = replied.result
    assert isinstance(tried, Tried)
    assert tried.overlap > 0.85
    assert tried.memory_bytes > 0
    assert "is not known yet" in tried.sentence
    assert bytes(replied.payload[:4]) == b"\x89PNG"
