"""Several detectors as one: each looks for the names that it knows."""

from __future__ import annotations

from collections.abc import Sequence

from frisket.models.base import Detection, Detector, Image, Watch
from frisket.models.detect.vocabulary import means


class Detectors:
    """Closed-set detectors, as one. A name that two of them know is the earlier one's."""

    def __init__(self, detectors: Sequence[Detector]) -> None:
        self.name = "+".join(each.name for each in detectors)
        self.vocabulary: frozenset[str] | None = frozenset[str]().union(
            *(each.vocabulary or () for each in detectors)
        )
        self._detectors = tuple(detectors)

    def detect(
        self, image: Image, phrases: Sequence[str], watch: Watch, threshold: float = 0.0
    ) -> list[Detection]:
        """See Detector. No phrases ask each for all that it knows."""
        found: list[Detection] = []
        left = list(dict.fromkeys(phrases))
        for each in self._detectors:
            known = [phrase for phrase in left if _knows(each, phrase)]
            if known or not phrases:
                found += each.detect(image, known, watch, threshold)
            left = [phrase for phrase in left if phrase not in known]
        return sorted(found, key=lambda one: -one.score)


def _knows(detector: Detector, phrase: str) -> bool:
    return any(means(phrase, name) for name in detector.vocabulary or ())
