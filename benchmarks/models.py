"""What a model's steps cost, in full size with random weights, beside a floor of the machine.

    python benchmarks/models.py [--cards NAME …] [--device cpu|cuda|…] [--dtype float32|…]

One picture of 1024 × 1024 through the adapter, numpy in and numpy out. Medians in milliseconds, by
the clock and of processor time, which is what to look at where other work goes on beside it:

    embed             all that does not depend on the prompt
    a box, 16 boxes   the next prompts about the same picture: decoding, and masks in its pixels
    words to masks    SAM 3 with two phrases, the picture being embedded
    words to boxes    a detector with two phrases, or two of the names that it knows
    matte             a disc of two thirds of the picture's side
    floor             copying all of the weights once in the device's memory; nothing that reads
                      every weight is faster
    launch            on an accelerator, adding one to one number and waiting for it

Without --cards those that a processor does in seconds.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Sequence
from typing import Any

import full_size
from frisket.models.files.cards import ModelCard
from frisket.models.place import Place

SMALL = (
    "edgetam",
    "sam2.1-tiny",
    "rf-detr-nano",
    "dfine-nano-coco",
    "grounding-dino-tiny",
    "birefnet-lite",
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a line for every step of every model."""
    parser = argparse.ArgumentParser(description="What a model's steps cost.")
    parser.add_argument("--cards", nargs="+", default=SMALL, help="names of cards")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--dtype", default="", help="numbers to calculate in; the agent's choice")
    parser.add_argument("--rounds", type=int, default=5, help="after one that does not count")
    given = parser.parse_args(arguments)
    for card in full_size.chosen(given.cards):
        place = full_size.place_of(card, given.device, given.dtype)
        for step, clock, processor in costs(card, place, given.rounds):
            figures = f"{clock:10.2f} ms  {processor:10.2f} ms of a processor"
            print(f"{card.name:26} {place.dtype:9} {step:16} {figures}", flush=True)


def costs(card: ModelCard, place: Place, rounds: int) -> list[tuple[str, float, float]]:
    """Medians of each step and of the floors, in the order in which they happen."""
    with full_size.written(card) as folder:
        model = full_size.built(card, folder, place)
        asked = {**full_size.steps(card, model), **floors(model.nbytes, place)}
        return [(name, *medians(step, place, rounds)) for name, step in asked.items()]


def floors(nbytes: int, place: Place) -> dict[str, full_size.Step]:
    """What the machine needs for next to nothing."""
    import torch

    weights = torch.ones(nbytes, dtype=torch.uint8, device=place.device)
    target = torch.empty_like(weights)
    found: dict[str, full_size.Step] = {"floor": lambda: target.copy_(weights)}
    if place.device != "cpu":
        number = torch.zeros(1, device=place.device)
        found["launch"] = lambda: number.add_(1)
    return found


def medians(step: Callable[[], object], place: Place, rounds: int) -> tuple[float, float]:
    """Milliseconds until the device is done, and of the processor, without the first time."""
    wait = waiting(place)

    def timed() -> tuple[float, float]:
        began = time.perf_counter(), time.process_time()
        step()
        wait()
        return time.perf_counter() - began[0], time.process_time() - began[1]

    timed()
    every = zip(*(timed() for _ in range(rounds)), strict=True)
    clock, processor = (statistics.median(each) * 1000 for each in every)
    return clock, processor


def waiting(place: Place) -> Callable[[], Any]:
    """What waits until everything that was asked of the device is done."""
    import torch

    kind = place.device.partition(":")[0]
    library: Any = getattr(torch, kind)
    synchronize: Callable[[], Any] = library.synchronize
    return synchronize


if __name__ == "__main__":
    main()
