"""What is said where no panel is in sight: Krita's own floating message over the picture."""

from __future__ import annotations

from typing import Any

from krita import Krita

from ..guard import unharmed
from ..qt import QtGui, QtWidgets

MILLISECONDS = 4000
PRIORITY = 1
"""Medium, as Krita counts."""


def show(told: str, panel: str, insists: bool = False) -> None:
    """Over the view in front, unless the docker of this object name can be seen there.

    insists: then as well.
    """
    with unharmed():
        window = Krita.instance().activeWindow()
        view = window.activeView() if window is not None else None
        if view is None or view.document() is None:
            return
        docker = window.qwindow().findChild(QtWidgets.QDockWidget, panel)
        if insists or not _is_seen(docker):
            view.showFloatingMessage(told, QtGui.QIcon(), MILLISECONDS, PRIORITY)


def _is_seen(docker: Any) -> bool:
    """A docker behind another one counts as visible, too."""
    return docker is not None and docker.isVisible() and not docker.visibleRegion().isEmpty()
