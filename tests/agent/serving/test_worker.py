"""The one thread: order, slots, cancelling. No test waits for a clock."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

import pytest

from frisket.serving.worker import Worker
from frisket_protocol import Watch
from frisket_protocol.errors import Cancelled


@pytest.fixture
def worker() -> Iterator[Worker]:
    made = Worker()
    yield made
    made.close()


def test_work_is_done_in_the_workers_thread(worker: Worker) -> None:
    name = asyncio.run(worker.run("w", lambda: threading.current_thread().name, Watch()))
    assert name.startswith("frisket-worker")


def test_what_work_raises_is_raised(worker: Worker) -> None:
    with pytest.raises(ZeroDivisionError):
        asyncio.run(worker.run("w", lambda: 1 // 0, Watch()))


def test_work_comes_in_order(worker: Worker) -> None:
    done: list[int] = []

    async def ask() -> None:
        await asyncio.gather(
            *(worker.run("w", lambda n=n: done.append(n), Watch()) for n in range(5))
        )

    asyncio.run(ask())
    assert done == [0, 1, 2, 3, 4]


def test_cancelled_before_it_begins_it_never_does(worker: Worker) -> None:
    done: list[int] = []
    gate, watch = threading.Event(), Watch()

    async def ask() -> None:
        first = asyncio.create_task(worker.run("w", lambda: gate.wait(20), Watch()))
        second = asyncio.create_task(worker.run("w", lambda: done.append(1), watch))
        await asyncio.sleep(0)
        watch.cancel()
        with pytest.raises(Cancelled):
            await second
        gate.set()
        await first

    asyncio.run(ask())
    assert done == []


def test_the_latest_of_a_slot_wins(worker: Worker) -> None:
    gate = threading.Event()

    async def ask() -> list[object]:
        blocked = asyncio.create_task(worker.run("w", lambda: gate.wait(20), Watch()))
        await asyncio.sleep(0)
        waiting = [
            asyncio.create_task(worker.run("w", lambda n=n: n, Watch(), "slot")) for n in range(3)
        ]
        await asyncio.sleep(0)
        gate.set()
        await blocked
        return await asyncio.gather(*waiting, return_exceptions=True)

    first, second, third = asyncio.run(ask())
    assert isinstance(first, Cancelled)
    assert isinstance(second, Cancelled)
    assert (first.detail, third) == ("superseded", 2)


def test_it_knows_what_runs_and_how_much_waits(worker: Worker) -> None:
    gate, reached = threading.Event(), threading.Event()

    def work() -> str:
        reached.set()
        gate.wait(20)
        return worker.running

    async def ask() -> tuple[str, int]:
        first = asyncio.create_task(worker.run("first", work, Watch()))
        second = asyncio.create_task(worker.run("second", lambda: None, Watch()))
        await asyncio.to_thread(reached.wait, 20)
        queued = worker.queued
        gate.set()
        await second
        return await first, queued

    assert asyncio.run(ask()) == ("first", 2)
    assert worker.queued == 0
