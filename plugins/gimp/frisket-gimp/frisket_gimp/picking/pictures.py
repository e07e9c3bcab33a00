"""What the window can show of an image: the chosen layer, and what is visible."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from gi.repository import Gimp

from frisket_plugin import settings
from frisket_plugin.options import ReadFrom
from frisket_plugin.texts import t
from frisket_protocol.errors import FailedPrecondition, FrisketError

from .. import guard
from ..asking.wishes import Wish
from ..canvas import reading
from ..canvas.placing import Offset
from ..canvas.reading import LayerSource, PlacedSource
from ..canvas.seeing import VisibleSource
from ..canvas.traces import Trace
from ..catalog import CUT, Output

CHANGED = "changed"


def is_changed(error: Exception) -> bool:
    """Whether it says that the picture is not as it was read: reading it again helps."""
    return isinstance(error, FrisketError) and error.detail == CHANGED


class Pictures:
    """One of the two is shown. Where no layer is chosen, there is only what is visible, and `lacks`
    says so."""

    def __init__(
        self, image: Gimp.Image, layers: list[Gimp.Layer], wanted: ReadFrom, lacks: str = ""
    ) -> None:
        self.lacks = lacks
        self.layers = layers[:1]
        self._has_several = len(layers) > 1
        self._visible = VisibleSource(image, keeps=True)
        self._layer: LayerSource | None = None
        if self.layers:
            self._layer = LayerSource(self.layers[0])
        self.read_from: ReadFrom = wanted if self._layer is not None else "visible"
        self._image = image
        self._as_opened = self._extent
        # The visible picture is put together where it is looked at first, the layer here.
        self._looked: dict[ReadFrom, Trace] = {}
        for one in {self.read_from, "layer" if self.layers else self.read_from}:
            self._looked[one] = Trace.of(self._seen(one))

    def check(self, closely: bool = False) -> None:
        """Raise FailedPrecondition where what is shown, and marked, lies elsewhere by now, or looks
        otherwise. closely: for what a person may not even see, too."""
        reading.check_open(self._image)
        if self.layer is not None:
            reading.check_in(self._image, [self.layer])
        looked, now = self._looked[self.read_from], self._seen(self.read_from)
        if self._extent != self._as_opened or not looked.is_of(now, closely):
            raise FailedPrecondition(t("gimp.live.changed"), detail=CHANGED)

    def follow(self, named: Callable[[str], None]) -> bool:
        """While what is visible is shown, the layer that is chosen in GIMP by now is the one of
        which something is made; whether it is another than before. named: its title is this."""
        if self.read_from != "visible" or not self.layers or not self._image.is_valid():
            return False
        chosen = reading.layers_of(self._image.get_selected_drawables(), may_be_none=True)
        if not chosen or chosen[:1] == self.layers:
            return False
        if self._extent != self._as_opened:
            return False  # the picture is another: that is said instead
        if self._layer is not None:
            self._layer.close()
        self.layers, self._has_several = chosen[:1], len(chosen) > 1
        self._layer = LayerSource(self.layers[0])
        self._as_opened = self._extent
        self._looked["layer"] = Trace.of(self.layers[0])
        named(self.layer_title)
        return True

    def _seen(self, read_from: ReadFrom) -> Gimp.Image | Gimp.Layer:
        return self.layers[0] if read_from == "layer" else self._image

    @property
    def _extent(self) -> tuple[int, ...]:
        """How large the image is; how large the layer is, and where."""
        sizes = [(one.get_width(), one.get_height()) for one in (self._image, *self.layers)]
        places = [reading.offset(layer) for layer in self.layers]
        return tuple(number for pair in (*sizes, *places) for number in pair)

    @property
    def source(self) -> PlacedSource:
        """What is shown."""
        if self.read_from == "layer" and self._layer is not None:
            return self._layer
        return self._visible

    @property
    def has_choice(self) -> bool:
        """Whether there are two to choose from."""
        return self._layer is not None

    @property
    def layer_title(self) -> str:
        """What the layer is called where one chooses what is read: by its name where several are
        chosen, of which it is one; "" where there is none."""
        if not self.layers:
            return ""
        if self._has_several:
            return t("gimp.live.layer_named", name=self.layers[0].get_name())
        return t("gimp.live.layer")

    def title(self, output: Output) -> str:
        """What is looked at, and of which image; and of which layer it is made, if of another."""
        layer = self.layer
        seen = layer.get_name() if layer is not None else t("read_from.visible")
        if layer is None and self.layers and output in ("mask", *CUT):
            seen = t("gimp.live.made_of.title", seen=seen, name=self.layers[0].get_name())
        return t("gimp.live.title_of", name=seen, image=self._image.get_name())

    @property
    def layer(self) -> Gimp.Layer | None:
        """The layer that is shown, if it is one."""
        return self.layers[0] if self.read_from == "layer" else None

    @property
    def of_layer(self) -> LayerSource | None:
        """The chosen layer, whatever is shown."""
        return self._layer

    def choose(self, read_from: ReadFrom) -> Offset:
        """Show the other, as it is now; by how much whatever was marked moves then."""
        before = self.source.origin
        self.read_from = read_from
        if self._image.is_valid() and all(layer.is_valid() for layer in self.layers):
            self._read_anew()
        after = self.source.origin
        return before[0] - after[0], before[1] - after[1]

    def _read_anew(self) -> None:
        self.close()
        self._visible = VisibleSource(self._image, keeps=True)
        self._layer = LayerSource(self.layers[0]) if self.layers else None
        self._as_opened = self._extent
        self._looked = {self.read_from: Trace.of(self._seen(self.read_from))}

    @property
    def masked(self) -> str:
        """A sentence where the layer is shown that has a mask, as it is shown without it."""
        layer = self.layer
        has_mask = layer is not None and layer.get_mask() is not None and layer.get_apply_mask()
        return t("gimp.live.without_mask") if has_mask else ""

    def close(self) -> None:
        """Give back what was put together of the image."""
        self._visible.close()
        if self._layer is not None:
            self._layer.close()


def remember(wish: Wish, has_choice: bool) -> None:
    """What the next window begins with; that it cannot be saved is no reason to fail.

    has_choice: whether there is a layer, so that a person could choose what is read; what the
    window chose by itself is forgotten.
    """
    held = settings.load("gimp")
    is_lacking = not has_choice and held.take_as in ("mask", *CUT)
    kept = replace(
        wish.options,
        prompt_from=held.options.prompt_from,
        read_from=wish.options.read_from if has_choice else held.options.read_from,
    )
    take_as = held.take_as if is_lacking else wish.output
    try:
        settings.save("gimp", replace(held, options=kept, take_as=take_as))
    except FrisketError as error:
        guard.log(f"window: {error}")
