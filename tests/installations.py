"""Every way in which frisket can be installed, and every hint that comes of it."""

from __future__ import annotations

from frisket.installation import Installation

RUN = ("uv", "run", "--project", "/a b/clone", "frisket")
PYTHON = "/home/zoë/venv/bin/python"
HUB = "/home/zoë/share/frisket/environment/bin/hf"
EVERY = (
    Installation(
        "panel",
        ("/home/zoë/share/frisket/environment/bin/frisket",),
        ("/home/zoë/share/frisket/setup/uv/uv", "pip", "install", "--python", PYTHON),
        hub=(HUB,),
    ),
    Installation("clone", RUN, hub=(*RUN[:-1], "hf"), clone="/a b/clone"),
    Installation("uv tool", ("frisket",), ("uv", "tool", "install")),
    Installation("uv tool", ("frisket",), ("uv", "tool", "install"), had=("heic", "yolo")),
    Installation("pip", ("frisket",), (PYTHON, "-m", "pip", "install")),
    Installation("pip", (PYTHON, "-m", "frisket"), ("uv", "pip", "install", "--python", PYTHON)),
)


def hints(there: Installation) -> list[str]:
    """Every sentence that an installation says to whoever lacks something."""
    ready = [
        there.to_make_ready(lacking, models, own)
        for lacking in ((), ("torch",), ("ultralytics",))
        for models in ((), ("cutter",), ("finder", "cutter"))
        for own in ((), ("yolo-face",))
        if models or own
    ]
    one = [
        there.to_start(),
        there.to_list(),
        there.to_fetch("cutter"),
        there.to_fetch("cutter", "--accept-licence", "SAM License"),
        there.to_fetch("cutter", lacking=["onnxruntime"]),
        there.to_fetch("cutter", "--accept-licence", "SAM License", lacking=["torch"]),
        *(there.to_install(extra) for extra in ("models", "yolo", "heic", "all")),
        there.to_log_in(),
        there.to_renew("models", "transformers==5.24.0"),
    ]
    return [hint for hint in (*one, *ready) if hint]
