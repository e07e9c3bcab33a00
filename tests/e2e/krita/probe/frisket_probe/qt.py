"""PyQt 5 or 6, whichever this Krita has. Importing the other one would crash it."""

from __future__ import annotations

from importlib import import_module

try:
    from pykrita import qt_major_version
except ImportError:  # Krita 5.2 does not say
    _name = "PyQt5"
else:
    _name = f"PyQt{qt_major_version()}"

QtCore = import_module(f"{_name}.QtCore")
QtGui = import_module(f"{_name}.QtGui")
QtWidgets = import_module(f"{_name}.QtWidgets")
QtTest = import_module(f"{_name}.QtTest")
