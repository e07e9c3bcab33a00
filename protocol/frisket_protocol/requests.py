"""What a client may ask and what it gets: one pair of dataclasses a method (SPEC section 6)."""

from __future__ import annotations

from dataclasses import dataclass, field

from .errors import InvalidArgument
from .parts import (
    CANDIDATES_MAX,
    Finish,
    ImageRef,
    MaskInfo,
    Mode,
    ModelInfo,
    Operations,
    Order,
    Prompt,
    RecipeInfo,
    Size,
)
from .raster import Format


@dataclass(frozen=True)
class ImagePut:
    """Announce a raster; unless the agent has it, its bytes follow in `data` packets."""

    width: int
    height: int
    format: Format
    sha256: bytes


@dataclass(frozen=True)
class ImageHave:
    have: bool


@dataclass(frozen=True)
class Prepare:
    """Work ahead: everything about the picture that does not depend on the prompt."""

    image: ImageRef
    recipe: str = "automatic"


@dataclass(frozen=True)
class Prepared:
    recipe: str
    reason: str


@dataclass(frozen=True)
class Segment:
    """Find what the prompt names in the image; `layer` is the whole layer's size in its pixels.

    `limit` 0 is no limit. `candidates` is how many answers to one click are wanted, up to three.
    Without pixels, the reply's masks have boxes and ids only, to be refined. Raises InvalidArgument
    for other counts.
    """

    image: ImageRef
    layer: Size
    prompt: Prompt = Prompt()
    recipe: str = "automatic"
    finish: Finish = Finish()
    order: Order = "score"
    limit: int = 0
    candidates: int = 1
    with_pixels: bool = True

    def __post_init__(self) -> None:
        if self.limit < 0:
            raise InvalidArgument("limit must be 0 or more.", detail="limit")
        if not 1 <= self.candidates <= CANDIDATES_MAX:
            raise InvalidArgument(f"candidates must be 1 to {CANDIDATES_MAX}.", detail="candidates")


@dataclass(frozen=True)
class Refine:
    """Cut a mask of an earlier reply anew, on a crop that shows its object more finely."""

    image: ImageRef
    layer: Size
    mask: str
    finish: Finish = Finish()


@dataclass(frozen=True)
class Matte:
    """The soft edge of a mask that the client brings.

    Beyond a band round the mask's outline no pixel changes, but by `finish.operations`.
    """

    image: ImageRef
    layer: Size
    rough: ImageRef
    finish: Finish = Finish(edges="soft")
    recipe: str = "automatic"


@dataclass(frozen=True)
class Edit:
    """Combine masks that the client brings, the first with each of the next, then change them."""

    masks: tuple[ImageRef, ...]
    layer: Size
    mode: Mode = "add"
    operations: Operations = Operations()


@dataclass(frozen=True)
class Masks:
    """The masks, which recipe made them and why it was picked. No masks: nothing was found.

    reading: how the words of the prompt were read, in a sentence; empty where there were none.
    notes: sentences to the person on what is not as it was asked for, such as a click.
    """

    masks: tuple[MaskInfo, ...]
    recipe: str = ""
    reason: str = ""
    seconds: float = 0.0
    reading: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class RecipesList:
    """Ask for the recipes."""


@dataclass(frozen=True)
class Recipes:
    recipes: tuple[RecipeInfo, ...]


@dataclass(frozen=True)
class ModelsList:
    """Ask for the models."""


@dataclass(frozen=True)
class ModelsPull:
    """Fetch a model's files; the person has agreed to its licence."""

    name: str
    accept_licence: str = ""


@dataclass(frozen=True)
class ModelsLoad:
    name: str


@dataclass(frozen=True)
class ModelsUnload:
    """Free the memory of one model, or with no name of all."""

    name: str = ""


@dataclass(frozen=True)
class Models:
    """folder, free_bytes: where models go, and what is free there. freed_bytes: by a removal."""

    models: tuple[ModelInfo, ...]
    folder: str = ""
    free_bytes: int = 0
    freed_bytes: int = 0


@dataclass(frozen=True)
class ModelsRemove:
    """Delete a model's files."""

    name: str


@dataclass(frozen=True)
class ModelsTry:
    """Use a model on an example photograph whose outlines are known; "" for the fitting one."""

    name: str
    picture: str = ""


@dataclass(frozen=True)
class Tried:
    """What a model did; the payload is the photograph with the mask over it, as PNG.

    overlap: intersection over union with the known outline. expected: -1 where nobody knows.
    """

    model: str
    picture: str
    overlap: float
    seconds: float
    expected: float = -1.0
    memory_bytes: int = 0
    sentence: str = ""


@dataclass(frozen=True)
class ModelsLogIn:
    """Tell the hub of models who asks, now and later. The token is in no text of this object."""

    token: str = field(repr=False)


@dataclass(frozen=True)
class LoggedIn:
    """What the hub calls the person."""

    name: str


@dataclass(frozen=True)
class Status:
    """Ask how the agent is."""


@dataclass(frozen=True)
class StatusReport:
    version: str
    device: str
    uptime_ms: int
    connections: int
    queued: int
    running: str
    images: int
    images_bytes: int
    embeddings_bytes: int
    warm: bool
    log: str
    loaded: tuple[str, ...] = ()
    models_bytes: int = 0
    models_budget: int = 0
    unread_bytes: int = 0
    installed: str = ""
    settings: str = ""


@dataclass(frozen=True)
class Stop:
    """Ask the agent to finish what runs and leave."""


@dataclass(frozen=True)
class Stopping:
    pass


Params = (
    ImagePut
    | Prepare
    | Segment
    | Refine
    | Matte
    | Edit
    | RecipesList
    | ModelsList
    | ModelsPull
    | ModelsLoad
    | ModelsUnload
    | ModelsRemove
    | ModelsTry
    | ModelsLogIn
    | Status
    | Stop
)
Result = (
    ImageHave | Prepared | Masks | Recipes | Models | Tried | LoggedIn | StatusReport | Stopping
)

METHODS: dict[str, tuple[type[Params], type[Result]]] = {
    "image.put": (ImagePut, ImageHave),
    "prepare": (Prepare, Prepared),
    "segment": (Segment, Masks),
    "refine": (Refine, Masks),
    "matte": (Matte, Masks),
    "edit": (Edit, Masks),
    "recipes.list": (RecipesList, Recipes),
    "models.list": (ModelsList, Models),
    "models.pull": (ModelsPull, Models),
    "models.load": (ModelsLoad, Models),
    "models.unload": (ModelsUnload, Models),
    "models.remove": (ModelsRemove, Models),
    "models.try": (ModelsTry, Tried),
    "models.log_in": (ModelsLogIn, LoggedIn),
    "status": (Status, StatusReport),
    "stop": (Stop, Stopping),
}
METHOD_OF: dict[type[Params], str] = {params: name for name, (params, _) in METHODS.items()}
