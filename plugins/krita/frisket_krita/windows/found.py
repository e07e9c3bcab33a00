"""What was found and is not made yet: its picture, what can be ticked of it, and Apply."""

from __future__ import annotations

from typing import Any

from ..asking.desk import Desk
from ..asking.findings import Finding
from ..asking.wishes import finds_the_same
from ..guard import guarded
from ..picking.drawing import look_of
from ..picking.pick import Pick
from ..qt import QtCore, later
from .parts import Objects, Picture
from .scrolled import Scrolled

BUSY_MILLISECONDS = 50
LEAST_PICTURE = 48
"""Pixels: lower than that nobody sees what is masked."""
LOOK_MILLISECONDS = 250
"""How often is looked whether what was found belongs to what is active: Krita tells nobody."""


class Found(QtCore.QObject):  # type: ignore[misc]
    """Once it is made, or no longer what is wanted, nothing of it stays."""

    def __init__(self, desk: Desk, pick: Pick, apply: Any) -> None:
        """apply: the button; this goes with it when a window is closed."""
        super().__init__(apply)
        self._desk, self._pick, self._apply = desk, pick, apply
        self.picture, self.objects = Picture(desk.settings.preview), Objects()
        self._shown: Finding | None = None
        self._is_inverted = False
        self._area: Any = None
        self.objects.hide()
        self.objects.ticked.connect(self.draw)
        self._timer = QtCore.QTimer(self)
        self._timer.setInterval(LOOK_MILLISECONDS)
        self._timer.timeout.connect(self.look)

    def stand_in(self, area: Scrolled) -> None:
        """Where both are to be brought into sight."""
        self._area = area
        area.resized.connect(self._make_room)

    def say(self, told: str) -> None:
        self._desk.say(told)

    @guarded
    def look(self) -> None:
        """It belongs to one layer of one picture, and is only shown while that is active."""
        if self._desk.finding_here is not self._shown:
            self.show(self._desk.finding_here)
        elif self._shown is not None and self._inverts != self._is_inverted:
            self.draw()

    @guarded
    def show(self, finding: Finding | None) -> None:
        """While somebody picks, the picture alone: Enter and Run make it."""
        shown, self._shown = self._shown, finding
        objects = finding.outcome.objects if finding else ()
        keeps = shown is not None and finding is not None and shown.target == finding.target
        keeps = keeps and finds_the_same(shown.wish, finding.wish)
        self.objects.set_objects(objects, finding.wish.candidate if finding else 0, keeps)
        is_offered = bool(objects) and not self._pick.is_on
        self.objects.setVisible(is_offered)
        self._apply.setVisible(is_offered)
        self.draw()
        if self._desk.finding is None:
            self._timer.stop()
        else:
            self._timer.start()

    @guarded
    def draw(self) -> None:
        """The picture, with what is ticked."""
        preview = self._shown.snapshot.preview if self._shown else None
        if preview is None:
            self.picture.clear_all()
            return
        settings, self._is_inverted = self._desk.settings, self._inverts
        chosen, look = list(self.objects.chosen), look_of(settings)
        self.picture.show_masks(preview, chosen, look, settings.preview, self._is_inverted)
        later(self._bring_into_sight)

    @property
    def _inverts(self) -> bool:
        """Whether Apply makes all but what is ticked. Objects for themselves come inverted."""
        options = self._desk.settings.options
        return options.invert and options.is_joined

    def _make_room(self) -> None:
        """The picture and what can be ticked are seen together, without being scrolled."""
        beside = self.objects.height() + 4 if self.objects.isVisible() else 0
        self.picture.set_room(max(LEAST_PICTURE, self._area.viewport().height() - beside))

    @guarded
    def _bring_into_sight(self) -> None:
        # Who picks looks at the canvas, and at what he has set; what is made at once goes again.
        if self._shown is None or self._area is None or self._pick.is_on:
            return
        if self._desk.is_busy:  # newer Kritas go on with this before what was found is told
            later(self._bring_into_sight, BUSY_MILLISECONDS)
            return
        self._make_room()
        self._area.show_all_of(self.picture, self.objects)
