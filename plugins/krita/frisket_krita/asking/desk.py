"""What panel, actions and clicks ask for, and what became of it: the middle of the plugin.

Everything here runs on the main thread and returns at once. A wish becomes a job for the worker;
its masks come back by a signal and are written in steps.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from frisket_plugin import settings, texts
from frisket_plugin.agent import State
from frisket_plugin.options import Options
from frisket_plugin.settings import Settings
from frisket_plugin.texts import t
from frisket_protocol.errors import Cancelled, FailedPrecondition
from frisket_protocol.raster import Mask
from frisket_protocol.watch import Watch

from ..canvas import documents, results, writing
from ..canvas.reading import KritaSelection, Snapshot
from ..canvas.writing import Written
from ..guard import guarded, sentence
from ..qt import QtCore, Signal
from .admitting import admitted, while_refused
from .beginning import Beginning, is_alone
from .findings import Finding, Seen, Wanted, check_unchanged, found, ready
from .keeping import Keeping
from .live import Live
from .lookout import Lookout
from .models import Models
from .outputs import Outputs
from .saying import Saying
from .setting_up import SettingUp
from .standing import Holds, always
from .wishes import Wish, meant
from .worker import Ended, Task, Worker, nobody

HOST = "krita"


class Desk(QtCore.QObject):  # type: ignore[misc]
    """One for the whole of Krita."""

    said = Signal(str)
    floated = Signal(str, bool)
    progressed = Signal(str, float)
    busy_changed = Signal(bool)
    state_changed = Signal(object)
    found = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.settings: Settings = settings.load(HOST)
        texts.choose(self.settings.language)
        self.finding: Finding | None = None
        self.last: Wish | None = None
        self._asked: Task | None = None
        self._ended: Ended = nobody
        self._waiting = 0
        self._outputs = Outputs(lambda share: self.progressed.emit("write", share))
        self.saying = Saying(lambda: self.is_busy, lambda: self.settings.options.takes_mode)
        self.saying.said.connect(self.said)
        self.saying.floated.connect(self.floated)
        self.beginning = Beginning(lambda: self.settings)
        self.worker = Worker(lambda: self.settings, ensure=self.beginning.starting.ensure)
        self.live = Live(
            self.worker, self.progressed.emit, self.settle, lambda: self.busy_changed.emit(True)
        )
        self.keeping = Keeping(HOST, lambda: self.settings)
        self.keeping.said.connect(self.say)
        self.lookout = Lookout(lambda: self.settings, self.beginning.starting)
        self.beginning.changed.connect(self.lookout.look)
        self.lookout.changed.connect(self.state_changed)
        self.lookout.changed.connect(self.saying.see)
        self.lookout.said.connect(self.saying.of_agent)
        self.setting_up = SettingUp(lambda: self.settings, self.beginning.starting)
        self.setting_up.ready.connect(self.lookout.look)
        self.lookout.changed.connect(lambda _: self.setting_up.look())
        self.models = Models(lambda: self.settings, self.beginning.starting)
        self.saying.about(self.setting_up, self.models)
        self.models.come.connect(self._know_anew)
        self.models.gone_on.connect(self._go_on)

    @property
    def state(self) -> State:
        """How the agent is, as the light shows it."""
        return self.lookout.state

    @property
    def finding_here(self) -> Finding | None:
        """What was found and is not made yet, in the layer that is active now."""
        finding = self.finding
        return finding if finding is not None and documents.is_active(finding.target) else None

    @property
    def is_busy(self) -> bool:
        """Whether a wish is being fulfilled, or a click computed."""
        return bool(self._asked or self._waiting or self._outputs.is_busy or self.live.is_busy)

    @property
    def is_writing(self) -> bool:
        """Whether an output is being made: what is active for Krita is ours meanwhile."""
        return self._outputs.is_writing

    # --- asking ---

    @guarded
    def ask(
        self,
        wish: Wish,
        apply: bool = True,
        seen: Seen | None = None,
        ended: Ended = nobody,
    ) -> bool:
        """Find what is wanted; show it, and if `apply` is true make the output of all of it.

        seen: nothing is made when the picture is another by now. Gives True once it has begun, and
        then `ended` is told once how that ended.
        """
        begun = time.monotonic()
        wish = replace(wish, options=meant(wish.options))
        try:
            target = admitted(wish, seen)
        except FailedPrecondition as error:
            self.saying.say(sentence(error), holds=while_refused(wish, seen, error))
            return False
        snapshot = Snapshot(target)
        selection = KritaSelection(target)
        self.last = wish

        def work(client: Any, watch: Watch) -> Finding:
            if seen is not None:
                check_unchanged(snapshot, seen.preview)
            known = seen.outcome if seen else None
            outcome = known or found(client, snapshot, wish, selection, watch)
            finding = Finding(wish, target, snapshot, outcome, begun=begun)
            return ready(client, finding, finding.chosen, watch) if apply else finding

        def done(finding: Finding) -> None:
            self._show(finding)
            if apply and finding.outcome.masks:
                self._write(finding, finding.chosen, ended)
            else:
                self._end()
                ended(FailedPrecondition(t("nothing_found"), detail="nothing_found"))

        self._submit(work, done, ended, Wanted(wish, target, apply))
        return True

    @guarded
    def _go_on(self, wanted: Wanted) -> None:
        self.ask(wanted.wish, wanted.apply, Seen(wanted.target, None))

    def _know_anew(self) -> None:
        """The agent tells what is ready, and the settings where it is, to new connections."""
        self.worker.forget()
        self.lookout.forget()

    @guarded
    def apply(self, chosen: tuple[Mask, ...]) -> None:
        """Make the output of some of the masks that were found, by the options as they were."""
        if self.finding is None or not chosen:
            self.say(t("nothing_ticked"))
            return
        finding = replace(self.finding, begun=time.monotonic())
        _, layer = documents.found(finding.target)
        writing.check(layer, finding.wish.options)

        def work(client: Any, watch: Watch) -> Finding:
            return ready(client, finding, chosen, watch)

        self._submit(work, lambda made: self._write(made, chosen, nobody), nobody)

    def redirect(self, options: Options) -> None:
        """Let `apply` make another output of what was found."""
        if self.finding is not None:
            wish = replace(self.finding.wish, options=options)
            self.finding = replace(self.finding, wish=wish)

    @guarded
    def repeat(self) -> None:
        """The last wish once more, on what is active now."""
        if self.last is None:
            self.say(t("nothing_to_repeat"))
        else:
            self.ask(self.last)

    def cancel(self) -> None:
        """End what runs; the picture stays as it is."""
        self.worker.cancel()
        self.lookout.cancel()

    def settle(self) -> None:
        """Let the panel show the last sentence again, unless a wish is being fulfilled."""
        self.busy_changed.emit(self.is_busy)

    @property
    def sentence(self) -> str:
        """What stands in the panel."""
        return self.saying.sentence

    def say(self, told: str, insists: bool = False) -> None:
        """A sentence for the person. insists: also over the picture, where somebody looks now."""
        self.saying.say(told, insists)

    def say_alone(self, told: str) -> None:
        """That no agent is there: the sentence goes when there is one."""
        self.saying.of_no_agent(told)

    def remark(self, told: str) -> None:
        """A sentence for the panel alone."""
        self.saying.remark(told)

    def drop_found(self) -> None:
        """What was found is made, or is no longer what is wanted."""
        if self.finding is not None:
            self.finding = None
            self.found.emit(None)

    def change_settings(self, new: Settings) -> None:
        """Use them and remember them. Raises FrisketError when they cannot be saved."""
        self.settings = new
        self._know_anew()
        self.models.close()
        settings.save(HOST, new)

    def close(self) -> None:
        """Krita is closing."""
        self.keeping.end()
        self.worker.close()
        self.setting_up.cancel()
        self.models.close()
        self.lookout.close()

    # --- steps ---

    def _submit(
        self,
        work: Any,
        done: Any,
        ended: Ended,
        wanted: Wanted | None = None,
    ) -> None:
        def failed(error: Exception) -> None:
            self._asked = None
            told = self.models.told(error, wanted.wish, wanted) if wanted else sentence(error)
            if is_alone(error):
                self.say_alone(told)
                told = ""
            self._end(told)
            ended(error)
            self.lookout.look()

        def came(result: Any) -> None:
            # Krita 6 lets other things happen while it is asked what is active.
            self._asked, self._waiting = None, self._waiting + 1
            try:
                done(result)
            finally:
                self._waiting -= 1
                self.busy_changed.emit(self.is_busy)

        if self._asked is not None:  # it is superseded, and nobody else would say so
            self._ended(Cancelled(t("cancelled")))
        self._ended = ended

        task = Task(work, came, failed, self.progressed.emit, "ask")
        self._asked = self.worker.submit(task)
        self.busy_changed.emit(True)

    def _show(self, finding: Finding) -> None:
        self.finding = finding if finding.outcome.masks else None
        self.found.emit(self.finding_here)
        self.say(finding.told(self.state))

    def _write(self, finding: Finding, chosen: tuple[Mask, ...], ended: Ended) -> None:
        if not finding.masks:
            self._end(t("nothing_left"))
            ended(FailedPrecondition(t("nothing_left"), detail="nothing_left"))
            return

        def done(written: Written) -> None:
            self.drop_found()
            holds = results.still_there(finding.target.document, written)
            self._end(finding.told_made(self.state, len(chosen), written), holds)
            ended(None)

        def failed(error: Exception) -> None:
            self._end(sentence(error))
            ended(error)

        self._outputs.write(finding, chosen, done, failed)

    def _end(self, told: str = "", holds: Holds = always) -> None:
        if told:
            self.saying.say(told, holds=holds)
        self.busy_changed.emit(self.is_busy)
