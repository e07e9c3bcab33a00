"""The selection as one undo step that Krita names itself.

`Document.setSelection` is no undo step before Krita 5.3, and one without a name since. Krita's own
"Select Opaque" is one everywhere, soft values and all four modes included. So the mask is put, for
a moment and unseen, beside the masks of a layer, made active, and selected. The node comes and goes
by `setChildNodes`, which is no undo step. Measured: docs/hosts.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from krita import Krita, Selection

from frisket_protocol.parts import Mode
from frisket_protocol.raster import Mask

from . import documents
from .steps import Steps

ACTIONS: dict[Mode, str] = {
    "replace": "selectopaque",
    "add": "selectopaque_add",
    "subtract": "selectopaque_subtract",
    "intersect": "selectopaque_intersect",
}
LAYERS = ("paintlayer", "grouplayer", "vectorlayer", "filelayer", "filllayer", "clonelayer")
TRIES = 100
NEWS_MILLISECONDS = 15
WAIT_TRIES = 200


def select(document: Any, mask: Mask, mode: Mode) -> Steps:
    """Combine the mask with the document's selection. Raises FailedPrecondition."""
    if mode in ("subtract", "intersect") and not documents.has_selection(document):
        raise documents.refusal("no_selection_to_change")
    if not documents.is_in_front(document):
        if documents.version() < (5, 3):
            raise documents.refusal("document_switched")
        _set(document, mask, mode)
        return
    before = document.activeNode()
    host = _host(document, documents.layer_of(before))
    if host is None:
        _set(document, mask, mode)
    else:
        yield from _by_guest(document, host, before, mask, mode)
    yield from restore(document, before)


def selection_of(mask: Mask) -> Any:
    """A selection of Krita with the mask in it, and nothing outside of its box."""
    width, height = mask.width, mask.height
    data = bytes(mask.data)
    # Krita reads as many bytes as it expects, whether they are there or not.
    if len(data) != width * height:
        raise documents.refusal("not_written")
    selection = Selection()
    selection.setPixelData(data, int(mask.box.x0), int(mask.box.y0), width, height)
    return selection


def restore(document: Any, before: Any) -> Steps:
    """Have the node active again that was; Krita follows a little later than it is told."""
    if before is None or not documents.is_in_front(document):
        return
    for _ in range(TRIES):
        if _is_active(document, before):
            return
        document.setActiveNode(before)
        yield 5


def _by_guest(document: Any, host: Any, before: Any, mask: Mask, mode: Mode) -> Steps:
    guest = document.createTransparencyMask("frisket")
    guest.setVisible(False)
    guest.setSelection(selection_of(mask))
    own = host.childNodes()
    _put(host, [*own, guest])
    try:
        yield from _activate(document, guest)
        yield from _trigger(document, mode)
    finally:
        # First the old one, so that Krita need not look for another when the guest goes.
        if before is not None:
            document.setActiveNode(before)
        _put(host, own)
        document.waitForDone()
    if own:
        yield NEWS_MILLISECONDS  # to look for another active node, if it was one of these


def _put(host: Any, nodes: list[Any]) -> None:
    """Have these under it and no others. Krita 5.2 takes away only the first at a time."""
    while host.childNodes():
        host.setChildNodes([])
    host.setChildNodes(nodes)


def _activate(document: Any, node: Any) -> Steps:
    """Krita hears of new nodes once its main loop has run, and complains when asked before."""
    for _ in range(TRIES):
        yield NEWS_MILLISECONDS
        if not documents.is_in_front(document):
            raise documents.refusal("document_switched")
        document.setActiveNode(node)
        if _is_active(document, node):
            return
    raise documents.refusal("not_written")


def _trigger(document: Any, mode: Mode) -> Steps:
    """Krita's action, and its end; the window lives meanwhile."""
    Krita.instance().action(ACTIONS[mode]).trigger()
    for _ in range(WAIT_TRIES):
        yield 5
        if document.tryBarrierLock():
            document.unlock()
            return
    document.waitForDone()


def _is_active(document: Any, node: Any) -> bool:
    active = document.activeNode()
    return active is not None and bool(active.uniqueId() == node.uniqueId())


def _set(document: Any, mask: Mask, mode: Mode) -> None:
    """The plain way: one step without a name since Krita 5.3."""
    new, old = selection_of(mask), document.selection()
    if mode != "replace" and old is not None:
        combined = old.duplicate()
        getattr(combined, mode)(new)
        new = combined
    document.setSelection(new)


def _host(document: Any, layer: Any) -> Any | None:
    """Of the layers without layers in them the one with the fewest masks, the active one first."""
    hosts = [one for one in _layers(document.rootNode()) if _is_host(one)]
    if layer is not None and _is_host(layer):
        hosts.insert(0, layer)
    return min(hosts, key=lambda one: len(one.childNodes()), default=None)


def _is_host(layer: Any) -> bool:
    return layer.type() in LAYERS and all(
        one.type() in documents.MASKS for one in layer.childNodes()
    )


def _layers(node: Any) -> Iterator[Any]:
    for child in node.childNodes():
        if child.type() in LAYERS:
            yield child
            yield from _layers(child)
