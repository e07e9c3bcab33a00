"""frisket in GIMP 3.

    commands   the procedures that GIMP registers; what each does, and what it gives back
    windows    the dialog of a procedure's arguments, for whoever calls from a menu; diagnostics
    picking    the window in which one clicks
    setting_up the box with Set up in every window: the agent, and what a recipe lacks
    agent_line a line in windows that says how the agent is
    asking     wishes as values, the desk that fulfils them, the window's thread, the lookout
    canvas     layers and the selection as rasters, the visible picture in parts; masks written as
               selection, layer mask, channels and cut-outs, each one undo step
    catalog    which procedures there are, with their arguments; no GIMP is needed to read it
    guard      progress, errors and the log: what lies round every procedure
    layout     how the parts of a window stand
    vendored   finds the packages that come along

A room imports only from those below it. The plugin for Krita has the same rooms.

Standard library, gi, and what is in `_vendor`; Gtk is imported only where a window is shown.
"""

from __future__ import annotations

from . import vendored

vendored.make_importable()
