"""Where colour tells little: how rough a surface is, as one more colour.

A thing of the colour that it lies on often is smoother or rougher than its ground.
"""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from .regions import RegionGraph, likeness

FINEST, WIDE = 3.0, 6.0
"""The widest detail that counts as roughness, and over how much it is averaged, in pixels."""
LEAST = 0.5
"""In units of L: what is smoother is noise."""
STEP = 0.2
"""The difference in the logarithm of roughness that weighs as much as the width of a colour."""


def with_roughness(graph: RegionGraph) -> RegionGraph:
    """`graph` with regions that are alike only if they are about equally rough, too."""
    light = graph.lab[..., 0]
    detail = light - cv2.GaussianBlur(light, (0, 0), FINEST)
    deviation = np.sqrt(cv2.GaussianBlur(detail * detail, (0, 0), WIDE))
    rough = graph.mean(np.log(deviation + LEAST)) / np.float32(STEP)
    near = likeness(graph.colour, graph.place, graph.labels.shape, rough[:, None])
    return replace(graph, near=near, near_total=np.asarray(near @ graph.size, np.float32))
