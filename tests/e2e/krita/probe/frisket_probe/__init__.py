"""Runs the scenario that FRISKET_SCENARIO names inside Krita, writes what was seen, and quits.

A scenario is a file with a generator `run(rig)`. It yields whenever Krita's main loop has to run:
a number of milliseconds, or a function that is asked until it says yes. Without FRISKET_SCENARIO
this plugin does nothing.
"""

from __future__ import annotations

import os

from krita import Krita

if os.environ.get("FRISKET_SCENARIO"):
    from .probe import Probe

    Krita.instance().addExtension(Probe(Krita.instance()))
