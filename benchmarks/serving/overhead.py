"""What the agent costs beside the models: a 4K layer with `fake` models, and the floors.

    python benchmarks/serving/overhead.py [--rounds N]

Everything is measured in one run on one machine, as medians, because only ratios travel. The host's
own reading of its layer is not part of it: the source hands out pictures that lie ready.

    first prompt     announce, send, check and look at the preview, and get the mask in layer pixels
    next prompt      the same picture again: the decoder alone
    naming           the client's sha256 of a whole 4K layer of 33 MB, before it can be announced
    upload           announcing it and sending it (pure Python) until all of it has arrived
    upload, checked  the same until the agent has checked its sha256 as well
    masking          what RFC 6455 demands for 33 MB, in pure Python, without sending; pixels that
                     stay on loopback are spared it (`frames.NO_MASK`)
    memcpy           33 MB from one buffer to another
    raw socket       33 MB over loopback TCP into one buffer, nothing else
    memory           how much the agent grew by the image
    welcome          from starting `frisket serve` to the first welcome
    --help           from starting `frisket --help` to its end
"""

from __future__ import annotations

import argparse
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import numpy as np
import psutil

from frisket_protocol import Box, Client, Frame, Point, Prompt, Raster, Software, discovery, frames
from frisket_protocol.channel import SocketChannel
from frisket_protocol.parts import CHUNK_MAX
from frisket_protocol.requests import Status
from frisket_protocol.watch import Watch

WIDTH, HEIGHT = 3840, 2160
BYTES = WIDTH * HEIGHT * 4
SOFTWARE = Software("benchmark", "1")


class Ready:
    """A 4K layer whose preview lies ready, as a host's own cache would have it."""

    size = WIDTH, HEIGHT

    def __init__(self, seed: int) -> None:
        scale = WIDTH / 1024
        pixels = np.random.default_rng(seed).integers(0, 255, (576, 1024, 4), np.uint8)
        pixels[..., 3] = 255
        self._preview = pixels.tobytes(), Frame(0, 0, scale)

    def read(self, box: Box, scale: float) -> Raster:
        """The preview; nothing else is asked for here."""
        return Raster(1024, 576, "rgba8", *self._preview)


def main(arguments: list[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="What the agent costs beside the models.")
    parser.add_argument("--rounds", type=int, default=9)
    rounds = parser.parse_args(arguments).rounds
    whole = os.urandom(BYTES)
    memcpy = _median(_memcpy(whole), rounds)
    masking = _median(_masking(whole), rounds)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["FRISKET_RUNTIME"] = folder
        help_time = statistics.median(_help() for _ in range(rounds))
        starts = []
        for _ in range(rounds):
            with _agent() as started:
                starts.append(started)
        with _agent() as _, Client.connect(SOFTWARE) as client:
            first, following = _prompts(client, rounds)
            masks = _median(lambda: _big_mask(client), rounds)
            raw, naming, upload, checked, grown = _uploads(whole, rounds)
    for name, milliseconds, bar in (
        ("memcpy 33 MB (floor)", memcpy, ""),
        ("raw socket 33 MB (floor)", raw, ""),
        ("first prompt, 4K layer", first, "60"),
        ("next prompt", following, "10"),
        ("prompt with a 3 MP mask", masks, ""),
        ("masking 33 MB (spared)", masking, ""),
        ("naming 33 MB", naming, ""),
        ("upload 33 MB", upload, f"{5 * raw:.0f} = 5 × the raw socket"),
        ("upload 33 MB, checked", checked, ""),
        ("frisket --help", help_time, "200"),
        ("serve to welcome", statistics.median(starts), "500"),
    ):
        print(f"{name:28} {milliseconds:8.1f} ms   {'at most ' + bar if bar else ''}")
    print(f"{'upload / raw socket':28} {upload / raw:8.1f}")
    print(f"{'memory beyond the image':28} {grown:8.1f} MB   at most 10")


def _median(act: Callable[[], float], rounds: int) -> float:
    """Milliseconds that `act` says it took; the first time does not count."""
    act()
    return statistics.median(act() for _ in range(rounds))


def _timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000


# --- floors ---


def _memcpy(data: bytes) -> Callable[[], float]:
    target = memoryview(bytearray(len(data)))

    def copy() -> None:
        target[:] = data

    return lambda: _timed(copy)


def _raw_socket(data: bytes) -> Callable[[], float]:
    buffer = memoryview(bytearray(len(data)))

    def send() -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            sender = threading.Thread(target=_send_all, args=(listener.getsockname(), data))
            sender.start()
            receiver, _ = listener.accept()
            with receiver:
                filled = 0
                while filled < len(buffer):
                    filled += receiver.recv_into(buffer[filled:])
            sender.join()

    return lambda: _timed(send)


def _send_all(address: tuple[str, int], data: bytes) -> None:
    with socket.create_connection(address) as sender:
        sender.sendall(data)


# --- the agent ---


@contextmanager
def _agent() -> Iterator[float]:
    """A running agent; yields the milliseconds until its first welcome."""
    command = [sys.executable, "-m", "frisket", "serve", "--models", "fake"]
    began = time.perf_counter()
    agent = subprocess.Popen(command, stdout=subprocess.PIPE)
    try:
        assert agent.stdout is not None, "piped"
        agent.stdout.readline()
        with Client.connect(SOFTWARE) as client:
            assert client.welcome.version == 1, "the agent welcomes"
            yield (time.perf_counter() - began) * 1000
    finally:
        agent.terminate()
        agent.wait(10)


def _prompts(client: Client, rounds: int) -> tuple[float, float]:
    """Milliseconds of the first prompt on a new picture, and of the next on the same."""
    first, following = [], []
    for seed in range(rounds + 1):
        layer = client.open(Ready(seed))
        prompt = Prompt(points=(Point(1900.0 + seed, 1000.0),))
        first.append(_timed(partial(layer.segment, prompt, recipe="fake", fine=False)))
        prompt = Prompt(points=(Point(1000.0 + seed, 700.0),))
        following.append(_timed(partial(layer.segment, prompt, recipe="fake", fine=False)))
    return statistics.median(first[1:]), statistics.median(following[1:])


def _big_mask(client: Client) -> float:
    layer = client.open(Ready(0))
    prompt = Prompt(boxes=(Box(900, 300, 2900, 1800),))
    layer.segment(prompt, recipe="fake", fine=False)
    return _timed(lambda: layer.segment(prompt, recipe="fake", fine=False))


def _uploads(whole: bytes, rounds: int) -> tuple[float, float, float, float, float]:
    """Milliseconds of sending a layer through a raw socket, of naming it, of bringing it to the
    agent, and until it is checked, each in turn; megabytes that the agent grew beyond it.

    Any question that the agent answers at once is answered when it has read all that came before.
    """
    agent = discovery.read()
    assert agent is not None, "it runs"
    process = psutil.Process(agent.pid)
    raw = _raw_socket(whole)
    raws, namings, arrivals, checks = [], [], [], []
    grown = 0.0
    for round in range(rounds):
        raws.append(raw())
        data = bytes([round]) + whole[1:]
        before = process.memory_info().rss
        channel = SocketChannel(agent, SOFTWARE)
        raster = Raster(WIDTH, HEIGHT, "rgba8", data)
        namings.append(_timed(partial(getattr, raster, "sha256")))
        began = time.perf_counter()
        channel.put(raster, Watch())
        channel.ask(Status(), watch=Watch())
        arrivals.append((time.perf_counter() - began) * 1000)
        channel.upload(raster, Watch())
        checks.append((time.perf_counter() - began) * 1000)
        if round == 0:
            grown = (process.memory_info().rss - before - BYTES) / 1e6
        channel.close()
    sent, named, arrived, checked = map(statistics.median, (raws, namings, arrivals, checks))
    return sent, named, arrived, checked, grown


def _masking(data: bytes) -> Callable[[], float]:
    pieces = [memoryview(data)[at : at + CHUNK_MAX] for at in range(0, len(data), CHUNK_MAX)]
    return lambda: _timed(lambda: [frames.encode(frames.BINARY, [piece]) for piece in pieces])


def _help() -> float:
    command = [sys.executable, str(Path(sys.executable).with_name("frisket")), "--help"]
    return _timed(lambda: subprocess.run(command, stdout=subprocess.DEVNULL, check=True))


if __name__ == "__main__":
    main()
