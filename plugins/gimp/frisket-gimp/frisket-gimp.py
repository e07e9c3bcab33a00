#!/usr/bin/env python3
"""frisket in GIMP 3: tells GIMP which procedures there are. GIMP runs this file for each call."""

from __future__ import annotations

import sys

import gi

gi.require_version("Gimp", "3.0")
gi.require_version("Gegl", "0.4")
gi.require_version("Babl", "0.1")
from gi.repository import Gimp  # noqa: E402

from frisket_gimp import catalog  # noqa: E402
from frisket_gimp.commands import registration  # noqa: E402


class Frisket(Gimp.PlugIn):
    """All procedures of frisket."""

    def do_set_i18n(self, name: str) -> bool:
        """The texts are translated by frisket itself."""
        return False

    def do_query_procedures(self) -> list[str]:
        return [procedure.name for procedure in catalog.PROCEDURES]

    def do_create_procedure(self, name: str) -> Gimp.Procedure:
        return registration.create(self, catalog.named(name))


Gimp.main(Frisket.__gtype__, sys.argv)
