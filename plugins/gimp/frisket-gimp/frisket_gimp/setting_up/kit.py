"""What the other parts need to know of this copy of the plug-in, and of what is set."""

from __future__ import annotations

from frisket_plugin import __version__, settings
from frisket_plugin.settings import Settings
from frisket_plugin.setup import making
from frisket_plugin.setup.making import Kit
from frisket_plugin.stopping import stop_installed

from . import certificates


def kit() -> Kit | None:
    """What setting up needs; None where this plug-in came without the agent's wheel."""
    wheel = making.carried()
    return Kit(wheel, __version__, certificates.trusted, stop_installed) if wheel else None


def held() -> Settings:
    """What is set now, in whichever window it was."""
    return settings.load("gimp")
