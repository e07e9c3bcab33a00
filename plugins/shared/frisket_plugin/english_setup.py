"""The English texts of setting up and of the settings; `english` holds all others."""

from __future__ import annotations

SETUP = {
    "setup": "Set up",
    "setup.tip": "Fetches what the text above names, and nothing else. You can cancel at any time.",
    "setup.update": "Update",
    "setup.first": "frisket's engine is not on this computer yet. Press Set up in frisket's panel.",
    "setup.cancel": "Cancel",
    "setup.cancel.tip": "Stops at once. What was fetched is kept for the next time.",
    "setup.copy": "Copy the log",
    "setup.copy.tip": "Puts the sentence above and the end of the log on the clipboard, for "
    "whoever helps.",
    "setup.copied": "The log is on the clipboard.",
    "setup.set_up.about": "frisket needs its engine, once: about {size} from {host}, which take "
    "{room} in {folder}. It needs no administrator, and your pictures stay on this computer.",
    "setup.update.about": "This plugin is newer than the engine that is installed. Updating "
    "fetches up to {size} from {host}, into {folder}.",
    "setup.has": "{size} of it are here already.",
    "setup.done": "frisket is set up.",
    "setup.cancelled": "Cancelled. What was fetched is kept: Set up goes on from there.",
    # Where it stands
    "setup.running": "This takes a moment; you can go on painting.",
    "setup.stage.wait": "Waiting for another program that is setting frisket up…",
    "setup.stage.look": "Looking at what is here…",
    "setup.stage.remove": "Removing frisket's engine…",
    "setup.stage.uv": "Fetching the installer:",
    "setup.stage.python": "Preparing Python…",
    "setup.stage.plan": "Finding out what is needed…",
    "setup.stage.fetch": "Fetching what is needed:",
    "setup.stage.install": "Installing…",
    "setup.stage.try": "Trying it out…",
    "setup.stage.swap": "Putting it into place…",
    "setup.stage.reach": "Asking whether the models can be had…",
    "setup.stage.start": "Starting it…",
    "setup.stage.model": "Fetching {title}:",
    "setup.stage.trial": "Trying {title} on an example…",
    "setup.bytes": "{done} of {total}",
    "setup.rate": "{rate}/s",
    "setup.left.seconds": "{number} s left",
    "setup.left.minutes": "{number} min left",
    # What went wrong, and what to do
    "setup.index": "the index of Python packages",
    "setup.nowhere": "This copy of the plugin does not say where the installer is fetched from.",
    "setup.nowhere.hint": "Take the plugin's archive as it was released, or name an index of "
    "packages in the settings of pip or uv.",
    "setup.network": "{host} could not be reached: {why}.",
    "setup.network.hint": "Check the connection, then press the button again: it goes on where "
    "it stopped.",
    "setup.network.timeout": "no answer came in time",
    "setup.network.name": "its name was not found",
    "setup.cut": "the connection was cut",
    "setup.answer": "{host} answered with error {status}.",
    "setup.answer.hint": "Try again later. If a package index is set for pip or uv on this "
    "computer, check its address.",
    "setup.proxy": "The proxy {proxy} did not let us through: {status}.",
    "setup.proxy.hint": "Check the proxy in the system's settings, or ask whoever looks after your "
    "network.",
    "setup.certificate": "{host} could not prove who it is, so nothing was fetched from it.",
    "setup.certificate.hint": "Check the computer's date. In a company's network, its certificate "
    "has to be installed in the system.",
    "setup.no_index": "What {host} sent is no list of packages.",
    "setup.no_index.hint": "If your network asks you to log in, do so in a browser, then press "
    "the button again.",
    "setup.hash": "{name} did not arrive as it was published, and was thrown away.",
    "setup.hash.hint": "Press the button again. If it stays like that, something between here and "
    "the server changes what is sent.",
    "setup.no_uv": "{host} has no installer for this computer ({machine}).",
    "setup.no_uv.hint": "Please report it, with what Copy diagnostics says.",
    "setup.no_wheel": "There is no {name} ready-made for this computer.",
    "setup.blocked": "{file} was fetched, but this computer does not let it run.",
    "setup.blocked.hint": "A virus scanner may be holding it, or programs may be forbidden in that "
    "folder. Allow it, then press the button again.",
    "setup.room": "There is too little room in {folder}: {needed} are needed, {free} are free.",
    "setup.room.hint": "Free {lacking}, then press the button again.",
    "setup.full": "The disk with {folder} is full: {free} are free.",
    "setup.rights": "{file} cannot be written: {why}.",
    "setup.rights.hint": "Make sure that you may write in that folder, then press the button "
    "again.",
    "setup.kept": "{file} is in use and cannot be replaced.",
    "setup.kept.hint": "Close the other programs that use frisket, then try again.",
    "setup.failed.python": "Python could not be prepared.",
    "setup.failed.plan": "It could not be found out what is needed.",
    "setup.failed.install": "The engine could not be installed.",
    "setup.failed.try": "The engine was installed, but does not work here.",
    "setup.failed.extra": "{name} was installed, but does not work here.",
    "setup.second": "PyTorch is fetched in the build that fits most computers.",
    "setup.newer": "The engine that is installed is newer than this plugin.",
    "setup.newer.hint": "Install the newer plugin first, then try again.",
    "setup.program.hint": "Press the button to try again; Copy the log tells a helper more.",
    # Taking it away
    "setup.remove": "Remove what was set up…",
    "setup.remove.ask": "Remove frisket's engine from this computer? That frees about {size}. "
    "Models and your own settings stay, and you can set it up again.",
    "setup.remove.rest": "It was not all removed yet when the window was closed. Press “Remove "
    "what was set up…” once more for the rest.",
    "setup.removing": "frisket's engine is being removed. Press Set up once it is gone, then try "
    "again.",
    "origin.program": "frisket's engine was not set up in this panel, so it is not removed here "
    "either. It is {program}. Remove it with the program that it was installed with. Models can be "
    "deleted under “Models…”, in the menu with the three dots.",
    "origin.command": "frisket's engine was not set up in this panel, so it is not removed here "
    "either. It is started by the command in the settings: {command}. Remove it with the program "
    "that it was installed with, then empty “Agent's command” in the settings.",
    "origin.address": "The engine that is used here was not set up in this panel: the settings "
    "name one at {address}. To use another, empty “Agent's address” in the settings.",
    "origin.started": "The engine that is used here was not set up in this panel, but started "
    "outside of it. End it where it was started.",
    "setup.removed": "The engine is removed; {size} are free again.",
    # Settings
    "settings.title": "frisket settings",
    "settings.command": "Agent's command",
    "settings.command.tip": "Empty: frisket serve, wherever it is found.",
    "settings.address": "Agent's address",
    "settings.address.tip": "host:port; empty: the agent on this computer.",
    "settings.token": "Its token",
    "settings.preview": "Preview size",
    "settings.language": "Language",
    "settings.language.system": "As the system",
    "settings.language.later": "The language changes when the program starts again.",
    "settings.saved": "The settings are saved.",
}
