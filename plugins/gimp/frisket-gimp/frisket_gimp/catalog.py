"""Which procedures there are, and what each takes and gives: plain values, for registration, the
dialog and the tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from frisket_plugin.options import AREA_MAX, EDGES, MODES, Options
from frisket_plugin.texts import t
from frisket_protocol.parts import LENGTH_MAX, SMOOTH_MAX

PREFIX = "plug-in-frisket-"
Kind = Literal["text", "number", "flag", "choice"]
Task = Literal["words", "subject", "object", "refine", "interactive", "diagnostics"]
"""What is wanted: words name it · the subject · what the selection is about · its edge."""
Output = Literal["selection", "mask", "cutout", "objects", "channels", "paths", "none"]
EACH: tuple[Output, ...] = ("objects", "channels", "paths")
"""What every object becomes by itself, and nothing that is there takes part in."""
CUT: tuple[Output, ...] = ("cutout", "objects")
"""What is cut out of a layer, which is kept and hidden: all in one, or a layer for each object."""

SELECT, MASK = "<Image>/Select", "<Image>/Layer/Mask"
EXISTING = (*MODES, "refuse")
"""What becomes of a mask that a layer has already."""


@dataclass(frozen=True)
class Argument:
    """One argument, named as scripts write it. Texts: `gimp.argument.<name>`, and `.about`."""

    name: str
    kind: Kind
    default: str | float | bool
    low: float = 0.0
    high: float = 0.0
    choices: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return t(f"gimp.argument.{self.name}")

    @property
    def about(self) -> str:
        return t(f"gimp.argument.{self.name}.about")

    def choice_label(self, choice: str) -> str:
        return t(f"gimp.choice.{choice}")


@dataclass(frozen=True)
class Procedure:
    """One procedure. Texts: `gimp.<short>` is its menu entry, `gimp.<short>.about` its help.

    is_apart: it stands in a menu of its own, below the others, which are wanted more often. GIMP
    orders what plug-ins bring by the alphabet.
    """

    short: str
    task: Task
    output: Output
    menu: str
    arguments: tuple[Argument, ...] = ()
    is_apart: bool = False

    @property
    def name(self) -> str:
        return PREFIX + self.short

    @property
    def label(self) -> str:
        return t(f"gimp.{self.short}")

    @property
    def menu_label(self) -> str:
        """In the menus all of frisket's commands stand together, and say whose they are."""
        return f"frisket: {self.label}"

    @property
    def menu_path(self) -> str:
        return f"{self.menu}/{t('gimp.apart')}" if self.is_apart else self.menu

    @property
    def about(self) -> str:
        return t(f"gimp.{self.short}.about")


WORDS = Argument("words", "text", "")
SELECTION_AS = Argument("selection-as", "choice", "box", choices=("box", "rough"))
OPERATION = Argument("operation", "choice", "replace", choices=MODES)
EXISTING_MASK = Argument("existing-mask", "choice", "replace", choices=EXISTING)
READ_FROM = Argument("read-from", "choice", "layer", choices=("layer", "visible"))
RECIPE = Argument("recipe", "text", "automatic")
THRESHOLD = Argument("threshold", "number", 0.0, 0.0, 1.0)
EDGES_OF_MASKS = Argument("edges", "choice", Options().edges, choices=EDGES)
INVERT = Argument("invert", "flag", False)


OPERATIONS = (
    Argument("grow", "number", 0.0, -LENGTH_MAX, LENGTH_MAX),
    Argument("feather", "number", 0.0, 0.0, LENGTH_MAX),
    Argument("smooth", "number", 0.0, 0.0, SMOOTH_MAX),
    Argument("fill-holes", "number", 0.0, 0.0, AREA_MAX),
    Argument("drop-specks", "number", 0.0, 0.0, AREA_MAX),
)


def is_any_set(value: Callable[[str], Any]) -> bool:
    """Whether one of the operations does something; `value` gives that of a name. What does is not
    folded away where they are chosen."""
    return any(value(one.name) != one.default for one in OPERATIONS)


OPTIONS = (READ_FROM, RECIPE, EDGES_OF_MASKS, *OPERATIONS)
OF_WORDS = (READ_FROM, RECIPE, THRESHOLD, EDGES_OF_MASKS, *OPERATIONS)
"""A threshold means something only where words say what is looked for."""

INTERACTIVE = Procedure("select-interactively", "interactive", "selection", SELECT)
DIAGNOSTICS = Procedure("diagnostics", "diagnostics", "none", SELECT, is_apart=True)
PROCEDURES = (
    INTERACTIVE,
    Procedure(
        "select-by-words",
        "words",
        "selection",
        SELECT,
        (WORDS, OPERATION, *OF_WORDS, INVERT),
    ),
    Procedure("select-subject", "subject", "selection", SELECT, (OPERATION, *OPTIONS, INVERT)),
    Procedure(
        "select-object",
        "object",
        "selection",
        SELECT,
        (SELECTION_AS, OPERATION, *OPTIONS, INVERT),
    ),
    Procedure(
        "refine-selection",
        "refine",
        "selection",
        SELECT,
        OPTIONS,
    ),
    Procedure("channels-by-words", "words", "channels", SELECT, (WORDS, *OF_WORDS), True),
    Procedure("paths-by-words", "words", "paths", SELECT, (WORDS, *OF_WORDS), True),
    DIAGNOSTICS,
    Procedure("mask-by-words", "words", "mask", MASK, (WORDS, EXISTING_MASK, *OF_WORDS, INVERT)),
    Procedure("remove-background", "subject", "cutout", MASK, (EXISTING_MASK, *OPTIONS)),
)


def named(name: str) -> Procedure:
    """The procedure that GIMP calls `name`."""
    return next(procedure for procedure in PROCEDURES if procedure.name == name)


TO_MODELS = "gimp.to_models.matte"
"""The text that says where in GIMP a model for fine edges is got."""
Result = tuple[str, Literal["whole", "wholes", "numbers", "texts", "text"]]
RESULTS: tuple[Result, ...] = (
    ("count", "whole"),
    ("boxes", "wholes"),
    ("scores", "numbers"),
    ("labels", "texts"),
    ("recipe", "text"),
    ("objects", "text"),
    ("reading", "text"),
)
"""What every procedure that makes masks gives back; boxes are x0, y0, x1, y1 in the image.

`objects` says boxes, scores and labels once more, as JSON: GIMP's Python cannot look into the
arrays of numbers that a procedure gives back."""
