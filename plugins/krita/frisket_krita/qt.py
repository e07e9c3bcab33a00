"""Qt, by the one of PyQt5 and PyQt6 that this Krita has. No other file names either.

Both understand scoped enums (`Qt.MouseButton.LeftButton`), which are written everywhere. Importing
the one that Krita does not have may crash it, so it is asked first; Krita 5.2 cannot be asked.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

try:
    import pykrita

    MAJOR: int = pykrita.qt_major_version()
except (ImportError, AttributeError):
    MAJOR = 5

QtCore: Any = import_module(f"PyQt{MAJOR}.QtCore")
QtGui: Any = import_module(f"PyQt{MAJOR}.QtGui")
QtWidgets: Any = import_module(f"PyQt{MAJOR}.QtWidgets")

Signal: Any = QtCore.pyqtSignal
Qt: Any = QtCore.Qt


def position(event: Any) -> Any:
    """Where a mouse or tablet event happened, in its widget, as QPointF."""
    if MAJOR >= 6:
        return event.position()
    return event.posF() if isinstance(event, QtGui.QTabletEvent) else event.localPos()


def touches(event: Any) -> list[tuple[float, float]]:
    """Where the fingers of a touch event are or were last, in its widget."""
    if MAJOR >= 6:
        places = [point.position() for point in event.points()]
    else:
        places = [point.pos() for point in event.touchPoints()]
    return [(place.x(), place.y()) for place in places]


def sequence(event: Any) -> Any:
    """The key of an event with those that are held, as shortcuts have it."""
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if MAJOR >= 6:
        return QtGui.QKeySequence(QtCore.QKeyCombination(held, Qt.Key(event.key())))
    return QtGui.QKeySequence(int(held) | event.key())


def image_bytes(image: Any) -> bytes:
    """The pixels of a QImage whose rows have no padding, which is so for 32 bits a pixel."""
    bits = image.constBits()
    data: bytes = bits.asstring(image.sizeInBytes())
    return data


def trusted_certificates() -> str:
    """Those that Qt trusts, which are the system's, as PEM; for a Python that finds none."""
    network: Any = import_module(f"PyQt{MAJOR}.QtNetwork")
    trusted = network.QSslConfiguration.systemCaCertificates()
    return "".join(bytes(one.toPem()).decode("ascii") for one in trusted)


def later(call: Any, milliseconds: int = 0) -> None:
    """Have `call` made from the main loop."""
    QtCore.QTimer.singleShot(milliseconds, call)
