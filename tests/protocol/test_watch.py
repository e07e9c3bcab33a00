"""Progress out, cancellation in."""

from __future__ import annotations

import threading

import pytest

from frisket_protocol.errors import Cancelled
from frisket_protocol.watch import Watch, cancellation


def test_steps_are_told() -> None:
    told: list[tuple[str, float | None]] = []
    watch = Watch(lambda stage, fraction: told.append((stage, fraction)))
    watch.step("embed", 0.5)
    watch.step("place")
    assert told == [("embed", 0.5), ("place", None)]


def test_nobody_need_listen() -> None:
    Watch().step("embed")


def test_step_raises_once_cancelled() -> None:
    watch = Watch()
    watch.cancel()
    with pytest.raises(Cancelled) as caught:
        watch.step("embed")
    assert caught.value.wire_code == "cancelled.asked"


def test_step_tells_nothing_once_cancelled() -> None:
    told: list[str] = []
    watch = Watch(lambda stage, _: told.append(stage))
    watch.cancel()
    with pytest.raises(Cancelled):
        watch.step("embed")
    assert told == []


def test_check_raises_once_cancelled() -> None:
    watch = Watch()
    watch.check()
    watch.cancel("superseded")
    with pytest.raises(Cancelled, match="newer request"):
        watch.check()


def test_first_reason_stays() -> None:
    watch = Watch()
    watch.cancel("superseded")
    watch.cancel("stopping")
    assert watch.reason == "superseded"


def test_whoever_waits_is_told_once() -> None:
    calls: list[str] = []
    watch = Watch()
    watch.when_cancelled(lambda: calls.append("told"))
    watch.cancel()
    watch.cancel()
    assert calls == ["told"]


def test_who_comes_late_is_told_at_once() -> None:
    calls: list[str] = []
    watch = Watch()
    watch.cancel()
    watch.when_cancelled(lambda: calls.append("told"))
    assert calls == ["told"]


def test_who_has_left_is_not_told() -> None:
    calls: list[str] = []
    watch = Watch()
    watch.when_cancelled(lambda: calls.append("told"))
    watch.when_cancelled(None)
    watch.cancel()
    assert calls == []


def test_leaving_late_is_no_call() -> None:
    watch = Watch()
    watch.cancel()
    watch.when_cancelled(None)
    assert watch.cancelled


def test_another_thread_may_cancel() -> None:
    watch = Watch()
    seen = threading.Event()
    watch.when_cancelled(seen.set)
    thread = threading.Thread(target=watch.cancel)
    thread.start()
    thread.join()
    assert seen.is_set()


def test_of_many_threads_one_is_first() -> None:
    watch = Watch()
    calls: list[str] = []
    watch.when_cancelled(lambda: calls.append(watch.reason))
    together = threading.Barrier(8)

    def cancel(reason: str) -> None:
        together.wait()
        watch.cancel(reason)

    threads = [threading.Thread(target=cancel, args=(str(n),)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert calls == [watch.reason]


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        ("asked", "Cancelled."),
        ("superseded", "A newer request took this one's place."),
        ("disconnected", "The program that asked has gone."),
        ("stopping", "The agent is stopping."),
    ],
)
def test_each_reason_has_its_sentence(reason: str, sentence: str) -> None:
    error = cancellation(reason)
    assert (str(error), error.detail, error.retry) == (sentence, reason, "never")
