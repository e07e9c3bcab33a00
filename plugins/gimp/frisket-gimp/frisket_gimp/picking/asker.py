"""When the window asks the agent what: at once and small, then in full, and never twice."""

from __future__ import annotations

from collections.abc import Callable

from gi.repository import GLib

from frisket_plugin import texts
from frisket_plugin.options import Options
from frisket_plugin.texts import t
from frisket_protocol.client import Client
from frisket_protocol.watch import Watch

from ..asking.worker import Worker
from . import questions, telling
from .asked import Asked
from .session import Session
from .status import Status

PLAIN = Options(edges="hard").finish
"""What is found at first has this finish."""
CLOSER_AFTER = 300
"""Milliseconds without another click until what was found is looked at in full."""


class Asker:
    """look: there is more to see. apply: what somebody wanted to apply is there now.

    worked: these options have brought an answer. unsuited: they have not, and the marks are not to
    blame; gives whether other options were taken instead.
    """

    def __init__(
        self,
        worker: Worker,
        session: Session,
        asked: Asked,
        status: Status,
        look: Callable[[], None],
        apply: Callable[[], None],
        worked: Callable[[Options], None],
        unsuited: Callable[[Exception], bool],
    ) -> None:
        self._worker, self._session, self._asked = worker, session, asked
        self._status, self._look, self._apply = status, look, apply
        self._worked, self._unsuited = worked, unsuited
        self._is_asking = self._will_apply = False
        self._soon = 0
        self._told = t("gimp.live.hint")
        self._instead = ""
        self._has_failed = False

    @property
    def is_asking(self) -> bool:
        """Whether an answer is waited for."""
        return self._is_asking

    @property
    def awaited(self) -> str:
        """What is there to come, as the last line of the list; "" for nothing."""
        if self._session.unseen:
            return t("gimp.live.working" if self._is_asking else "gimp.live.unanswered")
        if self._session.marks.begins_another:
            return t("gimp.live.next_object")
        return "" if self._session.things else t("gimp.live.nothing_yet")

    def ask_ahead(self, options: Options, told: str = "") -> None:
        """Have the agent look at the picture before the first click. told: what is said then."""
        self._instead = told or self._instead
        self._status.busy(texts.stage("embed"))
        preview, recipe = self._asked.preview, options.recipe
        self._worker.ask(
            lambda client, watch: questions.prepare(client, watch, preview, recipe),
            lambda _, error: self._ready(options, error),
        )

    def ask(self, options: Options) -> None:
        """What is marked and has no answer yet; what had one is seen at once."""
        self.wait_no_more()
        prompts, preview = self._session.unasked, self._asked.preview
        self._is_asking, self._will_apply = bool(prompts), False
        self._look()
        if not prompts:
            self._say(t("gimp.live.hint"))
            self.look_closer_soon(options)
            return
        self._status.busy(texts.stage("segment"))

        def ask(client: Client, watch: Watch) -> questions.Answers:
            return questions.quick(client, watch, preview, prompts, options)

        self._worker.ask(ask, lambda answers, error: self._answered(options, answers, error))

    def begin(self) -> None:
        """The person does something else: what went wrong before is over, and not said again."""
        if self._has_failed:
            self._told, self._has_failed = t("gimp.live.hint"), False
        self._status.forget()

    def told(self, sentence: str) -> None:
        """Say this instead of what comes of the question that is being asked."""
        self._instead = sentence
        self._status.say(sentence, is_failure=True)

    def say_unless_asking(self, sentence: str) -> None:
        """What to do next; while an answer is waited for, that is said."""
        if not self._is_asking:
            self._say(sentence)

    def _say(self, sentence: str, is_failure: bool = False) -> None:
        self._has_failed = is_failure or bool(self._instead)
        self._told, self._instead = self._instead or sentence, ""
        self._status.say(self._told, self._has_failed)

    def look_closer_soon(self, options: Options) -> None:
        """In full what was found, once nobody clicks any more: it is seen as it will be made."""
        self.wait_no_more()
        if self._session.inexact and not self._is_asking:
            self._soon = GLib.timeout_add(CLOSER_AFTER, self._look_closer, options)

    def has_to_ask(self, options: Options) -> bool:
        """Whether there is something to see first, in full; once it is there, it is applied."""
        if self._session.unasked and not self._is_asking:
            self.ask(options)
        if self._session.inexact and not self._is_asking:
            self.wait_no_more()
            self._look_closer(options)
        self._will_apply = self._is_asking
        if self._is_asking:
            self._status.busy(t("gimp.live.then_made"))
        return self._is_asking

    def drop(self) -> None:
        """No answer is waited for any more."""
        self.wait_no_more()
        self._worker.drop()
        self._is_asking = self._will_apply = False

    def wait_no_more(self) -> None:
        """Nothing is asked by itself."""
        if self._soon:
            GLib.source_remove(self._soon)
            self._soon = 0

    def _ready(self, options: Options, error: Exception | None) -> None:
        if error is not None:
            self._fail(error)
        else:
            self._worked(options)
            self._say(t("gimp.live.hint"))

    def _fail(self, error: Exception) -> None:
        """What the choices are to blame for takes them back; all else is said."""
        if questions.is_of_agent(error) or not self._unsuited(error):
            self._status.fail(error)

    def _answered(
        self, options: Options, answers: questions.Answers, error: Exception | None
    ) -> None:
        will_apply, self._is_asking, self._will_apply = self._will_apply, False, False
        if error is not None:
            self._look()
            self._status.fail(error)
            return
        if self._session.blames_choice(answers.failed):
            unsuited = next(iter(answers.failed.values()))
            if self._unsuited(unsuited):
                return
        self._session.found(answers.outcomes)
        if not answers.failed:
            self._worked(options)
        if self._asked.is_whole and options.finish == PLAIN:
            self._session.found_exactly(answers.outcomes)
        self._session.failed(answers.failed)
        self._look()
        told = telling.told_of(
            answers.outcomes, answers.failed.values(), options.read_from == "layer"
        )
        self._say(told, bool(answers.failed))
        if will_apply and not answers.failed:
            self._apply()
        else:
            self.look_closer_soon(options)

    def _look_closer(self, options: Options) -> bool:
        self._soon = 0
        source, prompts = self._asked.whole, self._session.inexact

        def ask(client: Client, watch: Watch) -> questions.Outcomes:
            return questions.closer(client, watch, source, prompts, options)

        self._is_asking = True
        self._status.busy(t("gimp.live.closer"))
        self._worker.ask(ask, lambda found, error: self._looked_closer(options, found, error))
        return False  # GLib need not call again

    def _looked_closer(
        self, options: Options, outcomes: questions.Outcomes, error: Exception | None
    ) -> None:
        will_apply, self._is_asking, self._will_apply = self._will_apply, False, False
        if error is not None:
            self._fail(error)
            return
        self._worked(options)
        self._session.found_exactly(outcomes)
        self._look()
        self._status.say(self._told, self._has_failed)
        if will_apply:
            self._apply()
