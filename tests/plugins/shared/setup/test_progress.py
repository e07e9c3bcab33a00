"""Stage, bytes, rate and time left."""

from __future__ import annotations

import pytest

from frisket_plugin import texts
from frisket_plugin.setup.progress import STAGES, Meter, Progress, duration
from frisket_protocol.errors import Cancelled
from frisket_protocol.watch import Watch


def test_the_rate_is_that_of_the_last_seconds() -> None:
    now, told = [0.0], []
    meter = Meter(told.append, Watch(), lambda: now[0])
    meter.stage("fetch", 100_000_000)
    for second in range(1, 21):
        now[0] = float(second)
        speed = 1_000_000 if second <= 10 else 3_000_000
        meter.at((told[-1].done if told else 0) + speed)
    assert told[-1].rate == pytest.approx(3_000_000)
    assert told[-1].done == 40_000_000
    assert told[-1].seconds_left == pytest.approx(20)
    assert told[-1].sentence == "Fetching what is needed: 40 MB of 100 MB, 3.0 MB/s, 20 s left"


def test_the_rate_of_a_fast_line_is_told_too() -> None:
    now, told = [0.0], []
    meter = Meter(told.append, Watch(), lambda: now[0])
    meter.stage("fetch", 10**9)
    for piece in range(1, 10001):
        now[0] = piece / 2000
        meter.at(piece * 30_000)
    assert told[-1].rate == pytest.approx(60_000_000, rel=0.05)


def test_it_is_told_at_most_ten_times_a_second_and_at_the_end() -> None:
    now, told = [0.0], []
    meter = Meter(told.append, Watch(), lambda: now[0])
    meter.stage("fetch", 1000)
    for byte in range(1, 1001):
        now[0] = byte / 1000
        meter.at(byte)
    assert len(told) <= 12
    assert told[-1].done == 1000


def test_nobody_waits_for_what_is_not_wanted() -> None:
    watch = Watch()
    meter = Meter(lambda _: None, watch)
    meter.stage("uv", 10)
    watch.cancel()
    with pytest.raises(Cancelled):
        meter.at(1)


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("stage", STAGES)
def test_every_stage_has_a_sentence(stage: str, language: str) -> None:
    texts.choose(language)
    assert Progress(stage).sentence.endswith("…")  # type: ignore[arg-type]
    texts.choose("en")


def test_numbers_as_people_read_them() -> None:
    assert [texts.sized(count) for count in (9_940_000, 120e6, 3.04e9)] == [
        "9.9 MB",
        "120 MB",
        "3.04 GB",
    ]
    texts.choose("de")
    assert texts.sized(3.04e9) == "3,04 GB"
    texts.choose("en")
    assert [duration(seconds) for seconds in (0.2, 59, 150)] == [
        "1 s left",
        "59 s left",
        "2 min left",
    ]
