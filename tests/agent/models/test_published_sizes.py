"""Every card against the published model in full size, built without memory for its weights.

The files are a little larger than their weights: safetensors' own list of names, settings, and the
words of a tokenizer. They come to less than MORE of a card's download.
"""

from __future__ import annotations

from functools import cache

import pytest
import torch

import published
from frisket.models.files import registry
from frisket.models.files.cards import ModelCard
from published.segment import sam2, sam3

CARDS = {card.name: card for card in registry.published() if "onnxruntime" not in card.needs}
"""Those on ONNX Runtime are the same networks, in files whose sizes their pages say."""
MORE = 0.01
MORE_IN = {"sam3.1": 0.025}
"""SAM 3.1 is published with the tracker of many objects, which is dropped when it is converted."""

FACTS = {
    "sam-base": "93.7 M, 375 MB",
    "sam-large": "312.3 M, 1.25 GB",
    "sam-huge": "641.1 M, 2.56 GB",
    "sam-hq-base": "94.8 M, 379 MB",
    "sam-hq-large": "313.7 M, 1.26 GB",
    "sam-hq-huge": "642.7 M, 2.57 GB",
    "sam2.1-tiny": "38.96 M, 156 MB",
    "sam2.1-small": "46.06 M, 184 MB",
    "sam2.1-base-plus": "80.85 M, 324 MB",
    "sam2.1-large": "224.45 M, 898 MB",
    "sam3": "859.9 M, 3.44 GB",
    "sam3.1": "1.75 GB",
    "grounding-dino-tiny": "172.3 M, 689 MB",
    "grounding-dino-base": "232.3 M, 933 MB",
    "mm-grounding-dino-tiny": "172.3 M, 689 MB",
    "florence2-base": "0.23 G, 463 MB",
    "florence2-base-ft": "0.23 G",
    "florence2-large": "0.77 G",
    "florence2-large-ft": "0.77 G",
    "birefnet-general": "220.7 M, 444 MB",
    "birefnet-matting": "220.7 M, 885 MB",
    "birefnet-portrait": "220.7 M, 885 MB",
    "birefnet-hr": "220.7 M, 444 MB",
    "birefnet-hr-matting": "220.7 M, 444 MB",
    "birefnet-dynamic": "220.7 M",
    "birefnet-dynamic-matting": "220.7 M, 444 MB",
    "birefnet-lite": "44.4 M, 178 MB",
    "vitmatte-small": "25.8 M, 103 MB",
    "vitmatte-base": "96.7 M, 387 MB",
}
"""What publishers and their pages say: numbers in the file, and its size. Nothing is said of the
others, or "4 to 62 M" for a whole family."""
PICTURES_ALONE = {
    "sam2.1-tiny": "31.4 M",
    "sam2.1-small": "38.5 M",
    "sam2.1-base-plus": "73.3 M",
    "sam2.1-large": "216.9 M",
    "edgetam": "9.12 M",
}
"""The part that is loaded of those published for videos."""
UNITS = {"M": 1e6, "G": 1e9, "MB": 1e6, "GB": 1e9}


@cache
def size(name: str) -> published.Size:
    return published.size(CARDS[name])


def test_every_card_has_its_published_configuration() -> None:
    """Named in one go, so that a new card is not forgotten."""
    without = []
    for card in CARDS.values():
        try:
            size(card.name)
        except (KeyError, ModuleNotFoundError):
            without.append(card.name)
    assert not without, f"tests/published does not know {', '.join(without)}"


@pytest.mark.parametrize("card", CARDS.values(), ids=CARDS)
def test_a_card_counts_the_parameters_of_the_published_model(card: ModelCard) -> None:
    assert card.parameters == size(card.name).parameters


@pytest.mark.parametrize("card", CARDS.values(), ids=CARDS)
def test_a_card_gives_the_size_of_the_published_files(card: ModelCard) -> None:
    weights = size(card.name).nbytes
    assert weights <= card.download_bytes <= (1 + MORE_IN.get(card.name, MORE)) * weights


@pytest.mark.parametrize("name", FACTS)
def test_publishers_give_the_same_numbers(name: str) -> None:
    """A published size of a file lies between that of the weights and that of all files."""
    weights = size(name)
    for said in FACTS[name].split(", "):
        least, most = weights.numbers, weights.numbers
        if said.endswith("B"):
            least, most = weights.nbytes, CARDS[name].download_bytes
        assert agrees(least, most, said), f"{least} to {most} are not {said}"


@pytest.mark.parametrize("name", PICTURES_ALONE)
def test_of_a_model_for_videos_what_pictures_need_is_loaded(name: str) -> None:
    with torch.device("meta"):
        model = sam2.for_pictures(name)
    counted = sum(one.numel() for one in model.parameters())
    assert agrees(counted, counted, PICTURES_ALONE[name])
    assert counted < CARDS[name].parameters


def test_sam3s_parts_are_those_published() -> None:
    with torch.device("meta"):
        whole = sam3.network("sam3")
    detector = whole.detector_model
    parts = {
        "840.4 M": detector,
        "454 M": detector.vision_encoder,
        "353 M": detector.text_encoder,
    }
    for said, part in parts.items():
        counted = sum(one.numel() for one in part.parameters())
        assert agrees(counted, counted, said), said


def agrees(least: int, most: int, said: str) -> bool:
    """Whether a printed number is from `least` to `most`, within one of its last digit.

    Some are rounded up, some down.
    """
    number, unit = said.split()
    one = 10.0 ** -len(number.partition(".")[2]) * UNITS[unit]
    return least - one < float(number) * UNITS[unit] < most + one
