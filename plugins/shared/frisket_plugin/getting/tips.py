"""The first minute: three steps on the real controls, done by doing them, dismissed for good."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from ..texts import t

Deed = Literal["click", "words", "take"]
"""What a person has done: clicked on the picture, asked in words, taken the mask."""


@dataclass(frozen=True)
class Tip:
    """control: the name of what it points at: "pick", "words" or "take". number: 1 to `of`."""

    name: str
    control: str
    deed: Deed
    number: int
    of: int

    @property
    def sentence(self) -> str:
        step = t("tips.step", number=self.number, of=self.of)
        return f"{step} {t(f'tips.{self.name}')}"


WITH_WORDS = (("click", "pick", "click"), ("words", "words", "words"), ("take", "take", "take"))
WITHOUT = (("click", "pick", "click"), ("second_click", "pick", "click"), ("take", "take", "take"))


class Tips:
    """has_words: whether a model for words is there; without one, the second step is a click.

    is_wanted: as the settings have it. keep: writes down that they are never shown again.
    """

    def __init__(self, is_wanted: bool, keep: Callable[[], None], has_words: bool = False) -> None:
        self._is_wanted, self._keep = is_wanted, keep
        self._has_words = has_words
        self._done = self._done_before = 0

    @property
    def now(self) -> Tip | None:
        """The one to show; None when there is nothing to show, now and later."""
        if not self._is_wanted:
            return None
        name, control, deed = self._steps[self._done]
        return Tip(name, control, deed, self._done + 1, len(self._steps))  # type: ignore[arg-type]

    def learn(self, has_words: bool) -> None:
        """A model for words has come, or gone."""
        self._has_words = has_words

    def asks(self) -> None:
        """The person asks for something. Words find it and take it in one go: the step that comes
        with what was found has still to be read then."""
        self._done_before = self._done

    def did(self, deed: Deed) -> None:
        """The person has done something. What comes later in the list counts as all before it."""
        if not self._is_wanted or (deed == "take" and self._done > self._done_before):
            return
        deeds = [step[2] for step in self._steps]
        if deed in deeds[self._done :]:
            self._done += deeds[self._done :].index(deed) + 1
        if self._done >= len(self._steps):
            self.dismiss()

    def dismiss(self) -> None:
        """Never again, also after the editor was closed."""
        if self._is_wanted:
            self._is_wanted = False
            self._keep()

    @property
    def _steps(self) -> tuple[tuple[str, str, str], ...]:
        return WITH_WORDS if self._has_words else WITHOUT
