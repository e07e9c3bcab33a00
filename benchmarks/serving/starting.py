"""From the start of the agent to its first mask, beside a Python that only imports what that needs.

python benchmarks/serving/starting.py [TIMES]

Medians in seconds, taken in turn, and the ratio to the empty Python's.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time

from frisket_protocol import Box, Prompt, Raster, Size, Software, Watch, discovery
from frisket_protocol.channel import SocketChannel
from frisket_protocol.parts import ImageRef
from frisket_protocol.requests import Segment

IMPORTS = "import numpy, cv2, scipy.sparse.csgraph, scipy.sparse.linalg"
WIDTH, HEIGHT = 96, 64
PICTURE = Raster(WIDTH, HEIGHT, "rgb8", bytes(range(256)) * (WIDTH * HEIGHT * 3 // 256))
PROMPT = Prompt(boxes=(Box(10, 10, 50, 50),))


def main() -> None:
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    ways = {"fake": "fake", "installed": "classic"}
    floor: list[float] = []
    masks: dict[str, list[tuple[float, float]]] = {models: [] for models in ways}
    for _ in range(times):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", IMPORTS], check=True)
        floor.append(time.perf_counter() - began)
        for models, recipe in ways.items():
            masks[models].append(first_mask(models, recipe))
    least = statistics.median(floor)
    print(f"imports alone {least:.2f}")
    for models, taken in masks.items():
        welcome, mask = (statistics.median(column) for column in zip(*taken, strict=True))
        print(f"{ways[models]:8} welcome {welcome:.2f}  mask {mask:.2f}  ratio {mask / least:.2f}")


def first_mask(models: str, recipe: str) -> tuple[float, float]:
    """Seconds from the start of a process to its welcome, and to its first mask."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["FRISKET_RUNTIME"] = folder
        began = time.perf_counter()
        command = [sys.executable, "-m", "frisket", "serve", "--models", models]
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        ) as agent:
            assert agent.stdout is not None
            agent.stdout.readline()
            found = discovery.read()
            assert found is not None, "it is ready"
            channel = SocketChannel(found, Software("starting", "1"))
            welcome = time.perf_counter() - began
            asked = Segment(ImageRef(PICTURE.sha256), Size(WIDTH, HEIGHT), PROMPT, recipe)
            channel.ask(asked, [PICTURE], watch=Watch())
            mask = time.perf_counter() - began
            channel.close()
            agent.terminate()
    return welcome, mask


if __name__ == "__main__":
    main()
