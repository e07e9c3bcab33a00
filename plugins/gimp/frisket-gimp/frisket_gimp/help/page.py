"""What a page of help says of each command and window: plain values, without GIMP."""

from __future__ import annotations

from dataclasses import dataclass

from frisket_plugin.texts import t

from ..catalog import Procedure

MODELS = "models"
"""The page of the list of models, which is no command."""


@dataclass(frozen=True)
class Entry:
    """A paragraph; about: what it tells of, "" where it is of the whole."""

    about: str
    text: str


def title(wanted: Procedure | str) -> str:
    """The page's own title, which names what it is about."""
    return t("gimp.help.title", about=_named(wanted))


def entries(wanted: Procedure | str) -> list[Entry]:
    """What stands on it, from the top. wanted: a command, or MODELS."""
    if isinstance(wanted, str):
        return [Entry("", t("gimp.help.models"))]
    made = [Entry("", wanted.about), *(Entry("", t(key)) for key in _ways(wanted))]
    if wanted.task == "interactive":
        made += [Entry(t(f"{key}.of"), t(key)) for key in _IN_WINDOW]
    for argument in wanted.arguments:
        made.append(Entry(_plain(argument.label), f"{argument.about}."))
    return made + [Entry("", t(key)) for key in _ends(wanted)]


_IN_WINDOW = (
    "gimp.help.marks",
    "gimp.help.look",
    "gimp.help.keys",
    "gimp.help.objects",
    "gimp.help.options",
)


def _ways(wanted: Procedure) -> tuple[str, ...]:
    """How it is told what is wanted."""
    given = {
        "words": ("gimp.help.words",),
        "interactive": ("gimp.help.words",),
        "subject": (),
        "object": ("gimp.help.selection",),
        "refine": ("gimp.help.band",),
        "diagnostics": ("gimp.help.agent", "gimp.help.settings"),
    }
    return given[wanted.task]


def _ends(wanted: Procedure) -> tuple[str, ...]:
    return () if wanted.task == "diagnostics" else ("gimp.help.undo", "gimp.help.trouble")


def _named(wanted: Procedure | str) -> str:
    return t("shelf.window") if isinstance(wanted, str) else _plain(wanted.label)


def _plain(label: str) -> str:
    return label.replace("_", "").rstrip("…")
