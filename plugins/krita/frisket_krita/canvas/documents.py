"""Krita's documents and layers as the plugin sees them: which one is meant, and is it still there.

All geometry is in pixels of the image, and the protocol's layer is the canvas: (0, 0) to
(width, height), whatever offset and size the layer has.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from krita import Krita

from frisket_plugin.options import ReadFrom
from frisket_plugin.texts import t
from frisket_protocol.errors import FailedPrecondition

from .steps import Steps

MASKS = ("transparencymask", "selectionmask", "filtermask", "transformmask", "colorizemask")
UNREADABLE = ("filterlayer",)
SETTLE_TRIES = 400
"""Steps of 5 ms in which Krita ends what it is doing."""


@dataclass(frozen=True)
class Target:
    """The layer of a document that is worked on; `node` is its unique id, None for the root."""

    document: Any
    node: Any
    name: str
    width: int
    height: int
    read_from: ReadFrom


def target(read_from: ReadFrom) -> Target:
    """What is active now: of a mask its layer. Raises FailedPrecondition when it cannot be read."""
    document = active_document()
    layer = layer_of(document.activeNode())
    if layer is None:
        if read_from == "layer":
            raise refusal("no_layer")
        return _target(document, None, "", "visible")
    if read_from == "layer":
        _check_readable(document, layer)
    return _target(document, layer.uniqueId(), layer.name(), read_from)


def active_document() -> Any:
    """Raises FailedPrecondition when there is none."""
    document = Krita.instance().activeDocument()
    if document is None:
        raise refusal("no_document")
    return document


def layer_of(node: Any) -> Any | None:
    """The layer itself, or the one that a mask belongs to; None for the root and for nothing."""
    while node is not None and node.type() in MASKS:
        node = node.parentNode()
    return None if node is None or node.parentNode() is None else node


def found(wanted: Target) -> tuple[Any, Any]:
    """Document and layer, if both are as they were; the layer is None where none was meant.

    Raises FailedPrecondition with what has happened to them.
    """
    document = wanted.document
    if not is_open(document):
        raise refusal("document_closed")
    if (document.width(), document.height()) != (wanted.width, wanted.height):
        raise refusal("document_resized")
    if wanted.node is None:
        return document, None
    layer = document.nodeByUniqueID(wanted.node)
    if layer is None or layer.parentNode() is None:
        raise refusal("layer_gone")
    return document, layer


def settled(document: Any) -> Steps:
    """Krita has ended what it is doing to the picture, or does not come to an end.

    `waitForDone` would have the window stand still for all of it; this for what runs at that
    moment, and only once nothing more is to come.
    """
    for _ in range(SETTLE_TRIES):
        if document.tryBarrierLock():
            document.unlock()
            return
        yield 5


def is_none_open() -> bool:
    """Whether there is no picture at all."""
    return Krita.instance().activeDocument() is None


def is_open(document: Any) -> bool:
    """Whether it was not closed."""
    return any(document == one for one in Krita.instance().documents())


def name_in_front() -> str:
    """What the picture in front is called."""
    return name_of(active_document())


def name_of(document: Any) -> str:
    """What it is called."""
    name = Path(document.fileName()).name or document.name()
    return t("picture.named", name=name) if name else t("picture.unnamed")


def step(way: Literal["undo", "redo"]) -> None:
    """Undo Krita's last step in the picture in front, or make it again."""
    Krita.instance().action(f"edit_{way}").trigger()


def looks(wanted: Target) -> Hashable:
    """What of the layers panel counts for the pixels that are read: what is shown, and how."""
    document, layer = found(wanted)
    if wanted.read_from != "layer" or layer is None:
        return _looks(document.rootNode())
    return _look(layer), tuple(one.visible() for one in _above(layer)), _looks(layer)


def _looks(node: Any) -> Hashable:
    return tuple((_look(one), _looks(one)) for one in node.childNodes())


def _look(node: Any) -> Hashable:
    shown = node.visible(), node.opacity(), node.blendingMode(), node.inheritAlpha()
    return str(node.uniqueId().toString()), *shown, is_passed(node)


def is_passed(node: Any) -> bool:
    """Whether it is a group whose layers lie on what is below it, as if they were in none."""
    return node.type() == "grouplayer" and bool(node.passThroughMode())


def alone(read_from: ReadFrom) -> str:
    """What the layer is called that is read alone, where others are seen as well; else empty."""
    layer = layer_of(active_document().activeNode())
    if read_from != "layer" or layer is None:
        return ""
    around = (layer, *_above(layer))
    return str(layer.name()) if _shows_others(active_document().rootNode(), around) else ""


def _shows_others(node: Any, around: Sequence[Any]) -> bool:
    """Whether something in it is seen that is not in the first of `around`, which are that and the
    groups that it is in."""
    for one in node.childNodes():
        is_around = [one.uniqueId() == other.uniqueId() for other in around]
        is_other = one.visible() and one.type() not in MASKS and not is_around[0]
        if is_other and (_shows_others(one, around) if any(is_around) else True):
            return True
    return False


def refused(read_from: ReadFrom) -> str:
    """The detail of why what is active cannot be read; empty where it can."""
    try:
        check_seen(target(read_from))
    except FailedPrecondition as error:
        return error.detail
    return ""


def check_seen(wanted: Target) -> None:
    """Raises FailedPrecondition where a layer is read that nobody sees."""
    if wanted.read_from == "layer" and wanted.node is not None:
        layer = wanted.document.nodeByUniqueID(wanted.node)
        around = (layer, *_above(layer)) if layer is not None else ()
        if not all(one.visible() for one in around):
            raise refusal("layer_hidden", name=layer.name())
        faded = next((one for one in around if one.opacity() == 0), None)
        if faded is not None:
            raise refusal("layer_faded", name=faded.name())


def hidden_group(layer: Any) -> Any | None:
    """A hidden group that the layer is in; None where it is in none."""
    return next((one for one in _above(layer) if not one.visible()), None)


def _above(layer: Any) -> tuple[Any, ...]:
    """The groups that the layer is in, the innermost first, without the root."""
    group = layer.parentNode() if layer is not None else None
    if group is None or group.parentNode() is None:
        return ()
    return group, *_above(group)


def is_in_front(document: Any) -> bool:
    """Whether Krita's actions act on this document."""
    active = Krita.instance().activeDocument()
    return active is not None and bool(active == document)


def front() -> tuple[str | None, str | None]:
    """What tells the picture in front from others, and its active layer likewise."""
    document = Krita.instance().activeDocument()
    if document is None:
        return None, None
    layer = layer_of(document.activeNode())
    return _id(document.rootNode()), _id(layer)


def _id(node: Any | None) -> str | None:
    return None if node is None else str(node.uniqueId().toString())


def is_active(wanted: Target) -> bool:
    """Whether this is still what is active: the document in front, and the layer in it."""
    if not is_in_front(wanted.document):
        return False
    layer = layer_of(wanted.document.activeNode())
    return (layer.uniqueId() if layer is not None else None) == wanted.node


def version() -> tuple[int, int]:
    """Krita's own, as (5, 2)."""
    first, second = str(Krita.instance().version()).split(".")[:2]
    return int(first), int("".join(filter(str.isdigit, second)) or 0)


def has_selection(document: Any) -> bool:
    """Whether anything at all is selected or not selected."""
    return document.selection() is not None


def refusal(key: str, **values: object) -> FailedPrecondition:
    """The error with the sentence of this key."""
    return FailedPrecondition(t(key, **values), detail=key)


def _target(document: Any, node: Any, name: str, read_from: ReadFrom) -> Target:
    return Target(document, node, name, document.width(), document.height(), read_from)


def _check_readable(document: Any, layer: Any) -> None:
    if layer.type() in UNREADABLE:
        raise refusal("layer_filter", name=layer.name())
    if is_passed(layer):  # Krita keeps nothing of it as a whole
        raise refusal("group_passes", name=layer.name())
    bounds = layer.bounds()
    if bounds.isEmpty():
        raise refusal("empty_layer", name=layer.name())
    if not bounds.intersects(document.bounds()):
        raise refusal("layer_outside", name=layer.name())
