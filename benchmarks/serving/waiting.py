"""How long a small click waits while another program asks for something huge.

    python benchmarks/serving/waiting.py [CLICKS]

One program clicks on a picture of a third of a megapixel, over and over, through a real agent whose
answer takes no time (`fake`). Meanwhile another one has the agent work, without a pause, on one of
the requests below, the last two for the engine that needs no models. Milliseconds: the median and
the worst of so many clicks, alone and beside it. Both share the machine's processors, so some of
it is not waiting.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import cv2
import numpy as np
from numpy.typing import NDArray

from frisket.pictures.reading import ArraySource
from frisket_protocol import (
    Box,
    Client,
    Finish,
    Frame,
    Operations,
    Point,
    Prompt,
    Raster,
    Size,
    Software,
)
from frisket_protocol.errors import FrisketError

Mask = NDArray[np.uint8]
Work = Callable[[Client], object]
SMALL, LARGE = (480, 640), (4000, 6000)


def main() -> None:
    """A line for each of the requests that others make."""
    clicks = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    with tempfile.TemporaryDirectory() as folder:
        os.environ["FRISKET_RUNTIME"] = folder
        with _agent(), _client() as client:
            print(f"{clicks} clicks each; milliseconds: median, worst")
            _tell("alone", _clicked(client, clicks))
            for name, work in requests().items():
                with _beside(work):
                    _tell(name, _clicked(client, clicks))


def requests() -> dict[str, Work]:
    """What the other program asks for."""
    large, quarter = _shapes(LARGE), _shapes((4096, 4096))
    noise = np.random.default_rng(2).integers(0, 2, LARGE, np.uint8) * 255
    layer = ArraySource(np.repeat(large[..., None] // 2 + noise[..., None] // 16, 3, axis=2))
    box = Prompt(boxes=(Box(900, 500, 5100, 3600),))
    return {
        "grow 10000, 268 MP": _edit(quarter, Operations(grow=10000), 4),
        "feather 10000, 268 MP": _edit(quarter, Operations(feather=10000), 4),
        "grow 500, 24 MP": _edit(large, Operations(grow=500)),
        "smooth 127, 24 MP": _edit(large, Operations(smooth=127)),
        "fill holes of noise, 24 MP": _edit(noise, Operations(fill_holes=1000)),
        "drop specks of noise, 24 MP": _edit(noise, Operations(drop_specks=1000)),
        "box, hard, 24 MP": lambda client: client.open(layer).segment(box, recipe="classic"),
        "box, cut out, 24 MP": lambda client: client.open(layer).segment(
            box, recipe="classic", finish=Finish("matte", foreground=True)
        ),
    }


def _edit(mask: Mask, operations: Operations, scale: int = 1) -> Work:
    height, width = mask.shape
    raster = Raster(width, height, "gray8", mask.data.cast("B"), Frame(0, 0, scale))
    layer = Size(scale * width, scale * height)
    return lambda client: client.edit([raster], layer, operations)


def _shapes(size: tuple[int, int]) -> Mask:
    """Soft discs all over."""
    random = np.random.default_rng(1)
    coarse = random.normal(size=(size[0] // 64, size[1] // 64)).astype(np.float32)
    smooth = cv2.resize(coarse, (size[1], size[0]), interpolation=cv2.INTER_LINEAR)
    return np.clip(smooth * 400 + 128, 0, 255).astype(np.uint8)


def _clicked(client: Client, count: int) -> list[float]:
    """Milliseconds of so many clicks on a picture that the agent has seen."""
    random = np.random.default_rng(3)
    pixels = np.repeat(_shapes(SMALL)[..., None], 3, axis=2)
    layer = client.open(ArraySource(pixels))
    seconds = []
    for _ in range(count + 3):
        x, y = random.uniform(20, SMALL[1] - 20), random.uniform(20, SMALL[0] - 20)
        began = time.perf_counter()
        layer.segment(Prompt(points=(Point(float(x), float(y)),)), recipe="fake", fine=False)
        seconds.append(time.perf_counter() - began)
    return [1000 * one for one in seconds[3:]]


@contextmanager
def _beside(work: Work) -> Iterator[None]:
    """While another program has this done again and again."""
    over, begun = threading.Event(), threading.Event()
    failures: list[FrisketError] = []

    def ask() -> None:
        with _client() as client:
            try:
                while not over.is_set():
                    work(client)
                    begun.set()  # by then the pixels have been sent as well
            except FrisketError as error:
                failures.append(error)
                begun.set()

    other = threading.Thread(target=ask)
    other.start()
    begun.wait(120)
    try:
        yield
    finally:
        over.set()
        other.join()
        for error in failures:
            print(f"    it failed: {error}")


def _tell(name: str, milliseconds: list[float]) -> None:
    print(f"{name:28} {statistics.median(milliseconds):7.0f} {max(milliseconds):7.0f}", flush=True)


def _client() -> Client:
    return Client.connect(Software("benchmark", "1"))


@contextmanager
def _agent() -> Iterator[None]:
    command = [sys.executable, "-m", "frisket", "serve", "--models", "fake"]
    agent = subprocess.Popen(command, stdout=subprocess.PIPE)
    try:
        assert agent.stdout is not None, "piped"
        agent.stdout.readline()
        yield
    finally:
        agent.terminate()
        agent.wait(30)


if __name__ == "__main__":
    main()
