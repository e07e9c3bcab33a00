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


async def test_work_is_done_in_the_workers_thread(worker: Worker) -> None:
    name = await worker.run("w", lambda: threading.current_thread().name, Watch())
    assert name.startswith("frisket-worker")


async def test_what_work_raises_is_raised(worker: Worker) -> None:
    with pytest.raises(ZeroDivisionError):
        await worker.run("w", lambda: 1 // 0, Watch())


async def test_work_comes_in_order(worker: Worker) -> None:
    done: list[int] = []
    await asyncio.gather(*(worker.run("w", lambda n=n: done.append(n), Watch()) for n in range(5)))
    assert done == [0, 1, 2, 3, 4]


async def test_cancelled_before_it_begins_it_never_does(worker: Worker) -> None:
    done: list[int] = []
    gate, watch = threading.Event(), Watch()
    first = asyncio.create_task(worker.run("w", lambda: gate.wait(20), Watch()))
    second = asyncio.create_task(worker.run("w", lambda: done.append(1), watch))
    await asyncio.sleep(0)
    watch.cancel()
    with pytest.raises(Cancelled):
        await second
    gate.set()
    await first
    assert done == []


async def test_the_latest_of_a_slot_wins(worker: Worker) -> None:
    gate = threading.Event()
    blocked = asyncio.create_task(worker.run("w", lambda: gate.wait(20), Watch()))
    await asyncio.sleep(0)
    waiting = [
        asyncio.create_task(worker.run("w", lambda n=n: n, Watch(), "slot")) for n in range(3)
    ]
    await asyncio.sleep(0)
    gate.set()
    await blocked
    first, second, third = await asyncio.gather(*waiting, return_exceptions=True)
    assert isinstance(first, Cancelled)
    assert isinstance(second, Cancelled)
    assert (first.detail, third) == ("superseded", 2)


async def test_it_knows_what_runs_and_how_much_waits(worker: Worker) -> None:
    gate, reached = threading.Event(), threading.Event()

    def work() -> str:
        reached.set()
        gate.wait(20)
        return worker.running

    first = asyncio.create_task(worker.run("first", work, Watch()))
    second = asyncio.create_task(worker.run("second", lambda: None, Watch()))
    await asyncio.to_thread(reached.wait, 20)
    queued = worker.queued
    gate.set()
    await second
    assert (await first, queued) == ("first", 2)
    assert worker.queued == 0
