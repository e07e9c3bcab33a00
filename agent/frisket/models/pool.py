"""Models that are loaded: built when first asked for, within a budget, and let go of when idle.

Where a device runs out of memory all the same, room is made and the work is tried once more.

Everything here runs where one works at a time (`serving.worker`); what is known of it may be read
from other threads.
"""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from frisket.models.files import here, lacking, verifying
from frisket.models.files.cards import ModelCard
from frisket_protocol.errors import FailedPrecondition, NotFound, ResourceExhausted

from .accelerators import Runs
from .base import Watch
from .devices import best_device, device_budget
from .place import ANYWHERE, CPU, Dtype, Place

DTYPES: dict[str, Dtype] = {"cuda": "float16", "xpu": "float16", "mps": "float32", "cpu": "float32"}
"""What a model calculates in on each kind of device, unless its card has `options.dtypes`."""
Cached = type(cache(len))
T = TypeVar("T")


@dataclass(eq=False)
class Loaded:
    """One model in memory, and when it was last asked for (`Pool`'s clock)."""

    model: Any
    nbytes: int
    used: float


class Pool:
    """The loaded models of one agent, the least recently used first.

    device: "" to take the best there is. budget: bytes that models may take together, 0 for a share
    of the device's memory. clock: seconds that only go forward.
    """

    def __init__(
        self,
        cards: Mapping[str, ModelCard],
        device: str = "",
        budget: int = 0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._cards = cards
        self._asked = device
        self._device = device if device.partition(":")[0] in DTYPES else ""
        self._budget = budget
        self._clock = clock
        # Never changed, only replaced: the event loop's thread reads it as it is.
        self._loaded: dict[str, Loaded] = {}
        self._fallen_back: tuple[str, ...] = ()

    @property
    def loaded(self) -> list[str]:
        return list(self._loaded)

    @property
    def nbytes(self) -> int:
        return sum(each.nbytes for each in self._loaded.values())

    @property
    def device(self) -> str:
        """Where models calculate, as torch names it; asking for it the first time loads torch."""
        self._device = self._device or best_device()
        return self._device

    @property
    def known_device(self) -> str:
        """The same, but the processor until it has been asked for."""
        return self._device or CPU.device

    @property
    def where(self) -> str:
        """Where the models that are loaded calculate, each place once: as torch names it, or an
        accelerator of ONNX Runtime's; `known_device` while there are none."""
        loaded = [kept.model for kept in self._loaded.values() if kept.nbytes]
        runs = [getattr(model, "runs", None) for model in loaded]
        named = [self.known_device if one is None else one.where for one in runs]
        places = dict.fromkeys(CPU.device if one == "CPU" else one for one in named)
        return ", ".join(places) or self.known_device

    def fallen_back(self) -> tuple[str, ...]:
        """What an accelerator does not run of what was loaded since this was asked last."""
        told, self._fallen_back = self._fallen_back, ()
        return told

    @property
    def known_budget(self) -> int:
        """The budget, or 0 until it has been asked for."""
        return self._budget

    @property
    def budget(self) -> int:
        """Bytes that models may take together."""
        self._budget = self._budget or device_budget(self.device)
        return self._budget

    def get(self, name: str, watch: Watch, keep: Collection[str] = ()) -> Any:
        """The model called `name`: a Detector, Segmenter or Matter, as its card says.

        Others are let go of to make room for it, those in `keep` last. Raises NotFound and
        FailedPrecondition, and ResourceExhausted when the device is too small for it.
        """
        if name not in self._loaded:
            self._load(name, watch, keep)
        if self._cards[name].has_files:
            here.note_use(name)
        kept = self._loaded[name]
        kept.used = self._clock()
        self._forget(name)
        self._loaded = {**self._loaded, name: kept}
        return kept.model

    def place_of(self, card: ModelCard) -> Place:
        """Where a model will calculate, and in which numbers."""
        if card.is_graph:
            # The numbers of a graph stand in its file.
            return Place(self._asked or ANYWHERE)
        kind = self.device.partition(":")[0]
        dtype: Dtype = card.options.get("dtypes", {}).get(kind) or DTYPES.get(kind, "float32")
        return Place(self.device, dtype)

    def unload(self, name: str = "") -> None:
        """Let go of one model, or with no name of all."""
        self._forget(*([name] if name else self.loaded))
        self._give_back()

    def rest(self, seconds: float) -> list[str]:
        """Let go of the models that nobody asked for in so many seconds; their names."""
        idle = [
            name
            for name, kept in self._loaded.items()
            if kept.nbytes and self._clock() - kept.used >= seconds
        ]
        self._forget(*idle)
        if idle:
            self._give_back()
        return idle

    def with_room(self, work: Callable[[], T], make_room: Callable[[], None]) -> T:
        """The outcome of `work`; if memory runs out in it, of one more try after `make_room`.

        Raises ResourceExhausted when there is still too little.
        """
        try:
            return work()
        except Exception as error:
            if not is_out_of_memory(error):
                raise
        # Outside of the handler: the exception would keep alive what filled the memory.
        make_room()
        self._give_back()
        try:
            return work()
        except Exception as error:
            if not is_out_of_memory(error):
                raise
            raise self._too_small("this picture") from None

    # --- loading ---

    def _load(self, name: str, watch: Watch, keep: Collection[str]) -> None:
        card = self._cards.get(name)
        if card is None:
            raise NotFound(
                f"No model is called {name!r:.60}.",
                detail="model",
                hint=f"There are: {', '.join(self._cards)}.",
            )
        if card.has_files:
            watch.step("load")
        else:
            watch.check()
        if name in self._loaded:
            return  # another's work went on meanwhile, and needed it too
        if card.has_files:
            self._make_room(card, needed(card, self.place_of(card)), keep)

        def others() -> None:
            self._forget(*(other for other, kept in self._loaded.items() if kept.nbytes))

        model = self.with_room(lambda: self._built(card), others)
        loaded = Loaded(model, getattr(model, "nbytes", 0), self._clock())
        self._loaded = {**self._loaded, name: loaded}
        runs = getattr(model, "runs", Runs())
        if runs.said:
            told = f"{runs.accelerator} does not run {name} here; {runs.where} does. It says: "
            self._fallen_back += (f"{told}{runs.said}.",)

    def _built(self, card: ModelCard) -> Any:
        if not card.has_files:
            return card.build()
        if card.lacks:
            raise FailedPrecondition(
                f"The model {card.name} needs {', '.join(card.lacks)}, which is not installed.",
                detail="packages",
                hint=lacking.to_install(card),
            )
        folder = verifying.checked(card)
        if folder is None:
            raise FailedPrecondition(
                f"The model {card.name} is not on this machine.",
                detail="model_files",
                hint=lacking.to_fetch(card),
            )
        return card.build(folder, self.place_of(card))

    def _make_room(self, card: ModelCard, needed: int, keep: Collection[str]) -> None:
        """Let go of what was not used for longest until the model fits the budget."""
        budget = self._budget_for(card)
        if needed > budget:
            raise self._too_small(card.name)
        order = sorted(
            (name for name, kept in self._loaded.items() if kept.nbytes),
            key=lambda name: (name in keep, self._loaded[name].used),
        )
        for name in order:
            if self.nbytes + needed <= budget:
                break
            self._forget(name)
            self._give_back()

    def _budget_for(self, card: ModelCard) -> int:
        """What models may take; for a graph torch, which is slow to load, is not asked."""
        if card.is_graph and not self._device:
            return self._budget or device_budget(CPU.device)
        return self.budget

    def _forget(self, *names: str) -> None:
        self._loaded = {n: kept for n, kept in self._loaded.items() if n not in names}

    def _give_back(self) -> None:
        """Return freed memory to the device."""
        torch = sys.modules.get("torch")
        if torch is None:
            return
        _forget_calls()
        gc.collect()
        kind = (self._device or "cpu").partition(":")[0]
        if kind != "cpu":
            getattr(torch, kind).empty_cache()

    def _too_small(self, what: str) -> ResourceExhausted:
        return ResourceExhausted(
            f"The memory of {self.known_device} is too small for {what}.",
            detail="device_memory",
            hint="Close other programs that use it, or choose a smaller model or picture.",
        )


def _forget_calls() -> None:
    """Empty the caches of functions of transformers': in them tensors outlive their model.

    SAM 3's places alone would keep some 56 MB of a GPU.
    """
    for each in gc.get_objects():
        # A function that was made by `exec` has no module.
        if type(each) is Cached and str(each.__module__).startswith("transformers.models."):
            each.cache_clear()


def needed(card: ModelCard, place: Place) -> int:
    """Bytes that a model will take there; its card counts in float32."""
    return card.memory_bytes if place.dtype == "float32" else card.memory_bytes // 2


def is_out_of_memory(error: BaseException) -> bool:
    """Whether a device or the machine ran out of memory, as torch and Python say it."""
    if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError":
        return True
    # Apple's GPUs and the processor's allocator raise plain RuntimeErrors.
    text = str(error).lower()
    said = ("out of memory", "not enough memory", "can't allocate memory")
    return isinstance(error, RuntimeError) and any(words in text for words in said)
