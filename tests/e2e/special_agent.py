"""`frisket serve`, as slow or as old as a scenario needs it.

    python special_agent.py [--version N] [--seconds S] serve --models fake

--version: the protocol version that it claims to speak. --seconds: how long its fake segmenter
thinks, in steps that a cancellation ends.
"""

from __future__ import annotations

import argparse
import threading
from typing import Any

from frisket import cli
from frisket.models import fake
from frisket.serving import greeting


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--version", type=int)
    parser.add_argument("--seconds", type=float, default=0)
    options, rest = parser.parse_known_args()
    if options.version is not None:
        greeting.PROTOCOL_VERSION = options.version
    if options.seconds:
        _slow_down(options.seconds)
    return cli.main(rest)


def _slow_down(seconds: float) -> None:
    quick = fake.FakeSegmenter.segment

    def segment(self: fake.FakeSegmenter, embedding: Any, prompts: Any, watch: Any) -> Any:
        never = threading.Event()
        for _ in range(int(seconds * 20)):
            watch.step("segment")
            never.wait(0.05)
        return quick(self, embedding, prompts, watch)

    fake.FakeSegmenter.segment = segment  # type: ignore[method-assign]


if __name__ == "__main__":
    raise SystemExit(main())
