"""Models in memory: built once, within a budget, let go of when idle, and when memory runs out."""

from __future__ import annotations

import sys
import threading
import weakref
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest
import torch
from transformers.models.sam2.modeling_sam2 import Sam2SinePositionEmbedding

from frisket.models.accelerators import Runs
from frisket.models.base import Unwatched
from frisket.models.devices import best_device, device_budget
from frisket.models.files.cards import ModelCard
from frisket.models.place import CPU, Place
from frisket.models.pool import Pool, is_out_of_memory, needed
from frisket_protocol import Watch
from frisket_protocol.errors import Cancelled, FailedPrecondition, NotFound, ResourceExhausted


@dataclass
class Weight:
    """A model that does nothing but take memory."""

    nbytes: int
    place: Place


@dataclass(frozen=True)
class Card(ModelCard):
    """Builds a Weight of `memory_bytes`, and counts; `fails` times there is no memory for it."""

    built: list[Place] = field(default_factory=list)
    fails: list[Exception] = field(default_factory=list)

    def build(self, folder: Path | None = None, place: Place = CPU) -> Weight:
        if self.fails:
            raise self.fails.pop()
        self.built.append(place)
        return Weight(self.memory_bytes, place)


class Clock:
    """Time that passes when the test says so."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def card(folder: Path, name: str, size: int, **more: object) -> Card:
    return Card(name, "segment", name, "MIT", "", path=str(folder), memory_bytes=size, **more)  # type: ignore[arg-type]


@pytest.fixture
def cards(tmp_path: Path) -> dict[str, ModelCard]:
    free = Card("free", "segment", "free", "MIT", "")
    return {one.name: one for one in (free, *(card(tmp_path, n, 40) for n in ("a", "b", "c")))}


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pool(cards: dict[str, ModelCard], clock: Clock) -> Pool:
    return Pool(cards, "cpu", 100, clock)


def get(pool: Pool, *names: str) -> None:
    for name in names:
        pool.get(name, Unwatched())


def test_a_model_is_built_once(pool: Pool, cards: dict[str, Card]) -> None:
    get(pool, "a", "a", "a")
    assert len(cards["a"].built) == 1


def test_loading_can_be_seen_and_cancelled(pool: Pool) -> None:
    watch = Watch()
    watch.cancel()
    with pytest.raises(Cancelled):
        pool.get("a", watch)
    assert pool.loaded == []


def test_the_least_recently_used_makes_room(pool: Pool) -> None:
    get(pool, "a", "b", "a", "c")
    assert pool.loaded == ["a", "c"]
    assert pool.nbytes == 80


def test_what_is_needed_together_goes_last(pool: Pool) -> None:
    get(pool, "a", "b")
    pool.get("c", Unwatched(), keep=["a"])
    assert pool.loaded == ["a", "c"]


def test_models_without_files_never_make_room(pool: Pool) -> None:
    get(pool, "free", "a", "b", "c")
    assert "free" in pool.loaded


def test_a_model_larger_than_the_budget_is_refused_in_a_sentence(tmp_path: Path) -> None:
    pool = Pool({"huge": card(tmp_path, "huge", 101)}, "cpu", 100)
    with pytest.raises(ResourceExhausted, match="The memory of cpu is too small for huge"):
        get(pool, "huge")


def test_half_the_numbers_take_half_the_memory(tmp_path: Path) -> None:
    pool = Pool({"large": card(tmp_path, "large", 150)}, "cuda:0", 100)
    get(pool, "large")
    assert pool.loaded == ["large"]


def test_idle_models_leave(pool: Pool, clock: Clock) -> None:
    get(pool, "free", "a")
    clock.now = 50
    get(pool, "b")
    clock.now = 100
    assert pool.rest(60) == ["a"]
    assert pool.loaded == ["free", "b"]


def test_one_or_all_can_be_told_to_go(pool: Pool) -> None:
    get(pool, "a", "b")
    pool.unload("a")
    assert pool.loaded == ["b"]
    pool.unload()
    assert pool.loaded == []


def test_what_transformers_keeps_of_a_model_goes_with_it(pool: Pool) -> None:
    positions = Sam2SinePositionEmbedding(4)(torch.Size((1, 8, 2, 2)), "cpu", torch.float32)
    kept = weakref.ref(positions)
    del positions
    assert kept() is not None
    pool.unload()
    assert kept() is None


def test_cached_functions_of_others_are_left_alone(pool: Pool) -> None:
    homeless = cache(lambda number: number)
    homeless.__module__ = None  # type: ignore[assignment]
    homeless(1)
    pool.unload()
    assert homeless.cache_info().currsize == 1


def test_each_kind_of_device_has_its_numbers(tmp_path: Path) -> None:
    plain = card(tmp_path, "plain", 1)
    special = card(tmp_path, "special", 1, options={"dtypes": {"cuda": "bfloat16"}})
    pool = Pool({}, "cuda:0", 100)
    assert pool.place_of(plain) == Place("cuda:0", "float16")
    assert pool.place_of(special) == Place("cuda:0", "bfloat16")
    assert Pool({}, "cpu", 100).place_of(special) == Place("cpu", "float32")


def test_half_precision_needs_half_of_what_the_card_says(tmp_path: Path) -> None:
    one = card(tmp_path, "one", 100)
    assert needed(one, Place("cuda", "float32")) == 100
    assert needed(one, Place("cuda", "float16")) == needed(one, Place("cpu", "bfloat16")) == 50


def test_missing_models_files_and_packages_are_told_apart(tmp_path: Path) -> None:
    gone = card(tmp_path / "gone", "gone", 1)
    foreign = card(tmp_path, "foreign", 1, needs=("a_package_that_nobody_has",))
    pool = Pool({"gone": gone, "foreign": foreign}, "cpu", 100)
    with pytest.raises(NotFound):
        get(pool, "none")
    with pytest.raises(FailedPrecondition, match="not on this machine"):
        get(pool, "gone")
    with pytest.raises(FailedPrecondition, match="needs a_package_that_nobody_has"):
        get(pool, "foreign")


class OutOfMemoryError(RuntimeError):
    """As torch names it."""


FULL = [
    OutOfMemoryError("CUDA"),
    RuntimeError("MPS backend out of memory"),
    RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes."),
    RuntimeError("DefaultCPUAllocator: not enough memory: you tried to allocate 9 bytes."),
    MemoryError(),
]


@pytest.mark.parametrize("error", FULL, ids=repr)
def test_running_out_of_memory_is_known_by_many_names(error: Exception) -> None:
    assert is_out_of_memory(error)
    assert not is_out_of_memory(ValueError("out of memory"))
    assert not is_out_of_memory(RuntimeError("a shape does not fit"))


def test_when_memory_runs_out_room_is_made_and_the_work_is_tried_once_more(pool: Pool) -> None:
    tries: list[str] = []

    def work() -> str:
        if not tries:
            tries.append("failed")
            raise OutOfMemoryError
        return "done"

    assert pool.with_room(work, lambda: tries.append("room")) == "done"
    assert tries == ["failed", "room"]


def test_when_it_runs_out_again_that_is_said(pool: Pool) -> None:
    def work() -> None:
        raise OutOfMemoryError

    with pytest.raises(ResourceExhausted, match="too small for this picture") as caught:
        pool.with_room(work, lambda: None)
    assert caught.value.retry == "smaller"


def test_other_errors_are_not_tried_again(pool: Pool) -> None:
    made: list[int] = []
    with pytest.raises(ZeroDivisionError):
        pool.with_room(lambda: 1 // 0, lambda: made.append(1))
    assert not made


def test_loading_makes_room_when_the_device_is_fuller_than_it_seemed(tmp_path: Path) -> None:
    late = card(tmp_path, "late", 10, fails=[OutOfMemoryError()])
    pool = Pool({"early": card(tmp_path, "early", 10), "late": late}, "cpu", 100)
    get(pool, "early", "late")
    assert pool.loaded == ["late"]


def test_the_processor_lends_models_half_of_the_memory() -> None:
    assert 1 << 28 < device_budget("cpu") < 1 << 45


def test_what_is_loaded_can_be_read_while_models_come_and_go(tmp_path: Path) -> None:
    names = [f"model{number}" for number in range(30)]
    pool = Pool({name: card(tmp_path, name, 1) for name in names}, "cpu", 1000)
    over = threading.Event()
    faults: list[RuntimeError] = []

    def read() -> None:
        try:
            while not over.is_set():
                assert pool.nbytes <= len(names)
                assert len(pool.loaded) <= len(names)
        except RuntimeError as fault:
            faults.append(fault)

    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    reading = threading.Thread(target=read)
    reading.start()
    try:
        for _ in range(1000):
            for name in names:
                pool.get(name, Watch())
            pool._forget(*names)
    finally:
        over.set()
        reading.join()
        sys.setswitchinterval(usual)
    assert not faults


@dataclass
class Graph(Weight):
    """A model that runs where it says."""

    runs: Runs = Runs()


@dataclass(frozen=True)
class GraphCard(Card):
    runs: Runs = Runs()

    def build(self, folder: Path | None = None, place: Place = CPU) -> Graph:
        self.built.append(place)
        return Graph(self.memory_bytes, place, self.runs)


def test_where_models_calculate_is_told_and_what_does_not_run_them_once(tmp_path: Path) -> None:
    failed = Runs("CPU", "OpenVINO", "no such device")
    known: dict[str, ModelCard] = {
        "graph": GraphCard(**vars(card(tmp_path, "graph", 10)), runs=Runs("OpenVINO")),
        "fallen": GraphCard(**vars(card(tmp_path, "fallen", 10)), runs=failed),
        "torch": card(tmp_path, "torch", 10),
    }
    pool = Pool(known, "cpu", 100)
    assert pool.where == "cpu"
    pool.get("graph", Unwatched())
    assert (pool.where, pool.fallen_back()) == ("OpenVINO", ())
    pool.get("fallen", Unwatched())
    pool.get("torch", Unwatched())
    assert pool.where == "OpenVINO, cpu"
    told = "OpenVINO does not run fallen here; CPU does. It says: no such device."
    assert (pool.fallen_back(), pool.fallen_back()) == ((told,), ())


@pytest.mark.parametrize(
    ("asked", "graphs", "others"),
    [("", "auto", None), ("cpu", "cpu", "cpu"), ("cuda:1", "cuda:1", "cuda:1")],
)
def test_the_device_that_is_asked_for_holds_for_graphs_too(
    asked: str, graphs: str, others: str | None, tmp_path: Path
) -> None:
    pool = Pool({}, asked, 1)
    assert pool.place_of(card(tmp_path, "graph", 1, needs=("onnxruntime",))).device == graphs
    if others:
        assert pool.place_of(card(tmp_path, "torch", 1)).device == others


def test_a_device_of_onnx_runtimes_alone_leaves_torch_to_its_own(tmp_path: Path) -> None:
    pool = Pool({}, "openvino", 1)
    assert pool.place_of(card(tmp_path, "graph", 1, needs=("onnxruntime",))).device == "openvino"
    assert pool.place_of(card(tmp_path, "torch", 1)).device == best_device()
