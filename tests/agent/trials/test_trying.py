"""Models and recipes on examples: those that are built in, and those for tests, by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import made_examples
from frisket.config import Settings
from frisket.models.base import Unwatched
from frisket.models.files import weights
from frisket.serving.agent import Agent
from frisket.trials import examples, telling
from frisket.trials.trial import UNKNOWN, Subject
from frisket.trials.trying import RUNS, Trials
from frisket_protocol.errors import Cancelled, FailedPrecondition, NotFound
from frisket_protocol.watch import Watch

WATCH = Unwatched()
SHAPE = (90, 120)


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Trials]:
    """Trials of an agent's models, with two red patches as an example of a user's own."""
    monkeypatch.setenv("FRISKET_CONFIG", str(tmp_path))
    patches = [np.zeros(SHAPE, bool) for _ in range(2)]
    patches[0][20:50, 10:40] = True
    patches[1][60:80, 60:110] = True
    rgb = np.full((*SHAPE, 3), 128, np.uint8)
    rgb[patches[0] | patches[1]] = (255, 0, 0)
    made_examples.write(tmp_path, "patches", rgb, patches, ["red"])

    def made(models: str = "installed", patience: float = 20.0, **tried: float) -> Trials:
        agent = Agent(Settings(models=models, discoverable=False))
        cards = dict(agent.cards)
        for name in ("fake", "fake_detector") if tried else ():
            cards[name] = replace(cards[name], tried=tried)
        agent.service()
        assert agent.pool is not None
        return Trials(cards, agent.shelf, agent.pool, examples.load(), patience)

    return made


def test_whatever_is_built_in_reaches_what_its_card_says_on_every_example(
    make: Callable[..., Trials],
) -> None:
    trials = make(patience=0.0)
    tried = set()
    for subject in trials.everything(weights.is_usable):
        for picture in trials.fitting(subject, WATCH):
            if picture == "patches":
                continue
            trial = trials.run(subject, picture, WATCH)
            assert trial.expected > 0, "what is built in has been measured"
            assert not trial.is_below, telling.sentence(trial)
            assert trial.overlap - trial.expected < 0.1, "what is expected is worth something"
            assert trial.is_soft == (subject.name == "closed_form")
            tried.add((subject.called, picture))
    photographs = ("dahlia", "astronaut", "cat", "coins")
    assert tried == {
        ("closed_form", "hair"),
        *(("classic", one) for one in photographs),
        *(("recipe classic", one) for one in photographs),
    }


@pytest.mark.parametrize(
    ("subject", "asked", "models"),
    [
        # What cuts for a detector alone is what its recipe names.
        (Subject("fake_detector"), "“red”", ("fake_detector", "fake")),
        (Subject("fake"), "2 boxes", ("fake",)),
        (Subject("fake", is_recipe=True), "“red”", ("fake_detector", "fake", "fake_matter")),
    ],
)
def test_each_is_asked_what_it_is_made_for(
    make: Callable[..., Trials], subject: Subject, asked: str, models: tuple[str, ...]
) -> None:
    trials = make("fake", patches=0.9)
    trial = trials.run(subject, "patches", WATCH)
    assert (trial.asked, trial.models) == (asked, models)
    assert trial.overlap > (0.95 if asked == "2 boxes" else 0.9)
    assert trial.runs == RUNS
    assert trial.expected == 0.9
    assert trial.mask.shape == SHAPE


def test_a_mask_that_is_none_is_below_what_is_expected(make: Callable[..., Trials]) -> None:
    trials = make("fake", cat=0.5)
    trial = trials.run(Subject("fake_detector"), "cat", WATCH)
    assert trial.found_nothing
    assert trial.overlap == 0
    assert trial.is_below


def test_what_nobody_measured_is_never_below(make: Callable[..., Trials]) -> None:
    trial = make("fake").run(Subject("fake_detector"), "cat", WATCH)
    assert trial.expected == UNKNOWN
    assert not trial.is_below


def test_without_a_picture_it_is_the_first_that_fits(make: Callable[..., Trials]) -> None:
    trials = make(patience=0.0)
    for name in ("classic", "closed_form"):
        subject = trials.named(name)
        assert trials.run(subject, "", WATCH).picture == trials.fitting(subject, WATCH)[0]


def test_a_model_goes_before_a_recipe_of_its_name(make: Callable[..., Trials]) -> None:
    trials = make()
    assert trials.named("classic") == Subject("classic")
    assert trials.named("words") == Subject("words", is_recipe=True)


@pytest.mark.parametrize(
    ("name", "picture", "kind", "said"),
    [
        ("nonsuch", "", NotFound, "No model and no recipe is called 'nonsuch'"),
        ("classic", "moon", NotFound, "No example is called 'moon'. There are: dahlia"),
        ("classic", "hair", FailedPrecondition, "classic cannot be tried on the example hair."),
        ("closed_form", "cat", FailedPrecondition, "It can on: hair."),
        ("sam2.1-tiny", "", FailedPrecondition, "is not on this machine. Fetch it with"),
        ("words", "", FailedPrecondition, "is not ready. Get what it needs with"),
    ],
)
def test_what_cannot_be_tried_says_why(
    make: Callable[..., Trials], name: str, picture: str, kind: type[Exception], said: str
) -> None:
    trials = make()
    with pytest.raises(kind) as caught:
        trials.run(trials.named(name), picture, WATCH)
    assert said in str(caught.value)


def test_with_little_patience_it_is_timed_once(make: Callable[..., Trials]) -> None:
    assert make("fake", patience=0.0).run(Subject("fake"), "patches", WATCH).runs == 1


def test_nobody_elses_wish_to_stop_is_overheard(make: Callable[..., Trials]) -> None:
    trials = make()
    watch = Watch()
    steps: list[str] = []

    def stop_at_the_second(stage: str, fraction: float | None) -> None:
        steps.append(stage)
        if steps.count("embed") == 2:
            watch.cancel()

    watch = Watch(stop_at_the_second)
    with pytest.raises(Cancelled):
        trials.run(Subject("classic"), "coins", watch)
    assert steps.count("embed") == 2, "the first answer was there already"


def test_only_what_the_person_made_is_their_own(make: Callable[..., Trials]) -> None:
    trials = make()
    every = [trials.named(name) for name in ("classic", "sam2.1-tiny", "words")]
    assert not any(subject.is_own for subject in every)
    assert Subject("my-face").is_own
    assert Subject("my-way", is_recipe=True).is_own
