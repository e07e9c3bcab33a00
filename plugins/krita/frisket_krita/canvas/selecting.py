"""The selection as one undo step that Krita names itself.

`Document.setSelection` is no undo step before Krita 5.3, and one without a name since. Krita's own
"Select Opaque" is one everywhere, soft values and all four modes included. So the mask is put, for
a moment and unseen, beside the masks of a layer, made active, and selected. The node comes and goes
by `setChildNodes`, which is no undo step.

That action looks at each pixel of the mask's box while the window stands still, 10 ms a megapixel:
nothing else is a step of undo and has Krita draw the outline. Measured: docs/hosts.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from krita import Krita, Selection

from frisket_protocol.parts import Mode
from frisket_protocol.raster import Mask

from . import documents
from .slices import in_slices
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
ACTION_TRIES = 2000
"""Steps of 5 ms in which Krita's action comes to its end."""


def select(document: Any, mask: Mask, mode: Mode) -> Steps:
    """Combine the mask with the document's selection. Raises FailedPrecondition."""
    if mode in ("subtract", "intersect") and not documents.has_selection(document):
        raise documents.refusal("no_selection_to_change")
    yield from documents.settled(document)
    if not documents.is_in_front(document) and documents.version() < (5, 3):
        raise documents.refusal("document_switched")
    before = document.activeNode()
    host = _host(document, documents.layer_of(before))
    if host is None or not documents.is_in_front(document):
        yield from _set(document, mask, mode)
    else:
        yield from _by_guest(document, host, before, mask, mode)
    yield from restore(document, before)


def selection_of(mask: Mask) -> Steps:
    """A selection of Krita with the mask in it, and nothing outside of its box."""
    selection = Selection()
    yield from in_slices(mask.height, mask.width, lambda *rows: _fill(selection, mask, *rows))
    return selection


def combined(old: Any | None, mask: Mask, mode: Mode) -> Steps:
    """What the mode makes of a selection of Krita's and the mask, as another selection."""
    if mode == "replace" or old is None:
        return (yield from selection_of(mask))
    if mode == "intersect":
        return (yield from _common(old, mask))
    new = old.duplicate()
    yield from in_slices(
        mask.height, mask.width, lambda *rows: getattr(new, mode)(_part(mask, *rows))
    )
    return new


def activate(document: Any, node: Any) -> Steps:
    """Have it active. Raises FailedPrecondition where another document is in front.

    Krita hears of new nodes once its main loop has run, and complains when asked before.
    """
    for _ in range(TRIES):
        yield NEWS_MILLISECONDS
        if not documents.is_in_front(document):
            raise documents.refusal("document_switched")
        document.setActiveNode(node)
        if _is_active(document, node):
            return
    raise documents.refusal("not_written")


def restore(document: Any, before: Any) -> Steps:
    """Have the node active again that was; Krita follows a little later than it is told."""
    if before is None or not documents.is_in_front(document):
        return
    for _ in range(TRIES):
        if _is_active(document, before):
            return
        document.setActiveNode(before)
        yield 5


def _fill(selection: Any, mask: Mask, first: int, last: int) -> None:
    """Some rows of the mask, where they are in the picture."""
    data = bytes(memoryview(mask.data)[first * mask.width : last * mask.width])
    # Krita reads as many bytes as it expects, whether they are there or not.
    if len(data) != mask.width * (last - first):
        raise documents.refusal("not_written")
    left, top = int(mask.box.x0), int(mask.box.y0) + first
    selection.setPixelData(data, left, top, mask.width, last - first)


def _by_guest(document: Any, host: Any, before: Any, mask: Mask, mode: Mode) -> Steps:
    guest = document.createTransparencyMask("frisket")
    guest.setVisible(False)
    guest.setSelection((yield from selection_of(mask)))
    own = host.childNodes()
    _put(host, [*own, guest])
    undo = Krita.instance().action("edit_undo")
    try:
        yield from activate(document, guest)
        told = undo.text()
        # Krita writes the text anew with each step, also where the new one is the same.
        undo.setText(f"{told} ")
        Krita.instance().action(ACTIONS[mode]).trigger()
    finally:
        # The action has looked at the guest, and goes on without it. First the old one, so that
        # Krita need not look for another when the guest goes; and at once, because Krita waits
        # for the new selection's outline when it is told later.
        if before is not None:
            document.setActiveNode(before)
        _put(host, own)
    yield from _ended(undo, told)
    if own:
        yield NEWS_MILLISECONDS  # to look for another active node, if it was one of these


def _ended(undo: Any, told: str) -> Steps:
    """Krita's action has become a step of undo; the window lives meanwhile.

    Everything that Krita can be asked for this would wait for the outline as well, for a second.
    """
    for _ in range(ACTION_TRIES):
        yield 5
        if undo.text() != f"{told} ":
            return
    undo.setText(told)


def _put(host: Any, nodes: list[Any]) -> None:
    """Have these under it and no others. Krita 5.2 takes away only the first at a time."""
    while host.childNodes():
        host.setChildNodes([])
    host.setChildNodes(nodes)


def _is_active(document: Any, node: Any) -> bool:
    active = document.activeNode()
    return active is not None and bool(active.uniqueId() == node.uniqueId())


def _set(document: Any, mask: Mask, mode: Mode) -> Steps:
    """The plain way: one step without a name since Krita 5.3, and no outline until the next one."""
    document.setSelection((yield from combined(document.selection(), mask, mode)))


def _part(mask: Mask, first: int, last: int) -> Any:
    part = Selection()
    _fill(part, mask, first, last)
    return part


def _common(old: Any, mask: Mask) -> Steps:
    """What is in both, which lies in the mask's box."""
    left, top = int(mask.box.x0), int(mask.box.y0)
    new = Selection()

    def work(first: int, last: int) -> None:
        place = left, top + first, mask.width, last - first
        there = Selection()
        there.setPixelData(bytes(old.pixelData(*place)), *place)
        there.intersect(_part(mask, first, last))
        new.setPixelData(bytes(there.pixelData(*place)), *place)

    yield from in_slices(mask.height, mask.width, work)
    return new


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
