"""What the plugins remember: `plugins.json` in the user's configuration folder.

Not in the plugin's own folder, which an update replaces. A file that cannot be read counts as
empty, and one that is broken is kept beside the new one.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Literal, get_args

from frisket_protocol.errors import FailedPrecondition
from frisket_protocol.folders import config_folder
from frisket_protocol.reasons import reason

from . import options as option_values
from .options import Options

FILE_NAME = "plugins.json"
PREVIEW_SIDES = (128, 1024)
"""How small and how large the preview in the panel may be, in pixels of the screen."""
View = Literal["colour", "dimmed", "outline"]
"""How a mask is shown over the picture: a colour over it · all else darker · its outline alone."""
VIEWS: tuple[View, ...] = get_args(View)
COLOUR = "#ff3c28"


@dataclass(frozen=True)
class Settings:
    """command: how the agent is started, empty for `frisket serve` wherever it is found.

    address, token: an agent elsewhere, as `host:port`; empty for the one that announces itself.
    language: `de`, or empty for the host's own. preview: longer side of the panel's preview.
    view, colour: how masks are shown over the picture; a colour as #rrggbb. starts_agent: whether
    the agent starts by itself at the first request. tips: whether the first steps are shown.
    is_known: whether the panel was brought into sight once, so that people know of it.
    declined: the version to which a person did not want to update.
    take_as: what GIMP's window made last, as it calls that itself.
    """

    command: str = ""
    address: str = ""
    token: str = field(default="", repr=False)
    language: str = ""
    preview: int = 256
    options: Options = Options()
    words: str = ""
    view: View = "colour"
    colour: str = COLOUR
    starts_agent: bool = True
    tips: bool = True
    is_known: bool = False
    declined: str = ""
    take_as: str = ""


def load(host: str) -> Settings:
    """What `host` ("krita", "gimp") has saved, or the defaults. Never raises."""
    values = _read(config_folder() / FILE_NAME).get(host)
    return _from_json(values if isinstance(values, dict) else {})


def save(host: str, settings: Settings) -> None:
    """Remember, in one step: a reader sees the old file or the new one, whole.

    Only this user can read the file: a token may stand in it. Raises FailedPrecondition.
    """
    file = config_folder() / FILE_NAME
    temporary = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        everything = {**_read(file), host: _to_json(settings)}
        text = json.dumps(everything, indent=1, ensure_ascii=False) + "\n"
        try:
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
                stream.write(text)
            os.replace(temporary, file)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise FailedPrecondition(
            f"The settings could not be saved in {file}: {reason(error)}.",
            detail="settings",
            hint="Make the folder writable.",
        ) from error


def _read(file: Path) -> dict[str, Any]:
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return {}
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        values = None
    if isinstance(values, dict):
        return values
    with contextlib.suppress(OSError):
        file.with_name(f"{file.name}.broken").write_text(text, "utf-8")
    return {}


def _to_json(settings: Settings) -> dict[str, Any]:
    plain = {one.name: getattr(settings, one.name) for one in fields(Settings)}
    return {**plain, "options": option_values.to_json(settings.options)}


def _from_json(values: Mapping[str, Any]) -> Settings:
    default = Settings()
    texts = {
        name: values[name]
        for name in ("command", "address", "token", "language", "words", "declined", "take_as")
        if isinstance(values.get(name), str)
    }
    flags = {
        name: values[name]
        for name in ("starts_agent", "tips", "is_known")
        if isinstance(values.get(name), bool)
    }
    side = values.get("preview")
    preview = side if isinstance(side, int) and not isinstance(side, bool) else default.preview
    view, colour = values.get("view"), values.get("colour")
    if not isinstance(colour, str) or not re.fullmatch("#[0-9a-fA-F]{6}", colour):
        colour = default.colour
    return replace(
        default,
        **texts,
        **flags,
        view=view if view in VIEWS else default.view,
        colour=colour,
        preview=min(PREVIEW_SIDES[1], max(PREVIEW_SIDES[0], preview)),
        options=option_values.from_json(values.get("options")),
    )
