"""What nobody sees of a matte, and what a selection's outline goes round all the same.

Krita draws a selection's outline round everything above 0. Mattes leave values of a percent or two
far from the object, by which that outline is frayed and has islands where nothing is to be seen.
"""

from __future__ import annotations

import cv2
import numpy as np

from .parts import Soft, Unwatched, Watch, as_soft

FAINT = 2
"""Up to this (of 255) a value is taken for 0, wherever it is: less than one percent."""
UNSEEN = 5
"""A piece by itself in which nothing is above this is no part of anything: two percent."""


def cleared(mask: Soft, watch: Watch | None = None) -> Soft:
    """The mask without faint values, and without pieces in which nothing can be seen."""
    watch = watch or Unwatched()
    _, kept = cv2.threshold(mask, FAINT, 255, cv2.THRESH_TOZERO)
    kept = as_soft(kept)
    if not ((kept > 0) & (kept <= UNSEEN)).any():
        return kept
    watch.check()
    count, labels = cv2.connectedComponents(kept, connectivity=8, ltype=cv2.CV_32S)
    watch.check()
    is_seen = np.zeros(count, np.bool_)
    is_seen[labels[kept > UNSEEN]] = True
    kept[~is_seen[labels]] = 0
    return kept
