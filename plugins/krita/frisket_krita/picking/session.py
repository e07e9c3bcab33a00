"""What is known while somebody picks: the clicks, what was found, what is shown. No Krita, no Qt.

Events come in, and each says what is to be done. What is shown is what Enter makes: Enter waits for
the answer to the clicks as they are, and a change of the picture or of what a mask depends on has
it all asked anew.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

from frisket_plugin.job import Outcome
from frisket_plugin.options import Options
from frisket_protocol.parts import Mode
from frisket_protocol.raster import Box, Point

from ..asking.wishes import Clicks

Do = Literal["nothing", "ask", "show", "make", "anew", "undo", "redo"]
"""Nothing · ask `question` · show `shown`, and ask no more · make `making` · show nothing, read the
picture again, and tell `begun` · the same, once what was made last is undone · or made again."""


class Ground(NamedTuple):
    """What clicks are places on: a picture, by its number, in one size."""

    number: int
    width: int
    height: int


@dataclass(frozen=True)
class Then:
    """What is to be done, and the key of the sentence that is said.

    is_said: why has just been said, and nothing else is to take its place.
    """

    do: Do = "nothing"
    told: str = ""
    is_said: bool = False


@dataclass(frozen=True)
class Question:
    """All that a mask depends on. picture: what tells one picture from another."""

    picture: Hashable
    options: Options
    clicks: Clicks


@dataclass(frozen=True)
class Shown:
    """One of the answers to a question."""

    question: Question
    candidate: int = 0


@dataclass(frozen=True)
class Making:
    """What Enter makes. mode: that of the held keys, if any."""

    shown: Shown
    options: Options
    mode: Mode | None = None


@dataclass(eq=False)
class Session:
    """Changed by what the person does and by what the agent answers.

    ground: what clicks are places on: one picture, in one size, whatever is active in it.
    """

    picture: Hashable
    options: Options = Options()
    ground: Hashable = None
    clicks: Clicks = Clicks()
    candidate: int = 0
    shown: Shown | None = None
    making: Making | None = None
    _answers: dict[Question, Outcome] = field(default_factory=dict)
    _asked: Question | None = None
    _enter: tuple[Mode | None] | None = None
    _elsewhere: dict[Hashable, Clicks] = field(default_factory=dict)
    _made: dict[Hashable, int] = field(default_factory=dict)
    _undone: dict[Hashable, int] = field(default_factory=dict)

    @property
    def question(self) -> Question:
        return Question(self.picture, cut_of(self.options), self.clicks)

    @property
    def outcome(self) -> Outcome | None:
        """What is shown was found here."""
        return self._answers.get(self.shown.question) if self.shown else None

    @property
    def guesses(self) -> int:
        """How many answers there are to the clicks as they are."""
        outcome = self._answers.get(self.question)
        return len(outcome.objects[0]) if outcome and outcome.objects else 0

    # --- what the person does ---

    def click(self, prompt: Point | Box) -> Then:
        """One more; not while an Enter waits, which was of the clicks before it."""
        if self.making or self._enter:
            return Then(told="pick.wait")
        return self._with(self.clicks.with_one(prompt))

    def back(self) -> Then:
        """The last click is taken back, and so is an Enter that waits."""
        if self.making:
            return Then(told="pick.wait")
        if not self.clicks.prompts:
            return Then(told="pick.none_left")
        return self._with(self.clicks.without_last())

    def undo(self) -> Then:
        """The last click, and when there is none what Enter made last on this picture."""
        made = self._made.get(self.ground, 0)
        if self.making or self.clicks.prompts or not made:
            return self.back()
        self._made[self.ground] = made - 1
        self._undone[self.ground] = self._undone.get(self.ground, 0) + 1
        return replace(self._anew("pick.undone"), do="undo")

    def redo(self) -> Then:
        """What `undo` took away of what Enter made; nothing where there is no such thing."""
        undone = self._undone.get(self.ground, 0)
        if self.making:
            return Then(told="pick.wait")
        if self.clicks.prompts or not undone:
            return Then(told="pick.no_redo")
        self._undone[self.ground] = undone - 1
        self._made[self.ground] = self._made.get(self.ground, 0) + 1
        return replace(self._anew("pick.redone"), do="redo")

    def enter(self, mode: Mode | None = None) -> Then:
        """Make what is shown. Where that is not the answer to all clicks, wait for that: it is
        shown, and made at once; the person is told so now."""
        if self.making:
            return Then(told="pick.wait")
        if not self.clicks.prompts:
            return Then(told="pick.no_clicks")
        self._enter = (mode,)
        if self.question in self._answers:
            return self._make()
        waits = Then() if self._asked == self.question else self._ask()
        return replace(waits, told="pick.enter_waits")

    def next_guess(self) -> Then:
        if self.making:
            return Then(told="pick.wait")
        if self.guesses < 2:
            return Then()
        self.candidate = (self.candidate + 1) % self.guesses
        return self._show()

    def set_options(self, options: Options) -> Then:
        """The panel's. What a mask depends on has it asked anew; the rest counts at Enter."""
        before, was_inverted, self.options = self.question, self.options.invert, options
        waited = self._enter is not None
        if self.making:
            return Then()
        if self.question != before:
            return replace(self._with(self.clicks), told="pick.enter_dropped" if waited else "")
        is_drawn = self.shown is not None and self.shown.question == self.question
        is_other = options.invert != was_inverted and is_drawn and not self._enter
        return Then("show", is_said=True) if is_other else Then()

    # --- what happens to the picture ---

    def look(self, picture: Hashable, ground: Hashable = None) -> Then:
        """What is active now: another layer, another time, another picture to read from.

        On another ground the clicks are others; those made here wait until it is this one again.
        """
        if self.making or (picture == self.picture and ground == self.ground):
            return Then()
        if ground != self.ground:
            moved = self._told_of(ground)
            self._elsewhere[self.ground] = self.clicks
            self.picture, self.ground = picture, ground
            self.clicks = self._elsewhere.pop(ground, Clicks())
            return self._anew("pick.came_back" if self.clicks.prompts else moved)
        self.picture = picture
        told = "pick.enter_dropped" if self._enter else "pick.anew"
        return self._anew(told if self.clicks.prompts else "")

    def _told_of(self, ground: Hashable) -> str:
        """Why there are no clicks on this one: another picture, or the same in another size."""
        here = self.ground
        if not (isinstance(here, Ground) and isinstance(ground, Ground)):
            return "pick.moved"
        if here.number != ground.number:
            return "pick.moved"
        return "pick.resized" if self.clicks.prompts else ""

    def begun(self, picture: Hashable) -> Then:
        """The picture has been read again; clicks that were made stay, and are asked anew."""
        self.picture = picture
        return self._ask() if self.clicks.prompts else Then()

    # --- what the agent answers ---

    def came(self, question: Question, outcome: Outcome) -> Then:
        """An answer, perhaps to something that nobody wants to know any more."""
        if question != self.question or self.making:
            return Then()
        self._answers[question], self._asked = outcome, None
        return self._make() if self._enter else self._show()

    def failed(self, question: Question, is_kept: bool = False) -> Then:
        """A click that cannot be answered is taken back; clicks that were asked anew stay.

        is_kept: no agent is there, or no models for it, so every click stays until `again`.
        """
        if question != self.question or self.making:
            return Then()
        self._asked, self._enter = None, None
        left = replace(self.question, clicks=self.clicks.without_last())
        if not is_kept and (not left.clicks.prompts or left in self._answers):
            self.clicks = left.clicks
        self.candidate = 0
        return self._show()

    def again(self) -> Then:
        """It can be answered now: what was not answered is asked."""
        is_known = self._asked is not None or self.question in self._answers
        return Then() if self.making or is_known or not self.clicks.prompts else self._ask()

    def made(self) -> Then:
        """It is in the picture: the next thing can be picked, on the picture as it is now."""
        self.making = None
        self._made[self.ground] = self._made.get(self.ground, 0) + 1
        self._undone[self.ground] = 0
        self.clicks, self.candidate = Clicks(), 0
        return self._anew()

    def not_made(self, is_changed: bool = False) -> Then:
        """It failed or was cancelled. is_changed: the picture is not what the person has seen."""
        self.making = None
        if is_changed:
            return self._anew()
        is_known = self.question in self._answers
        return replace(self._show() if is_known else self._with(self.clicks), is_said=True)

    # --- steps ---

    def _with(self, clicks: Clicks) -> Then:
        self.clicks, self.candidate, self._enter = clicks, 0, None
        if not clicks.prompts or self.question in self._answers:
            return self._show()
        return self._ask()

    def _ask(self) -> Then:
        self._asked = self.question
        return Then("ask")

    def _show(self) -> Then:
        self._asked, is_known = None, self.question in self._answers
        self.shown = Shown(self.question, self.candidate) if is_known else None
        return Then("show")

    def _make(self) -> Then:
        assert self._enter is not None, "asked before"
        (mode,), self._enter = self._enter, None
        self._show()
        if self.shown is None or not self._answers[self.question].masks:
            return Then("show", "nothing_found")
        self.making = Making(self.shown, self.options, mode)
        return Then("make")

    def _anew(self, told: str = "") -> Then:
        self.candidate, self.shown = 0, None
        self._asked, self._enter = None, None
        self._answers.clear()
        return Then("anew", told)


def cut_of(options: Options) -> Options:
    """What a mask depends on, of all that can be set."""
    return replace(
        options,
        prompt_from="clicks",
        read_from="layer",
        output="selection",
        mode="replace",
        invert=False,
        threshold=0.0,
    )
