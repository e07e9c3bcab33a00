"""The pieces of which requests and replies are made (SPEC section 5), as frozen dataclasses.

Geometry is in layer pixels unless a field says otherwise. A field with a default may be left off
the wire.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any, Literal

from .errors import InvalidArgument
from .raster import COORDINATE_MAX, Box, Frame, Point

CHUNK_MAX = 1 << 20
"""Bytes that one packet may carry behind its header."""
HEADER_MAX = 1 << 18
"""Bytes of one packed header."""
PACKET_MAX = 4 + HEADER_MAX + CHUNK_MAX
"""Bytes of the largest packet: the limit for WebSocket messages on either side."""

SMOOTH_MAX = 127.0
"""Pixels by which an outline may be smoothed at most: pixels of larger squares cannot be counted in
the 16 bits in which medians are worked out quickly."""
LENGTH_MAX = 10_000.0
"""Pixels by which a mask may grow or be softened at most."""
OWN_EDGE = 2.0
"""Pixels by which an edge may be moved or softened, and still be that of its own thing."""
CANDIDATES_MAX = 3
"""Answers to one click that may be asked for at most."""

LAYER_SIDE_MAX = 1 << 20
"""Pixels of a layer's longer side: more than any host program allows."""

Edges = Literal["hard", "soft", "matte"]
Mode = Literal["replace", "add", "subtract", "intersect"]
Order = Literal["score", "size", "left_to_right"]
Encoding = Literal["raw", "zlib"]
Capabilities = dict[str, dict[str, Any]]
"""What a side can do beyond version 1, by name; what is absent is not supported."""


@dataclass(frozen=True)
class Software:
    name: str
    version: str


@dataclass(frozen=True)
class ImageRef:
    """An uploaded raster by the hash of its pixels, and where it lies in the layer."""

    sha256: bytes
    frame: Frame = Frame()


@dataclass(frozen=True)
class Size:
    """How many pixels a layer has. Raises InvalidArgument when that cannot be."""

    width: int
    height: int

    def __post_init__(self) -> None:
        if not (1 <= self.width <= LAYER_SIDE_MAX and 1 <= self.height <= LAYER_SIDE_MAX):
            raise InvalidArgument(
                f"No layer has {self.width} × {self.height} pixels.", detail="layer"
            )

    def __iter__(self) -> Iterator[int]:
        """Width and height, so that it may stand where two numbers are asked for."""
        return iter((self.width, self.height))


@dataclass(frozen=True)
class Exemplar:
    """A box round a thing like those that are wanted, or (inside=False) like those that are not."""

    box: Box
    inside: bool = True


@dataclass(frozen=True)
class Prompt:
    """What is wanted, in layer pixels.

    Words and exemplars ask for everything that fits them: they may be combined. Every box is an
    object of its own; points, scribble and rough selection describe one object together, the one in
    the box when there is exactly one box. `everything` asks for all that can be told apart. A
    prompt with nothing in it asks for the subject of the picture. Raises InvalidArgument for a box
    with nothing in it, for geometry far outside any layer, and for a threshold out of range.

    threshold: the least score of a thing that counts, 0 to 1; 0 leaves it to the model.
    """

    words: str = ""
    boxes: tuple[Box, ...] = ()
    points: tuple[Point, ...] = ()
    scribble: ImageRef | None = None
    rough: ImageRef | None = None
    exemplars: tuple[Exemplar, ...] = ()
    everything: bool = False
    threshold: float = 0.0

    def __post_init__(self) -> None:
        if not 0 <= self.threshold <= 1:
            raise InvalidArgument("The threshold must be 0 to 1.", detail="threshold")
        for box in (*self.boxes, *(exemplar.box for exemplar in self.exemplars)):
            edges = (box.x0, box.y0, box.x1, box.y1)
            if box.is_empty:
                raise InvalidArgument(
                    "A box of the prompt is empty: it goes from its left upper corner to its right "
                    "lower one.",
                    detail="box",
                )
            if not all(abs(edge) <= COORDINATE_MAX for edge in edges):
                raise InvalidArgument("A box of the prompt is too far outside.", detail="box")
        for point in self.points:
            if not (abs(point.x) <= COORDINATE_MAX and abs(point.y) <= COORDINATE_MAX):
                raise InvalidArgument("A point of the prompt is too far outside.", detail="point")


@dataclass(frozen=True)
class Operations:
    """Changes to a finished mask, carried out in the order in which they stand.

    fill_holes   holes of up to this area are filled, in square pixels of the layer
    drop_specks  pieces smaller than this area vanish
    smooth       outlines lose bumps and notches narrower than this radius, in pixels
    grow         outlines move outwards by this much, inwards if negative; fractions count
    feather      radius of a Gaussian blur whose standard deviation is half of it
    invert       inside becomes outside

    Raises InvalidArgument for numbers that make no sense.
    """

    fill_holes: float = 0.0
    drop_specks: float = 0.0
    smooth: float = 0.0
    grow: float = 0.0
    feather: float = 0.0
    invert: bool = False

    def __post_init__(self) -> None:
        for name in ("fill_holes", "drop_specks", "smooth", "feather"):
            if not getattr(self, name) >= 0:
                raise InvalidArgument(f"{name} must be 0 or more.", detail=name)
        for name, most in (("smooth", SMOOTH_MAX), ("grow", LENGTH_MAX), ("feather", LENGTH_MAX)):
            if not abs(getattr(self, name)) <= most:
                raise InvalidArgument(f"{name} is at most {most:g} pixels.", detail=name)

    @property
    def are_of_the_whole(self) -> bool:
        """Whether they make something else of two masks that touch than of both together: what
        lies between the two is no edge then."""
        inwards = self.grow < 0 or self.feather > 0 or self.smooth > 0
        return inwards or self.fill_holes > 0 or self.drop_specks > 0

    @property
    def moves_edge(self) -> bool:
        """Whether a mask's edge is no longer where its object ends, or not as soft: what shows
        there is wanted as the picture has it, and not in the object's own colours."""
        return max(abs(self.grow), self.feather) > OWN_EDGE


@dataclass(frozen=True)
class Finish:
    """How a mask is finished: its edge, the operations, and whether clean colours come with it."""

    edges: Edges = "hard"
    operations: Operations = Operations()
    foreground: bool = False


@dataclass(frozen=True)
class MaskInfo:
    """One mask of a reply. Its `size` bytes stand in the payload, in the order of the list.

    `box` is in whole layer pixels and says how wide and high the mask is. `foreground_size` more
    bytes behind it are the object's own colours in the same box, rgb8. Raises InvalidArgument for a
    box or a size that no mask has.
    """

    id: str
    box: Box
    size: int
    encoding: Encoding = "raw"
    score: float = 1.0
    label: str = ""
    phrase: str = ""
    object: int = 0
    candidate: int = 0
    foreground_size: int = 0

    def __post_init__(self) -> None:
        box = self.box
        for edge in (box.x0, box.y0, box.x1, box.y1):
            if not (abs(edge) <= COORDINATE_MAX and edge == int(edge)):
                raise InvalidArgument("A mask's box is not in whole layer pixels.", detail="box")
        if box.width < 0 or box.height < 0:
            raise InvalidArgument("A mask's box is inside out.", detail="box")
        if self.size < 0 or self.foreground_size < 0:
            raise InvalidArgument("A mask has less than no bytes.", detail="size")


@dataclass(frozen=True)
class RecipeInfo:
    """A way of making masks; `missing` says in a sentence what a recipe lacks that is not ready.

    lacks_models: those that can be fetched, with `fetch_bytes` together.
    """

    name: str
    title: str
    about: str
    understands: tuple[str, ...]
    preview_side: int
    models: tuple[str, ...] = ()
    ready: bool = True
    missing: str = ""
    lacks_models: tuple[str, ...] = ()
    lacks_packages: tuple[str, ...] = ()
    fetch_bytes: int = 0


@dataclass(frozen=True)
class ModelInfo:
    """A model. `gate` says how its publisher lets people in, `missing` what it lacks to be used.

    page: where a person reads about it. accept: its licence has to be accepted by name. packages:
    what is lacking of Python. kept_bytes: on the disk. shared_with: models that would lack files
    without it. last_used: seconds since 1970, 0 for never.
    """

    name: str
    role: Literal["detect", "segment", "matte"]
    title: str
    licence: str
    installed: bool = True
    loaded: bool = False
    download_bytes: int = 0
    about: str = ""
    gate: str = ""
    missing: str = ""
    page: str = ""
    accept: bool = False
    packages: tuple[str, ...] = ()
    kept_bytes: int = 0
    removable: bool = False
    shared_with: tuple[str, ...] = ()
    last_used: int = 0


@dataclass(frozen=True)
class Control:
    """One thing that a person can set, so that a host can build its panel from the list."""

    name: str
    title: str
    kind: Literal["number", "flag", "choice"]
    unit: str = ""
    minimum: float = 0.0
    maximum: float = 0.0
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Limits:
    """What the agent will take; larger things are refused before memory is given to them.

    Raises InvalidArgument when the agent would take nothing.
    """

    chunk_bytes: int = CHUNK_MAX
    header_bytes: int = HEADER_MAX
    image_pixels: int = 8192 * 8192
    image_side: int = 32768
    images_bytes: int = 1 << 30
    requests: int = 64

    def __post_init__(self) -> None:
        for field in fields(self):
            if getattr(self, field.name) < 1:
                raise InvalidArgument(f"The limit {field.name} is below 1.", detail="limits")


@dataclass(frozen=True)
class Failure:
    """An error on the wire: `errors.from_wire` makes an exception of it."""

    code: str
    message: str
    hint: str = ""
    retry: Literal["never", "now", "after", "smaller"] = "never"
    after_ms: int = 0
