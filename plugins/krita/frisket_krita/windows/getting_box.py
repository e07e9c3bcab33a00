"""What the panel shows of getting models: what is lacking, licences, a token, how far it is."""

from __future__ import annotations

from typing import Any

from frisket_plugin.getting.getting import BUTTONS
from frisket_plugin.getting.offering import Part
from frisket_plugin.texts import t

from ..asking.models import Models
from ..guard import guarded
from ..qt import Qt, QtCore, QtGui, QtWidgets, Signal, later
from .scrolled import Scrolled

TRIAL_HEIGHT = 130
WAITS = ("offered", "failed", "cancelled")
"""The states in which it is the person's turn."""


class GettingBox(QtWidgets.QFrame):  # type: ignore[misc]
    """There only while there is something to get. Several show the same.

    What is told is scrolled where there is little room; the buttons are always in sight.
    shown: it is another than before.
    """

    shown = Signal()

    def __init__(self, models: Models, name: str = "frisket.getting") -> None:
        """name: begins the object names of all in it."""
        super().__init__()
        self.setObjectName(name)
        self.setFrameShape(QtWidgets.QFrame.Shape.StyledPanel)
        self._models = models
        self._name = name
        self._told = _told(f"{name}_text")
        self._trial = Trial(f"{name}_trial")
        self._asked = QtWidgets.QWidget()
        self._licences = _column(self._asked, 0)
        self._licences_of: Any = None
        self._token = TokenField(models, name)
        self._progress = QtWidgets.QProgressBar()
        self._progress.setObjectName(f"{name}_progress")
        self._progress.setMaximumHeight(6)
        self._progress.setTextVisible(False)
        self._buttons = {one: self._button(one) for one in BUTTONS}
        inside = QtWidgets.QWidget()
        told = _column(inside, 0)
        for widget in (self._told, self._trial, self._asked, self._token):
            told.addWidget(widget)
        told.addStretch(1)
        area = self._area = Scrolled(inside)
        area.resized.connect(lambda: later(self._bring_into_sight))
        area.setMinimumHeight(2 * self.fontMetrics().lineSpacing())
        row = QtWidgets.QHBoxLayout()
        row.setSpacing(2)
        for button in self._buttons.values():
            row.addWidget(button, 1)
        column = _column(self, 6)
        column.addWidget(area, 1)
        column.addWidget(self._progress)
        column.addLayout(row)
        models.changed.connect(self._show)
        self._show()

    def say(self, told: str) -> None:
        self._models.say(told)

    def _button(self, name: str) -> Any:
        getting = self._models.getting
        calls = {
            "cancel": getting.cancel,
            "skip": getting.cancel,
            "copy": self._copy,
            "not_now": getting.dismiss,
            "close": getting.dismiss,
        }
        button = QtWidgets.QPushButton(t(f"getting.button.{name}"))
        button.setObjectName(f"{self._name}_{name}")
        button.setToolTip(t(f"getting.button.{name}.tip"))
        button.clicked.connect(lambda: calls.get(name, getting.get)())
        return button

    def stand_for(self, form: Any, field: Any, is_bare: bool) -> None:
        """Have `form` give way while a person has to read what is offered, or where it `is_bare`.

        Whoever types on then does not do so into the picture, but into nothing; in the end `field`
        has the focus again.
        """
        getting, focus = self._models.getting, QtWidgets.QApplication.focusWidget()
        has_to_be_read = bool(getting.buttons) and not getting.is_running
        if has_to_be_read and focus is not None and form.isAncestorOf(focus):
            self.setFocus()
        form.setVisible(not (is_bare or has_to_be_read))
        if not has_to_be_read and self.hasFocus():
            field.setFocus()

    def event(self, event: Any) -> bool:
        if event.type() == QtCore.QEvent.Type.ShortcutOverride:
            event.accept()  # no key is a shortcut of Krita's
            return True
        return bool(super().event(event))

    def keyPressEvent(self, event: Any) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._models.getting.dismiss()

    @guarded
    def _show(self) -> None:
        getting = self._models.getting
        # Both change on another thread: each is looked at once.
        shown, progress, trial = getting.buttons, getting.progress, getting.trial
        self._told.setText(getting.sentence)
        self._trial.show_png(trial.png if trial and "close" in shown else b"")
        is_waiting = getting.state in WAITS
        self._show_licences(is_waiting)
        offer = getting.offer
        self._token.show_for(bool(is_waiting and offer and offer.to_ask_for and offer.will_do))
        fraction = progress.fraction if progress else None
        self._progress.setRange(0, 0 if fraction is None else 1000)
        if fraction is not None:
            self._progress.setValue(round(1000 * fraction))
        self._progress.setVisible(getting.is_running)
        for name, button in self._buttons.items():
            button.setVisible(name in shown)
            button.setEnabled(name not in ("get", "again", "go_on") or getting.may_get)
        self.setVisible(bool(shown))
        self.shown.emit()

    def _show_licences(self, is_waiting: bool) -> None:
        """A tick for each licence that has to be agreed to, and a way to read about it."""
        offer = self._models.getting.offer
        parts = offer.parts if offer and is_waiting else ()
        asked = tuple(part for part in parts if part.accept or part.gate)
        if asked != self._licences_of:
            self._licences_of = asked
            while self._licences.count():
                self._licences.takeAt(0).widget().deleteLater()
            for part in asked:
                self._add(part)
            later(self._bring_into_sight)
        self._asked.setVisible(bool(asked))

    @guarded
    def _bring_into_sight(self) -> None:
        """What has to be ticked: else nobody would know why Get cannot be pressed."""
        getting = self._models.getting
        if getting.state == "offered" and getting.offer and getting.offer.to_accept:
            self._area.show_all_of(self._asked)

    def _add(self, part: Part) -> None:
        getting = self._models.getting
        if part.accept:
            text = t("getting.accept", licence=part.licence, title=part.title)
            tick = Tick(f"{self._name}_accept", text)
            tick.box.setChecked(getting.has_agreed(part))
            tick.box.toggled.connect(lambda yes: getting.agree(part, yes))
            self._licences.addWidget(tick)
        if part.page:
            page = QtWidgets.QPushButton(t("getting.page"))
            page.setObjectName(f"{self._name}_page")
            page.setToolTip(f"{t('getting.page.tip')}\n{part.page}")
            page.setFlat(True)
            address = QtCore.QUrl(part.page)
            page.clicked.connect(lambda: QtGui.QDesktopServices.openUrl(address))
            self._licences.addWidget(page)

    @guarded
    def _copy(self) -> None:
        QtWidgets.QApplication.clipboard().setText(self._models.getting.copied)
        self.say(t("getting.copied"))


class Tick(QtWidgets.QWidget):  # type: ignore[misc]
    """A tick whose text breaks its lines, which Qt's own does not."""

    def __init__(self, name: str, text: str) -> None:
        super().__init__()
        self.box = QtWidgets.QCheckBox()
        self.box.setObjectName(name)
        self.box.setAccessibleName(text)
        self.box.setToolTip(text)
        label = QtWidgets.QLabel(text)
        label.setWordWrap(True)
        label.setMinimumWidth(1)
        row = QtWidgets.QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.box, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(label, 1)

    def mouseReleaseEvent(self, event: Any) -> None:
        self.box.click()


class TokenField(QtWidgets.QWidget):  # type: ignore[misc]
    """Where a token is pasted; it is emptied as soon as the token was sent."""

    def __init__(self, models: Models, name: str) -> None:
        super().__init__()
        self._models = models
        self._line = QtWidgets.QLineEdit()
        self._line.setObjectName(f"{name}_token")
        self._line.setEchoMode(QtWidgets.QLineEdit.EchoMode.Password)
        self._line.setPlaceholderText(t("token"))
        self._line.setToolTip(t("token.about"))
        self._send = QtWidgets.QPushButton(t("token.send"))
        self._send.setObjectName(f"{name}_token_send")
        self._send.setToolTip(t("token.send.tip"))
        self._told = _told(f"{name}_token_text")
        self._line.returnPressed.connect(self._log_in)
        self._send.clicked.connect(lambda: self._log_in())
        column = _column(self, 0)
        for widget in (self._told, self._line, self._send):
            column.addWidget(widget)

    def show_for(self, is_wanted: bool) -> None:
        token = self._models.token
        self._told.setText(token.sentence)
        self._line.setVisible(token.state != "known")
        self._send.setVisible(token.state != "known")
        self._send.setEnabled(token.state != "asking")
        self.setVisible(is_wanted)

    def _log_in(self) -> None:
        typed = self._line.text()
        self._line.clear()
        self._models.send_token(typed)


class Trial(QtWidgets.QLabel):  # type: ignore[misc]
    """The example with the mask over it, as wide as there is room for."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        policy = QtWidgets.QSizePolicy.Policy
        self.setSizePolicy(policy.Ignored, policy.Fixed)
        self.setMinimumWidth(1)
        self._png = b""
        self._drawn: Any = None

    def show_png(self, png: bytes) -> None:
        """png: b"" for nothing."""
        if png != self._png:
            self._png, self._drawn = png, QtGui.QPixmap()
            self._drawn.loadFromData(png)
            self._fit()
        self.setVisible(bool(png))

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if self._drawn is None or self._drawn.isNull():
            return
        ratio = self.devicePixelRatioF()
        keep, smooth = (
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        room = QtCore.QSize(max(1, self.width()), TRIAL_HEIGHT) * ratio
        drawn = self._drawn.scaled(room, keep, smooth)
        drawn.setDevicePixelRatio(ratio)
        self.setPixmap(drawn)
        self.setFixedHeight(round(drawn.height() / ratio))


def _told(name: str) -> Any:
    """Sentences that break their lines."""
    label = QtWidgets.QLabel()
    label.setObjectName(name)
    label.setWordWrap(True)
    label.setMinimumWidth(1)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _column(inside: Any, margin: int) -> Any:
    column = QtWidgets.QVBoxLayout(inside)
    column.setContentsMargins(margin, margin, margin, margin)
    column.setSpacing(4)
    return column
