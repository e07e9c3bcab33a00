"""Pinning cards, and cards as text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from frisket.models.files import pins, registry
from frisket.models.files.card_text import pinned, written
from frisket.models.files.cards import ModelCard, parse
from frisket.models.files.registry import own_card
from frisket_protocol import Watch
from frisket_protocol.errors import FailedPrecondition, NotFound
from hub import CONFIG, FILES, ONE, REPOSITORY, TWO, WEIGHTS, Hub, digest, hub, use

TEXT = """# What a person wrote.
name = "cutter"
role = "segment"
title = "A \\"cutter\\""   # and this
licence = "Apache-2.0"
builder = "frisket.models.fake:FakeSegmenter"
repository = "somebody/cutter"
needs = ["torch"]

[files]
# the weights
"model.safetensors" = ""
"config.json" = ""

[options]
revision = "not this one"
sizes = [1, 2.5]
names = { a = "b", c = true }
"""


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    with hub() as published:
        published.publish(REPOSITORY, ONE, FILES)
        use(published, tmp_path, monkeypatch)
        file = own_card("cutter")
        file.parent.mkdir(parents=True)
        file.write_text(TEXT)
        yield published


def test_pinning_writes_commit_hashes_and_size_and_leaves_the_rest(server: Hub) -> None:
    card = registry.cards("installed")["cutter"]
    assert not pins.is_pinned(card)
    new = pins.pin(card, Watch())
    assert pins.is_pinned(new)
    assert pins.write(new) == own_card("cutter")
    assert registry.cards("installed")["cutter"] == new
    assert new == replace(
        card,
        revision=ONE,
        download_bytes=len(WEIGHTS) + len(CONFIG),
        files={name: digest(data) for name, data in FILES.items()},
    )
    text = own_card("cutter").read_text()
    before = [line for line in TEXT.splitlines() if not line.endswith(' = ""')]
    assert [line for line in text.splitlines() if line in before] == before
    assert not any(path.startswith("/elsewhere/") for path in server.downloads), "only small ones"


def test_a_pinned_commit_stays_when_the_branch_moves(server: Hub) -> None:
    card = pins.pin(registry.cards("installed")["cutter"], Watch())
    server.publish(REPOSITORY, TWO, {**FILES, "model.safetensors": WEIGHTS[::-1]})
    assert pins.pin(card, Watch()) == card
    assert pins.pin(replace(card, revision=""), Watch()).revision == TWO


def test_a_card_whose_files_are_not_there_is_not_pinned(server: Hub) -> None:
    card = registry.cards("installed")["cutter"]
    with pytest.raises(NotFound, match=r"other\.json"):
        pins.pin(replace(card, files={"other.json": ""}), Watch())
    with pytest.raises(FailedPrecondition):
        pins.pin(replace(card, repository=""), Watch())


def test_a_pin_replaces_an_older_one() -> None:
    card = replace(parse(TEXT), revision=ONE, download_bytes=5)
    first = pinned(TEXT, card)
    second = pinned(first, replace(card, revision=TWO, download_bytes=6))
    assert first.count("\n") == second.count("\n")
    assert parse(second).revision == TWO


def test_every_card_can_be_pinned_in_place_and_written_anew() -> None:
    files = list(registry.shipped().glob("*/*.toml"))
    assert len(files) == len(registry.published())
    for file in files:
        card = parse(file.read_text("utf-8"))
        card = replace(
            card, revision=TWO, download_bytes=7, files=dict.fromkeys(card.files, "f" * 64)
        )
        assert parse(pinned(file.read_text("utf-8"), card)) == card


CARDS = [
    parse(TEXT),
    ModelCard("plain", "matte", "Größe \\ \n", "MIT", "frisket.models.fake:FakeMatter", path="/x"),
    *registry.published(),
]


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.name)
def test_a_card_that_is_written_reads_the_same(card: ModelCard) -> None:
    assert parse(written(card)) == card
