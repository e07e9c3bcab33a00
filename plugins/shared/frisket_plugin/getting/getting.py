"""From what is lacking to the mask: an offer, packages, models, a trial, and on with the words.

    nothing → asking → offered → packages → models → trying → done
                 └──────────────┴── failed, cancelled: the same button goes on ──┘

One object for each panel. What the person wanted is kept all the way and handed to `go_on` once.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from typing import Literal, get_args

from frisket_protocol.errors import Cancelled, FrisketError
from frisket_protocol.watch import Watch

from .. import lookout, said
from ..setup.progress import Meter, Progress
from ..texts import t
from .engine import Engine, Trial
from .offering import Offer, Part, measured

State = Literal[
    "nothing", "asking", "offered", "packages", "models", "trying", "done", "failed", "cancelled"
]
STATES: tuple[State, ...] = get_args(State)
Button = Literal["get", "again", "go_on", "cancel", "skip", "copy", "not_now", "close"]
BUTTONS: tuple[Button, ...] = get_args(Button)
"""What a person can press, each with the text `getting.button.NAME`."""


class Getting:
    """thread: has something done apart from the screen. changed: told, on that thread too, when
    there is something new to show. go_on: what the person wanted can be done now; once for each.
    sentence_of: what went wrong, as a person reads it who has the buttons of this panel.
    """

    def __init__(
        self,
        engine: Engine,
        thread: Callable[[Callable[[], None]], None],
        changed: Callable[[], None] = lambda: None,
        go_on: Callable[[object], None] = lambda wanted: None,
        sentence_of: Callable[[FrisketError], str] = lookout.sentence_of,
    ) -> None:
        self._engine, self._thread = engine, thread
        self._changed, self._go_on, self._sentence_of = changed, go_on, sentence_of
        self._lock = threading.RLock()
        self._watch: Watch | None = None
        self._next: tuple[Offer, object] | None = None
        self._wanted: object = None
        self._agreed: set[str] = set()
        self._have: set[str] = set()
        self._why = ""
        self._notes: list[str] = []
        self.state: State = "nothing"
        self.offer: Offer | None = None
        self.progress: Progress | None = None
        self.trial: Trial | None = None

    # --- what a panel shows ---

    @property
    def is_running(self) -> bool:
        return self._watch is not None

    @property
    def sentence(self) -> str:
        """Above the buttons; it may have several lines."""
        if self.offer is None:
            return ""
        if self.progress is not None:
            return self.progress.sentence
        told = {
            "offered": self._offered,
            "failed": lambda: self._why,
            "cancelled": lambda: t("getting.cancelled"),
            "done": self._done,
        }.get(self.state)
        return told() if told else t("getting.asking")

    @property
    def buttons(self) -> tuple[Button, ...]:
        """From left to right. None only while there is nothing to show."""
        if self.state == "nothing":
            return ()
        if self.state in ("asking", "packages", "models"):
            return ("cancel",)
        if self.state == "trying":
            return ("skip",)
        if self.state == "done":
            return ("close",)
        if not self._can_be_got:
            return "copy", "not_now"
        if self.state == "failed":
            return "again", "copy", "not_now"
        return "get" if self.state == "offered" else "go_on", "not_now"

    @property
    def may_get(self) -> bool:
        """Whether the button that begins or goes on can be pressed now."""
        offer = self.offer
        if self.state not in ("offered", "failed", "cancelled") or offer is None:
            return False
        if not self._can_be_got:
            return False
        agreed = all(part.name in self._agreed for part in offer.to_accept)
        return self._must_ask or (agreed and not offer.no_room)

    @property
    def copied(self) -> str:
        """What Copy puts on the clipboard: the command to type, or what went wrong."""
        return self._why if self.state == "failed" else self.sentence

    @property
    def turn(self) -> tuple[str, str]:
        """Which recipe it is about, and whose turn it is: what is said of it is true as long."""
        whose: dict[State, str] = {"asking": "offered", "models": "packages", "trying": "packages"}
        recipe = self.offer.recipe if self.offer else ""
        return recipe, whose.get(self.state, self.state)

    def has_agreed(self, part: Part) -> bool:
        return part.name in self._agreed

    # --- what a person does ---

    def want(self, offer: Offer, wanted: object = None) -> None:
        """Offer it. wanted: what is to be done once it is there, such as a request with its words;
        None for nothing. While something else is being got, this comes after it."""
        with self._lock:
            if self.is_running and self.offer and offer.recipe != self.offer.recipe:
                self._next = (offer, wanted)
            elif self.is_running:
                self._wanted = self._wanted if wanted is None else wanted
            else:
                self._begin_with(offer, wanted)
        self._changed()

    def agree(self, part: Part, yes: bool = True) -> None:
        """The person accepts the licence of a model, or takes that back."""
        with self._lock:
            (self._agreed.add if yes else self._agreed.discard)(part.name)
        self._changed()

    def get(self) -> None:
        """Begin, or go on where it stopped. Nothing where `may_get` is not."""
        with self._lock:
            if not self.is_running and self.may_get:
                self._begin(self._ask if self._must_ask else self._fetch)
        self._changed()

    def cancel(self) -> None:
        """At once for the person who asks; the thread ends as soon as it can."""
        with self._lock:
            watch = self._watch
        if watch is not None:
            watch.cancel()

    def dismiss(self) -> None:
        """Not now, or closed: what was wanted is dropped. Nothing while it runs."""
        with self._lock:
            if self.is_running:
                return
            self.state, self.offer, self._wanted, self.trial = "nothing", None, None, None
            self._take_next()
        self._changed()

    # --- what happens then ---

    @property
    def _can_be_got(self) -> bool:
        offer = self.offer
        if offer is None or not offer.will_do:
            return False
        return not offer.extra or self._engine.can_add

    @property
    def _must_ask(self) -> bool:
        return self.offer is not None and bool(self.offer.extra) and self.offer.amount is None

    def _begin_with(self, offer: Offer, wanted: object) -> None:
        is_same = self.offer is not None and self.offer.recipe == offer.recipe
        kept = self._wanted if wanted is None and is_same else wanted
        self.offer, self._wanted, self.trial, self._notes = offer, kept, None, []
        self._have.clear()
        self.state = "offered"
        if self._must_ask and self._can_be_got:
            self._begin(self._ask)

    def _begin(self, work: Callable[[Watch], None]) -> None:
        watch = self._watch = Watch()
        self._why = ""
        self.state = "asking" if work == self._ask else "models"
        self._thread(lambda: self._run(work, watch))

    def _run(self, work: Callable[[Watch], None], watch: Watch) -> None:
        state: State = "offered"
        try:
            work(watch)
            state = "offered" if work == self._ask else "done"
        except Cancelled:
            state = "cancelled"
        except FrisketError as error:
            state, self._why = "failed", self._sentence_of(error)
        except Exception as error:
            # Whatever it is: a panel must not wait for ever.
            why = f"{type(error).__name__}: {error}"
            state, self._why = "failed", t("getting.failed", why=why)
        with self._lock:
            self._watch, self.progress, self.state = None, None, state
            wanted = self._wanted if state == "done" else None
            if wanted is not None:
                self._wanted = None
            if state == "offered":
                self._take_next()
        self._changed()
        if wanted is not None:
            self._go_on(wanted)

    def _take_next(self) -> None:
        if self._next is not None:
            following, self._next = self._next, None
            self._begin_with(*following)

    def _ask(self, watch: Watch) -> None:
        offer = self._offer
        amount = self._engine.amount(offer.extra, self._tell, watch)
        watch.check()
        with self._lock:
            self.offer = measured(offer, amount)

    def _fetch(self, watch: Watch) -> None:
        offer = self._offer
        if offer.extra and offer.extra not in self._have:
            self._enter("packages")
            if offer.parts:  # before gigabytes are fetched that would be of no use without them
                self._tell(Progress("reach"))
                self._engine.reach(offer.parts[0].page, watch)
            note = self._engine.add(offer.extra, self._tell, watch)
            self._have.add(offer.extra)
            self._notes += [note] if note else []
        for part in offer.parts:
            watch.check()
            if part.name not in self._have:
                self._pull(part, watch)
                self._have.add(part.name)
        if offer.parts:
            self._try_out(offer.parts[-1], watch)

    def _pull(self, part: Part, watch: Watch) -> None:
        self._enter("models")
        # It only tells: what ends the download is the other watch.
        meter = Meter(self._tell, Watch(), title=part.title)
        meter.stage("model", part.size)
        counting = Watch(on_bytes=meter.at)
        watch.when_cancelled(lambda: counting.cancel(watch.reason))
        try:
            self._engine.pull(part.name, part.licence if part.accept else "", counting)
        finally:
            watch.when_cancelled(None)

    def _try_out(self, part: Part, watch: Watch) -> None:
        """The models are here, whatever comes of this: skipping it is no failure."""
        self._enter("trying")
        self._tell(Progress("trial", title=part.title))
        try:
            with contextlib.suppress(Cancelled):
                self.trial = self._engine.try_out(part.name, watch)
        except FrisketError as error:
            self._notes.append(t("getting.untried", why=self._sentence_of(error)))

    @property
    def _offer(self) -> Offer:
        assert self.offer is not None, "it runs for an offer alone"
        return self.offer

    def _enter(self, state: State) -> None:
        with self._lock:
            self.state, self.progress = state, None
        self._changed()

    def _tell(self, progress: Progress) -> None:
        self.progress = progress
        self._changed()

    def _offered(self) -> str:
        offer = self._offer
        if not self._can_be_got:
            return said.sentence(offer.missing)
        return "\n".join(filter(None, [offer.sentence, offer.no_room]))

    def _done(self) -> str:
        told = t("getting.done", title=self._offer.title)
        return "\n".join(
            [told, *([t("getting.tried"), self.trial.sentence] if self.trial else []), *self._notes]
        )
