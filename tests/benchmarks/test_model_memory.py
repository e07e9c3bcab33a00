"""What cards say of memory against what full-size models with random weights take.

A card may say less than is measured by a tenth, for allocators differ, and more by a factor of 2:
the pool lets go of other models for what is not needed, but never runs out of memory for it.
"""

from __future__ import annotations

import pytest

import accelerator
import full_size
import model_memory
from frisket.models.files import registry
from frisket.models.place import CPU
from frisket.models.pool import needed

CARDS = {card.name: card for card in registry.published()}
LEAST, MOST = 0.9, 2.0


@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", ["rf-detr-nano", "edgetam"])
def test_a_processor_takes_about_what_the_card_says(name: str) -> None:
    taken = model_memory.apart(CARDS[name], CPU)
    assert 0 < taken.weights <= taken.peak
    assert LEAST <= CARDS[name].memory_bytes / taken.peak <= MOST


@pytest.mark.gpu
@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    "name",
    ["rf-detr-nano", "edgetam", "sam2.1-tiny", "grounding-dino-tiny", "birefnet-lite", "sam3"],
)
def test_an_accelerator_takes_no_more_than_the_card_says(name: str) -> None:
    """In the agent's numbers. Less is no fault: its attention keeps no tables of all pairs."""
    place = full_size.place_of(CARDS[name], accelerator.device())
    taken = model_memory.apart(CARDS[name], place)
    assert 0 < taken.weights <= taken.peak
    assert needed(CARDS[name], place) / taken.peak >= LEAST
