"""Colours of a widget's own that stay those of the theme when Krita gets another one.

A style sheet keeps the colours that a theme had, and so does a whole palette.
"""

from __future__ import annotations

from typing import Any

from ..qt import QtGui


def own_colours(widget: Any, colours: dict[Any, Any]) -> None:
    """Have these, by their roles, and all others from the theme: to be called again, from
    `changeEvent`, when the palette has changed."""
    # Else it would be told of the change, and so on without end.
    if getattr(widget, "_own_colours", {}) == colours:
        return
    widget._own_colours = colours
    palette = QtGui.QPalette()
    for role, colour in colours.items():
        palette.setColor(role, colour)
    widget.setPalette(palette)
