"""The agent starts by itself, once, however many ask."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from frisket.config import Settings as AgentSettings
from frisket_plugin.getting import starting
from frisket_plugin.getting.starting import Starting
from frisket_plugin.settings import Settings
from frisket_protocol import discovery
from frisket_protocol.errors import Cancelled, FailedPrecondition
from frisket_protocol.watch import Watch
from running import running


class World:
    """Whether an agent is there, and how often one was started."""

    def __init__(self) -> None:
        self.is_there = False
        self.starts = 0
        self.seen: list[str] = []
        self.fails = False

    def start(self, settings: Settings, watch: Watch) -> None:
        self.starts += 1
        watch.check()
        if self.fails:
            raise FailedPrecondition("The agent ended with 1.", hint="It was started with: x")
        self.is_there = True

    def starting(self, settings: Settings | None = None) -> Starting:
        given = settings or Settings()
        one = Starting(
            lambda: given,
            lambda: self.seen.append(one.sentence),
            self.start,
            lambda _: self.is_there,
        )
        return one


def test_it_starts_where_there_is_none_and_says_so_meanwhile() -> None:
    world = World()
    one = world.starting()
    one.ensure(Watch())
    one.ensure(Watch())
    assert world.starts == 1
    assert world.seen == ["The agent is starting.", ""]


def test_many_who_ask_at_once_start_one() -> None:
    world = World()
    one = world.starting()
    with ThreadPoolExecutor(8) as asking:
        list(asking.map(lambda _: one.ensure(Watch()), range(16)))
    assert world.starts == 1


@pytest.mark.parametrize("settings", [Settings(starts_agent=False), Settings(address="far:4000")])
def test_it_does_not_where_a_person_has_said_otherwise(settings: Settings) -> None:
    world = World()
    world.starting(settings).ensure(Watch())
    assert world.starts == 0


def test_a_start_that_fails_is_said_and_tried_again_at_the_next_request() -> None:
    world = World()
    world.fails = True
    one = world.starting()
    with pytest.raises(FailedPrecondition, match="ended with 1"):
        one.ensure(Watch())
    assert one.sentence == ""
    world.fails = False
    one.ensure(Watch())
    assert world.is_there


def test_where_another_program_was_first_its_agent_is_waited_for() -> None:
    world = World()
    world.fails = True
    looks: list[bool] = []

    def is_there(settings: Settings) -> bool:
        looks.append(True)
        return len(looks) > 3

    held = discovery.lock()
    assert held is not None
    with held:
        Starting(Settings, start=world.start, is_there=is_there).ensure(Watch())
    assert world.starts == 1
    looks.clear()
    with pytest.raises(FailedPrecondition):
        Starting(Settings, start=world.start, is_there=is_there).ensure(Watch())


def test_whoever_waits_for_anothers_start_can_leave() -> None:
    world, begun, go_on = World(), threading.Event(), threading.Event()

    def slow(settings: Settings, watch: Watch) -> None:
        begun.set()
        assert go_on.wait(20)

    one = Starting(Settings, start=slow, is_there=lambda _: world.is_there)
    first = threading.Thread(target=lambda: one.ensure(Watch()))
    first.start()
    assert begun.wait(20)
    watch = Watch()
    watch.cancel()
    with pytest.raises(Cancelled):
        one.ensure(watch)
    go_on.set()
    first.join(20)


def test_the_real_agent_is_seen() -> None:
    assert not starting.answers(Settings())
    with running(AgentSettings(models="fake", discoverable=False)) as there:
        address = f"{there.found.host}:{there.found.port}"
        assert starting.answers(Settings(address=address, token=there.found.token))
        assert starting.answers(Settings(address=address, token="wrong")), "it is there"


def test_what_takes_connections_is_seen_until_it_is_gone() -> None:
    with running(AgentSettings(models="fake", discoverable=False)) as there:
        settings = Settings(address=f"{there.found.host}:{there.found.port}")
        assert starting.listens(settings), "whatever its token"
    assert not starting.listens(settings)
    assert not starting.listens(Settings()), "none is announced"
    assert not starting.listens(Settings(address="nonsense"))


def test_none_is_started_while_it_rests() -> None:
    """Such as while the engine is taken away."""
    world = World()
    one = world.starting()
    one.rests = "It is being removed."
    with pytest.raises(FailedPrecondition, match="being removed"):
        one.ensure(Watch())
    assert (world.starts, world.seen) == (0, [])
    one.rests = ""
    one.ensure(Watch())
    assert world.starts == 1
