"""The plan of the house: which room may import which. CONTRIBUTING.md draws it and explains it.

A room is a folder, or a file that lies in none. Imports count wherever they stand, also inside of
functions and for types alone: what a room may not import, it may not name. A package's own
`__init__` stands above or below all its rooms, as long as that makes no circle.
"""

from __future__ import annotations

import graphlib
import subprocess
import sys

import pytest
from imports import PACKAGES, imports, inner, modules

Plan = dict[str, str]

# From top to bottom: a room, and which of those below it may import.
AGENT: Plan = {
    "__main__": "cli",
    "cli": "cli.arguments serving hosts trials journey pictures models.exporting models.files "
    "models.devices models.accelerators config installation",
    "cli.arguments": "installation",
    "hosts": "installation",
    "serving": "trials journey models.pool models.files models.base images config installation",
    "trials": "pictures journey models.pool models.files models.base images",
    "pictures": "images installation",
    "journey": "journey.language models.pool models.detect models.files models.base masks images "
    "installation",
    "journey.language": "models.detect",
    "models.exporting": "models.detect models.segment models.matte.birefnet models.files "
    "models.tensors models.graphs models.base models.place",
    "models.pool": "models.files models.devices models.accelerators models.base models.place",
    "models.segment": "models.detect models.files models.tensors models.graphs models.planes "
    "models.base models.place",
    "models.detect": "models.files models.tensors models.planes models.graphs models.base "
    "models.place",
    "models.matte.birefnet": "models.matte models.files models.tensors models.base models.place",
    "models.matte": "models.segment.classic models.files models.tensors models.graphs "
    "models.planes models.base models.place",
    "models.segment.classic": "models.base",
    "models.files": "models.base models.place installation",
    "models.tensors": "models.base models.place installation",
    "models.planes": "models.base",
    "models.graphs": "models.accelerators models.base models.place config",
    "models.fake": "models.base",
    "models.base": "",
    "models.devices": "models.accelerators models.place config",
    "models.accelerators": "",
    "models.place": "",
    "masks": "",
    "images": "",
    "config": "",
    "installation": "",
}


KRITA: Plan = {
    "commands": "windows picking asking guard qt",
    "windows": "picking asking canvas guard qt",
    "picking": "asking canvas guard qt",
    "asking": "canvas guard qt",
    "canvas": "qt",
    "guard": "",
    "qt": "",
    "vendored": "",
}
GIMP: Plan = {
    "commands": "windows picking asking canvas catalog guard",
    "windows": "setting_up help agent_line asking canvas catalog guard layout",
    "picking": "setting_up help asking canvas catalog history guard layout",
    "setting_up": "asking guard layout",
    "help": "catalog layout",
    "agent_line": "asking guard layout",
    "asking": "canvas catalog guard",
    "canvas": "",
    "catalog": "",
    "history": "",
    "guard": "",
    "layout": "",
    "vendored": "",
}


def layered(*layers: str) -> Plan:
    """The plan of a hall without rooms: each of its files may import all on lower lines."""
    return {
        file: " ".join(layers[depth + 1 :])
        for depth, layer in enumerate(layers)
        for file in layer.split()
    }


PROTOCOL = layered(
    "together",
    "client",
    "channel placing",
    "conversation websocket discovery",
    "codec handshake",
    "messages frames",
    "requests",
    "parts",
    "raster watch",
    "errors folders locking sizes reasons",
)
SHARED = layered(
    "recipes",
    "getting",
    "lookout refining",
    "agent job stopping",
    "said setup",
    "settings texts readings surroundings",
    "stacking",
    "options pixels english names",
    "english_gimp english_gimp_help english_setup english_getting english_picking",
)
PLANS = {
    "frisket": AGENT,
    "frisket_krita": KRITA,
    "frisket_gimp": GIMP,
    "frisket_plugin": SHARED,
    "frisket_protocol": PROTOCOL,
}
WITH_ROOMS = ("frisket", "frisket_krita", "frisket_gimp")

HEAVY = {
    "torch",
    "torchvision",
    "transformers",
    "ultralytics",
    "timm",
    "onnxruntime",
    "onnx",
}
"""What only the files of models may import, and the agent only when it needs them."""
WITH_TORCH = (
    "models.exporting",
    "models.pool",
    "models.devices",
    "models.tensors",
    "models.graphs",
    "models.accelerators",
    "models.detect",
    "models.segment",
    "models.matte",
    "models.exporting",
    "models.files.sam2",
    "models.files.sam3_1",
    "models.files.yolo",
)


def room(package: str, module: str) -> str:
    """The room that a module lies in; "" for the package itself."""
    inside = module.removeprefix(package).lstrip(".")
    while inside and inside not in PLANS[package]:
        inside = inside.rpartition(".")[0]
    assert inside or module in (package, f"{package}.models"), f"{module} lies in no room of PLANS"
    return inside


def arrows(package: str) -> dict[tuple[str, str], str]:
    """(room, room that it imports) → one import that does so."""
    return {
        (room(package, name), room(package, imported)): f"{name} imports {imported}"
        for name, found in inner(package).items()
        for imported in sorted(found)
        if room(package, name) != room(package, imported)
        if room(package, name) and room(package, imported)
    }


@pytest.mark.parametrize("package", PLANS)
def test_every_file_lies_in_a_room(package: str) -> None:
    assert {room(package, name) for name in modules(package)} == {"", *PLANS[package]}


@pytest.mark.parametrize("package", PLANS)
def test_rooms_import_what_the_plan_lets_them(package: str) -> None:
    found = arrows(package)
    assert not [
        told for (above, below), told in found.items() if below not in PLANS[package][above].split()
    ]


@pytest.mark.parametrize("package", PLANS)
def test_the_plan_reads_from_top_to_bottom(package: str) -> None:
    order = list(PLANS[package])
    for above, below in PLANS[package].items():
        assert set(below.split()) <= set(order[order.index(above) + 1 :]), above


@pytest.mark.parametrize("package", WITH_ROOMS)
def test_the_plan_allows_nothing_that_nobody_needs(package: str) -> None:
    plan = PLANS[package]
    allowed = {(above, each) for above, below in plan.items() for each in below.split()}
    assert allowed == set(arrows(package))


@pytest.mark.parametrize("package", PACKAGES)
def test_no_files_import_each_other_in_a_circle(package: str) -> None:
    graphlib.TopologicalSorter(inner(package)).prepare()


@pytest.mark.parametrize("package", ["frisket_krita", "frisket_gimp", "frisket_plugin"])
def test_plugins_know_nothing_of_the_agents_code(package: str) -> None:
    known = {
        imported.split(".")[0]
        for name, file in modules(package).items()
        for imported in imports(name, file)
    }
    assert "frisket" not in known


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
def test_heavy_libraries_stay_with_the_models(module: str) -> None:
    file = modules("frisket")[module]
    heavy = {imported.split(".")[0] for imported in imports(module, file)} & HEAVY
    assert not heavy or module.removeprefix("frisket.").startswith(WITH_TORCH)


@pytest.mark.parametrize(
    ("module", "unwanted"),
    [
        ("frisket.cli", {"numpy", "cv2", "asyncio", "websockets", "frisket_protocol"}),
        ("frisket.serving.server", {"numpy", "cv2", "scipy", "numba", "pymatting", "PIL"}),
        ("frisket_protocol", {"numpy", "asyncio", "websockets"}),
        ("frisket.serving.service", {"scipy", "numba", "pymatting", "PIL"}),
    ],
)
def test_importing_stays_light(module: str, unwanted: set[str]) -> None:
    code = f"import sys, {module}; print(*{{name.split('.')[0] for name in sys.modules}})"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert not set(loaded.stdout.split()) & unwanted
