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
    watches = [Watch() for _ in range(3)]
    waiting = [
        asyncio.create_task(worker.run("w", lambda n=n: n, watch))
        for n, watch in enumerate(watches)
    ]
    for watch in watches:
        worker.take("slot", watch)
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


async def test_another_clients_small_work_waits_for_no_large_one(worker: Worker) -> None:
    begun, done = threading.Event(), threading.Event()
    watch = Watch()

    def large() -> str:
        begun.set()
        while not done.is_set():
            watch.check()
        return "large"

    first = asyncio.create_task(worker.run("large", large, watch, "one"))
    await asyncio.to_thread(begun.wait, 20)
    async with asyncio.timeout(20):
        await worker.run("small", done.set, Watch(), "other")
    assert await first == "large"


async def test_one_clients_work_is_never_begun_before_its_time(worker: Worker) -> None:
    """However the slices fall, each client's work comes in order, and one thread works."""
    at_work: list[int] = []
    together: list[int] = []
    ends: dict[int, list[int]] = {0: [], 1: [], 2: []}

    def work(client: int, number: int, watch: Watch) -> None:
        for _ in range(200):
            at_work.append(client)
            together.append(len(at_work))
            sum(range(2000))
            at_work.pop()
            watch.check()
        ends[client].append(number)

    every = []
    for number in range(3):
        for client in ends:
            watch = Watch()
            every.append(
                worker.run("w", lambda c=client, n=number, w=watch: work(c, n, w), watch, client)
            )
    await asyncio.gather(*every)
    assert set(together) == {1}
    assert list(ends.values()) == [[0, 1, 2]] * 3


async def test_cancelled_while_another_works_it_ends_at_once(worker: Worker) -> None:
    gate, entered, watch = threading.Event(), threading.Event(), Watch()

    def block() -> None:
        entered.set()
        gate.wait(20)

    blocked = asyncio.create_task(worker.run("w", block, Watch(), "one"))
    await asyncio.to_thread(entered.wait, 20)
    second = asyncio.create_task(worker.run("w", lambda: None, watch, "other"))
    await asyncio.sleep(0)
    watch.cancel("disconnected")
    with pytest.raises(Cancelled):
        await second
    gate.set()
    await blocked
