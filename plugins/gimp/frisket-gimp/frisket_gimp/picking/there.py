"""What is there already, and takes part in what is made: the selection, or the layer's mask."""

from __future__ import annotations

from gi.repository import Gimp

from frisket_plugin.texts import t
from frisket_protocol.raster import Box, Mask

from ..asking.wishes import Wish
from ..canvas import reading, thumbnails, traces
from ..canvas.placing import Offset
from ..catalog import CUT
from .drawing import Shown
from .pictures import Pictures

COLOUR = (198, 200, 206)


class There:
    """`shown` is how it is drawn; empty where what is marked takes its place."""

    def __init__(self, image: Gimp.Image, pictures: Pictures) -> None:
        self._image, self._pictures = image, pictures
        self._seen: object = None
        self.shown: tuple[Shown, ...] = ()

    def look(self, wish: Wish) -> bool:
        """Look at it anew; whether another is shown than before."""
        if not self._image.is_valid():
            return False
        found = self._joined(wish)
        seen = None if found is None else (found, traces.look(found[0], traces.SMALL))
        origin = self._pictures.source.origin
        if (seen, origin) == self._seen:
            return False
        self._seen = seen, origin
        self.shown = () if found is None else (_drawn(*found, origin),)
        return True

    def told(self, wish: Wish) -> str:
        """A sentence on what takes part in it; "" where nothing does."""
        if self.shown:
            return t(f"gimp.live.there.{wish.output}")
        if self._follows(wish):
            return t("gimp.live.made_of", name=self._pictures.layers[0].get_name())
        return ""

    def already(self, wish: Wish) -> str:
        """What is said to who asks for the window once more: how to mark on another layer."""
        return t("gimp.live.already.visible" if self._follows(wish) else "gimp.live.already")

    def _follows(self, wish: Wish) -> bool:
        """Whether it is made of whichever layer is chosen by now."""
        is_seen = wish.options.read_from == "visible" and self._pictures.layers
        return bool(wish.output in ("mask", *CUT) and is_seen)

    @property
    def is_open(self) -> bool:
        """Whether the picture is, and the layer that is chosen in it."""
        return self._image.is_valid() and all(one.is_valid() for one in self._pictures.layers)

    def _joined(self, wish: Wish) -> tuple[Gimp.Drawable, Offset] | None:
        """What this wish adds to, takes away from or cuts; and where its corner is."""
        if wish.options.mode == "replace":
            return None
        if wish.output == "selection":
            if Gimp.Selection.is_empty(self._image):
                return None
            return self._image.get_selection(), (0, 0)
        layer = self._pictures.layers[0] if wish.output == "mask" else None
        mask = layer.get_mask() if layer is not None and layer.is_valid() else None
        return None if mask is None else (mask, reading.offset(layer))


def _drawn(drawable: Gimp.Drawable, at: Offset, origin: Offset) -> Shown:
    """It in pixels of GIMP's largest thumbnail, placed where the source with this origin lies."""
    whole = (drawable.get_width(), drawable.get_height())
    wanted = thumbnails.within(whole, thumbnails.SIDE)
    data, width, height, pixel_bytes = drawable.get_thumbnail_data(*wanted)
    scale = whole[0] / width
    x, y = ((here - there) / scale for here, there in zip(at, origin, strict=True))
    mask = Mask(Box(x, y, x + width, y + height), bytes(data.get_data())[::pixel_bytes])
    return Shown(mask, scale, COLOUR, is_tinted=False)
