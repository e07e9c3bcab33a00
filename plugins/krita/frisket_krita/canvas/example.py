"""Opens the example photograph as a new picture, so that saving it changes no file of frisket's."""

from __future__ import annotations

from pathlib import Path

from krita import Krita


def open_copy(file: Path) -> bool:
    """In a view of its own; whether that could be done."""
    application = Krita.instance()
    window = application.activeWindow()
    original = application.openDocument(str(file))
    if window is None or original is None:
        return False
    # Krita does not count a clone among its pictures.
    size = original.width(), original.height()
    format = original.colorModel(), original.colorDepth(), original.colorProfile()
    copy = application.createDocument(*size, file.stem, *format, original.resolution())
    pixels = original.topLevelNodes()[0].pixelData(0, 0, *size)
    original.close()
    copy.topLevelNodes()[0].setPixelData(pixels, 0, 0, *size)
    copy.refreshProjection()
    window.addView(copy)
    return True
