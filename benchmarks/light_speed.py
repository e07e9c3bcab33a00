"""What the same network costs with PyTorch and on ONNX Runtime, in full size with random weights.

    python benchmarks/light_speed.py [--cards NAME …] [--rounds 5]

A line for each way to calculate and each step: medians in milliseconds, by the clock and of
processor time, which is what to look at where other work goes on beside it. All of a card happens
in one run, the ways in turn, so that what else the machine does weighs on all of them alike:

    torch float32, bfloat16   the adapter with PyTorch
    onnx float32              the pair that `frisket.models.exporting` writes of the same weights
    onnx int8, fp16           the same in fewer bits, by `exporting.reducing`
    load                      from the files to a model that can be asked
    floor                     copying all of the weights once in memory

and how far the answer to a box lies from that of torch float32, as a share of the mask's pixels.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

import full_size
from frisket.models.base import ObjectPrompt
from frisket.models.exporting import reducing
from frisket.models.files.cards import ModelCard
from frisket.models.place import CPU, Place
from frisket_protocol import Point
from models import floors

EXPORTERS = {
    "sam2.1-tiny": ("sam2", "frisket.models.segment.sam_graph:SegmentSamGraph"),
    "edgetam": ("sam2", "frisket.models.segment.sam_graph:SegmentSamGraph"),
    "sam-base": ("sam", "frisket.models.segment.sam_graph:SegmentSamGraph"),
}
"""The cards whose models can be exported: the exporter, and what builds what it writes."""
CLICK = ObjectPrompt(points=(Point(full_size.SIDE / 2, full_size.SIDE / 2),))
BOX = ObjectPrompt(box=full_size.BOX)

Step = Callable[[], object]


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table of each card."""
    parser = argparse.ArgumentParser(description="What a network costs with and without torch.")
    parser.add_argument("--cards", nargs="+", default=["sam2.1-tiny"], choices=EXPORTERS)
    parser.add_argument("--rounds", type=int, default=5, help="after one that does not count")
    given = parser.parse_args(arguments)
    for card in full_size.chosen(given.cards):
        for line in table(card, given.rounds):
            print(f"{card.name:16} {line}", flush=True)


def table(card: ModelCard, rounds: int) -> Iterator[str]:
    """The lines of one card."""
    with ways(card) as loaders:
        models: dict[str, Any] = {}
        for way, load in loaders.items():
            began = time.perf_counter()
            models[way] = load()
            yield line(way, "load", 1000 * (time.perf_counter() - began), 0)
        image = full_size.picture()
        maps = {way: model.embed(image, full_size.WATCH) for way, model in models.items()}
        steps: dict[str, dict[str, Step]] = {
            "embed": {
                way: lambda model=model: model.embed(image, full_size.WATCH)  # type: ignore[misc]
                for way, model in models.items()
            },
            "a click": {
                way: lambda way=way: models[way].segment(maps[way], [CLICK], full_size.WATCH)  # type: ignore[misc]
                for way in models
            },
        }
        first = next(iter(models))
        steps["floor"] = {first: floors(models[first].nbytes, CPU)["floor"]}
        for step, each in steps.items():
            for way, clock, processor in medians(each, rounds):
                yield line(way, step, clock, processor)
        masks = {
            way: model.segment(maps[way], [BOX], full_size.WATCH)[0][0].mask >= 128
            for way, model in models.items()
        }
        for way, mask in masks.items():
            yield f"{way:16} {'differs in':10} {np.mean(mask != masks[first]):10.4%} of the pixels"


def line(way: str, step: str, clock: float, processor: float) -> str:
    """One line of the table."""
    return f"{way:16} {step:10} {clock:10.1f} ms  {processor:10.1f} ms of a processor"


def medians(each: dict[str, Step], rounds: int) -> list[tuple[str, float, float]]:
    """Of every way the median of the clock and of the processor; the ways take turns."""
    found: dict[str, list[tuple[float, float]]] = {way: [] for way in each}
    for _ in range(rounds + 1):
        for way, step in each.items():
            began = time.perf_counter(), time.process_time()
            step()
            ended = time.perf_counter(), time.process_time()
            found[way].append((ended[0] - began[0], ended[1] - began[1]))
    return [
        (way, *(1000 * statistics.median(times) for times in zip(*taken[1:], strict=True)))
        for way, taken in found.items()
    ]


@contextmanager
def ways(card: ModelCard) -> Iterator[dict[str, Callable[[], Any]]]:
    """How to load the model in each way, by its name; the first is what others are compared to."""
    exporter, builder = EXPORTERS[card.name]
    graph = replace(card, builder=builder, files={}, options={})
    with full_size.written(card) as folder, tempfile.TemporaryDirectory() as scratch:
        whole = Path(scratch) / "float32"
        whole.mkdir()
        began = time.perf_counter()
        import_module(f"frisket.models.exporting.{exporter}").export(
            card, folder, whole, full_size.WATCH
        )
        print(f"{card.name:16} exported in {time.perf_counter() - began:.0f} s", flush=True)
        folders = {"onnx float32": whole}
        for precision in reducing.REWRITES:
            folders[f"onnx {precision}"] = into = Path(scratch) / precision
            shutil.copytree(whole, into)
            reducing.reduce(into, precision)
        yield {
            "torch float32": lambda: card.build(folder, CPU),
            "torch bfloat16": lambda: card.build(folder, Place("cpu", "bfloat16")),
            **{
                way: lambda other=other: graph.build(other, CPU)  # type: ignore[misc]
                for way, other in folders.items()
            },
        }


if __name__ == "__main__":
    main()
