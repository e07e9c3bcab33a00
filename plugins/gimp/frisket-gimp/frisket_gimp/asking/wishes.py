"""What the arguments of a procedure mean: plain values, without GIMP."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from frisket_plugin.options import Options, from_json
from frisket_plugin.options import Output as Made
from frisket_plugin.texts import t
from frisket_protocol.errors import InvalidArgument

from ..catalog import Output, Procedure, Task

_MADE: dict[Output, Made] = {"selection": "selection", "mask": "mask", "cutout": "cutout"}


@dataclass(frozen=True)
class Wish:
    """One call of a procedure.

    existing: what becomes of a layer's mask.
    """

    task: Task
    output: Output
    options: Options
    words: str = ""
    existing: str = "replace"


def read(procedure: Procedure, value: Callable[[str], Any]) -> Wish:
    """The wish that the arguments tell; `value` gives the one of a name.

    Raises InvalidArgument when words are asked for and there are none.
    """
    wish = so_far(procedure, value)
    if procedure.task == "words" and not wish.words:
        raise InvalidArgument(t("gimp.no_words"), detail="words")
    return wish


def so_far(procedure: Procedure, value: Callable[[str], Any]) -> Wish:
    """The same while the arguments are being chosen: words may be lacking yet."""
    given = {argument.name: value(argument.name) for argument in procedure.arguments}
    words = str(given.get("words") or "").strip()
    options = from_json(
        {
            **{name.replace("-", "_"): held for name, held in given.items()},
            "mode": given.get("operation"),
            "recipe": str(given.get("recipe") or "").strip(),
            "prompt_from": given.get("selection-as"),
            "output": _MADE.get(procedure.output, "stored"),
        }
    )
    return Wish(
        procedure.task,
        procedure.output,
        options,
        words,
        str(given.get("existing-mask") or "replace"),
    )
