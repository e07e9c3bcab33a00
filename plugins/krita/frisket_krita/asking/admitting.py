"""Whether a wish can be fulfilled at all, as far as that is plain before anybody is asked."""

from __future__ import annotations

from frisket_protocol.errors import FailedPrecondition, FrisketError

from ..canvas import documents, writing
from ..canvas.documents import Target
from .findings import Seen
from .standing import Holds
from .wishes import Wish, check


def admitted(wish: Wish, seen: Seen | None) -> Target:
    """What it is about: what was seen, or what is active. Raises FailedPrecondition."""
    target = seen.target if seen else documents.target(wish.options.read_from)
    _, layer = documents.found(target)
    check(wish, documents.has_selection(target.document))
    writing.check(layer, wish.options)
    if seen is None:
        documents.check_seen(target)
    return target


def while_refused(wish: Wish, seen: Seen | None, error: FailedPrecondition) -> Holds:
    """As long as it would be refused for the same reason."""

    def is_refused() -> bool:
        try:
            admitted(wish, seen)
        except FrisketError as now:
            return now.detail == error.detail
        return False

    return is_refused
