"""What a person can set for a mask: one frozen value, to and from JSON, and to the protocol."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Literal, get_args

from frisket_protocol.client import AUTOMATIC
from frisket_protocol.parts import LENGTH_MAX, SMOOTH_MAX, Edges, Finish, Mode, Operations

PromptFrom = Literal["words", "box", "rough", "clicks"]
"""What says what is wanted: words (none: the subject), the selection as a box or as a rough mask,
clicks on the canvas."""
ReadFrom = Literal["layer", "visible"]
Output = Literal["selection", "mask", "cutout", "objects", "stored"]
"""A selection · a mask on the layer · a cut-out on a new layer · a masked layer for each object ·
a selection that is kept for later: a selection mask in Krita, a channel in GIMP."""

PROMPTS_FROM: tuple[PromptFrom, ...] = get_args(PromptFrom)
READS_FROM: tuple[ReadFrom, ...] = get_args(ReadFrom)
OUTPUTS: tuple[Output, ...] = get_args(Output)
MODES: tuple[Mode, ...] = get_args(Mode)
EDGES: tuple[Edges, ...] = get_args(Edges)
AREA_MAX = 1e9

_CHOICES: dict[str, tuple[str, ...]] = {
    "prompt_from": PROMPTS_FROM,
    "read_from": READS_FROM,
    "output": OUTPUTS,
    "mode": MODES,
    "edges": EDGES,
}
_BOUNDS = {
    "grow": (-LENGTH_MAX, LENGTH_MAX),
    "feather": (0.0, LENGTH_MAX),
    "smooth": (0.0, SMOOTH_MAX),
    "fill_holes": (0.0, AREA_MAX),
    "drop_specks": (0.0, AREA_MAX),
    "threshold": (0.0, 1.0),
}


@dataclass(frozen=True)
class Options:
    """Everything but the prompt itself. Lengths in layer pixels, areas in square pixels.

    threshold: the least score of a thing that counts, 0 to 1; 0 leaves it to the model.
    """

    recipe: str = AUTOMATIC
    prompt_from: PromptFrom = "words"
    read_from: ReadFrom = "layer"
    output: Output = "selection"
    mode: Mode = "replace"
    edges: Edges = "soft"
    grow: float = 0.0
    feather: float = 0.0
    fill_holes: float = 0.0
    drop_specks: float = 0.0
    smooth: float = 0.0
    invert: bool = False
    threshold: float = 0.0

    @property
    def is_joined(self) -> bool:
        """Whether all objects become one mask."""
        return self.output != "objects"

    @property
    def takes_mode(self) -> bool:
        """Whether it can be added to what is there, or taken from it."""
        return self.output in ("selection", "mask")

    @property
    def wants_colours(self) -> bool:
        """Whether the object's own colours come along, so that no fringe of the ground is left."""
        return self.output in ("cutout", "objects") and not self.operations.moves_edge

    @property
    def operations(self) -> Operations:
        """All that changes the finished mask."""
        return Operations(
            fill_holes=self.fill_holes,
            drop_specks=self.drop_specks,
            smooth=self.smooth,
            grow=self.grow,
            feather=self.feather,
            invert=self.invert,
        )

    @property
    def unfinished(self) -> Options:
        """The same, but that nothing is done to the masks afterwards."""
        return replace(
            self, grow=0.0, feather=0.0, fill_holes=0.0, drop_specks=0.0, smooth=0.0, invert=False
        )

    @property
    def finish(self) -> Finish:
        """How each object's mask is finished. Joined masks are inverted afterwards, as one."""
        operations = replace(self.operations, invert=self.invert and not self.is_joined)
        colours = self.wants_colours and not (self.invert and self.is_joined)
        return Finish(self.edges, operations, foreground=colours)


def to_json(options: Options) -> dict[str, Any]:
    """As `from_json` reads it."""
    return asdict(options)


def from_json(values: object) -> Options:
    """What can be used of `values`; the default for everything else. Never raises."""
    given = values if isinstance(values, dict) else {}
    default = Options()
    kept = {
        field.name: _value(field.name, given.get(field.name), getattr(default, field.name))
        for field in fields(Options)
    }
    return Options(**kept)


def _value(name: str, given: Any, default: Any) -> Any:
    if name in _CHOICES:
        return given if given in _CHOICES[name] else default
    if name in _BOUNDS:
        return _number(given, default, *_BOUNDS[name])
    return given if type(given) is type(default) and given != "" else default


def _number(given: Any, default: float, low: float, high: float) -> float:
    if isinstance(given, bool) or not isinstance(given, (int, float)) or given != given:
        return default
    return float(min(high, max(low, given)))
