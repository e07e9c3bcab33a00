"""Imports point down only. The order is written once, here; CONTRIBUTING.md explains it."""

from __future__ import annotations

import subprocess
import sys

import pytest
from imports import imports, modules

# Top to bottom: a module may import what stands on lower lines, and its own line where marked.
AGENT = [
    ["__main__"],
    ["cli"],
    ["cli_agent", "cli_mask", "cli_models", "cli_plugins"],
    ["plugins_install"],
    ["kritarc", "plugins_bundle", "plugins_places"],
    ["swap"],
    ["cli_bar", "cli_findings", "cli_prompt", "cli_report", "local", "server"],
    ["session"],
    ["greeting", "outbox"],
    ["agent"],
    ["service", "uploads", "worker"],
    ["answers"],
    ["pipeline"],
    ["cutting", "finding", "placing", "shelf", "store", "selftest"],
    ["recipes"],
    ["embeddings"],
    ["models.importing", "models.pins", "models.pool"],
    ["models.segment_sam", "models.segment_sam2", "models.segment_sam3"],
    ["models.detect_yolo", "models.detect_grounding_dino", "models.detect_florence2"],
    ["models.detect_rf_detr", "models.matte_birefnet", "models.matte_vitmatte"],
    ["models.segment_classic", "models.matte_closed_form", "models.fake"],
    ["models.detect_sam3", "models.sam_decoder"],
    ["models.checkpoints", "models.sam3_1", "models.yolo_checkpoint"],
    ["models.sam3_1_names", "models.yolo_library"],
    ["models.weights"],
    ["models.blobs", "models.card_text"],
    ["models.hub"],
    ["models.registry"],
    ["models.birefnet", "models.clicks", "models.vocabulary", "models.detections"],
    ["models.tensors"],
    ["models.classic", "models.closed_form", "models.edge_band"],
    ["overlaps"],
    ["models.base", "words", "foreground", "pictures"],
    ["geometry", "masks"],
    ["mask_parts"],
    ["images"],
    ["config"],
    ["models.place", "exit_codes", "models", ""],
]
PROTOCOL = [
    [""],
    ["client"],
    ["channel"],
    ["conversation", "websocket", "discovery"],
    ["codec", "handshake", "frames"],
    ["messages"],
    ["requests"],
    ["parts"],
    ["raster", "watch"],
    ["errors", "folders"],
]
HEAVY = {"torch", "torchvision", "transformers", "ultralytics", "timm"}
SHARED = (
    "pool",
    "tensors",
    "checkpoints",
    "sam_decoder",
    "sam3_1",
    "yolo_checkpoint",
    "yolo_library",
)
"""What several adapters share, and what makes their files."""


def rank(layers: list[list[str]], module: str) -> int:
    """How far down a module stands; a package stands for what is in it."""
    for depth, layer in enumerate(layers):
        if module in layer:
            return depth
    parent = module.rpartition(".")[0]
    assert parent or module == "", f"{module} has no place in the order yet: give it one"
    return rank(layers, parent)


def edges(package: str) -> list[tuple[str, str]]:
    """(importer, imported) within a package, without the package's name."""
    inside = package + "."
    return [
        (name.removeprefix(package).lstrip("."), imported.removeprefix(package).lstrip("."))
        for name, file in modules(package).items()
        for imported in imports(name, file)
        if imported == package or imported.startswith(inside)
    ]


@pytest.mark.parametrize(
    ("package", "layers"), [("frisket", AGENT), ("frisket_protocol", PROTOCOL)]
)
def test_imports_point_down(package: str, layers: list[list[str]]) -> None:
    upwards = [
        f"{importer} imports {imported}"
        for importer, imported in edges(package)
        if importer.partition(".")[0] != imported.partition(".")[0]
        or importer.startswith("models.")
        if rank(layers, importer) > rank(layers, imported)
        or (rank(layers, importer) == rank(layers, imported) and not same_part(importer, imported))
    ]
    assert not upwards


def same_part(importer: str, imported: str) -> bool:
    """Whether the two are files of one small package, or two small files of one step."""
    pairs = {("websocket", "handshake"), ("handshake", "frames"), ("watch", "errors")}
    parents = importer.rpartition(".")[0], imported.rpartition(".")[0]
    return (importer, imported) in pairs or (parents[0] == parents[1] != "" != "models")


def test_the_protocol_needs_the_standard_library_and_msgpack_alone() -> None:
    foreign = {
        imported.split(".")[0]
        for name, file in modules("frisket_protocol").items()
        for imported in imports(name, file)
    }
    allowed = set(sys.stdlib_module_names) | {"msgpack", "frisket_protocol"}
    assert foreign <= allowed


def test_the_protocol_imports_itself_relatively_so_that_it_can_be_vendored() -> None:
    absolute = [
        name
        for name, file in modules("frisket_protocol").items()
        if "from frisket_protocol" in file.read_text("utf-8")
        and "    from frisket_protocol" not in file.read_text("utf-8")
    ]
    assert not absolute


@pytest.mark.parametrize("module", sorted(modules("frisket")))
def test_heavy_libraries_stay_in_their_adapters(module: str) -> None:
    file = modules("frisket")[module]
    heavy = {imported.split(".")[0] for imported in imports(module, file)} & HEAVY
    stem = module.rpartition(".")[2]
    allowed = (
        stem.startswith(("detect_", "segment_", "matte_")) or stem in SHARED or "birefnet" in module
    )
    assert not heavy or allowed


@pytest.mark.parametrize(
    ("module", "unwanted"),
    [
        ("frisket.cli", {"numpy", "cv2", "asyncio", "websockets", "frisket_protocol"}),
        ("frisket.server", {"numpy", "cv2", "scipy", "numba", "pymatting", "PIL"}),
        ("frisket_protocol", {"numpy", "asyncio", "websockets"}),
        ("frisket.service", {"scipy", "numba", "pymatting", "PIL"}),
    ],
)
def test_importing_stays_light(module: str, unwanted: set[str]) -> None:
    code = f"import sys, {module}; print(*{{name.split('.')[0] for name in sys.modules}})"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert not set(loaded.stdout.split()) & unwanted
