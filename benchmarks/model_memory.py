"""What models take of memory, in full size with random weights, beside what their cards say.

    python benchmarks/model_memory.py [card …] [--device cpu|cuda|…] [--dtype float32|…]

Each in a process of its own: loaded from a file as the agent does it, then asked once all that its
role is for, about a picture of 1024 × 1024 (embed, a box, 16 boxes, words; words; a matte).

    weights   bytes that the loaded model holds (`nbytes`)
    peak      on CUDA and XPU what torch had allocated at most; elsewhere how much the process grew
              at most beyond what it took with its libraries loaded, looked at every few
              milliseconds (weights that are mapped from their file count, they are all read)
    card      what the pool makes room for, from the card's `memory_bytes` (half of them in half
              precision), and how much larger that is than the peak
"""

from __future__ import annotations

import argparse
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import psutil

import full_size
from frisket.models.files.cards import ModelCard
from frisket.models.place import Place
from frisket.models.pool import needed

EVERY = 0.004
"""Seconds between two looks at the size of the process."""


@dataclass(frozen=True)
class Taken:
    """Bytes of the weights, and at most."""

    weights: int
    peak: int


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="What models take of memory.")
    parser.add_argument("cards", nargs="*", help="names of cards; without any, all of them")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--dtype", default="", help="numbers to calculate in; the agent's choice")
    given = parser.parse_args(arguments)
    print(f"{'card':26} {'numbers':9} {'weights':>9} {'peak':>9} {'card':>9}  card / peak")
    for card in full_size.chosen(given.cards):
        place = full_size.place_of(card, given.device, given.dtype)
        taken = apart(card, place)
        room = needed(card, place)
        sizes = (taken.weights, taken.peak, room)
        figures = " ".join(f"{one / 1e6:6.0f} MB" for one in sizes)
        ratio = room / taken.peak
        print(f"{card.name:26} {place.dtype:9} {figures}  {ratio:.2f}", flush=True)


def apart(card: ModelCard, place: Place) -> Taken:
    """What the model takes, measured in a process of its own."""
    with (
        full_size.written(card) as folder,
        ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process,
    ):
        return process.submit(measured, card, folder, place).result()


def measured(card: ModelCard, folder: Path, place: Place) -> Taken:
    """The same, in this process, in which no model may have been before."""
    import_module(card.builder.partition(":")[0])
    with watched(place.device) as peak:
        model = full_size.built(card, folder, place)
        for step in full_size.steps(card, model).values():
            step()
    return Taken(model.nbytes, peak[0])


@contextmanager
def watched(device: str) -> Iterator[list[int]]:
    """A list that has, afterwards, the most bytes taken in between, beyond those before."""
    peak: list[int] = []
    kind = device.partition(":")[0]
    if kind in ("cuda", "xpu"):
        import torch

        accelerator: Any = getattr(torch, kind)
        accelerator.reset_peak_memory_stats(device)
        before = accelerator.memory_allocated(device)
        yield peak
        peak.append(accelerator.max_memory_allocated(device) - before)
        return
    process = psutil.Process()
    before = process.memory_info().rss
    seen = [before]
    done = threading.Event()

    def look() -> None:
        while not done.wait(EVERY):
            seen[0] = max(seen[0], process.memory_info().rss)

    looking = threading.Thread(target=look)
    looking.start()
    try:
        yield peak
    finally:
        done.set()
        looking.join()
    peak.append(max(seen[0], process.memory_info().rss) - before)


if __name__ == "__main__":
    main()
