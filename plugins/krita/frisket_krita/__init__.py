"""The frisket plugin for Krita 5.2, 5.3 and 6: `DockWidgetFactory` and `Extension` are registered.

    extension  the actions of the menu Tools > Scripts, and the small box at the cursor
    panel      the docker; parts (preview, list of objects, light), dialog (settings)
    desk       what all of them ask for and what became of it: one for the whole of Krita
    wishes     what is wanted, as values, and what is asked for it: nothing of Krita or Qt
    job        the worker's thread, which talks with the agent; lookout  looks whether it is there
    canvas     which document and layer is meant; the selection as a prompt
    reading    a layer as rasters, in slices; spaces   writing, selecting   a mask as one undo step
    pick       clicks on the canvas; session, overlay
    qt         the only file that names PyQt          guard  no error leaves the plugin
    steps      work on the main thread in steps       vendored  finds the packages that come along

How they find each other, and how tests find them:

    desk       `frisket_krita.desk_of()` gives the one desk, `frisket_krita.pick_of()` the one pick
    docker     object name `frisket_docker` (`DOCKER`), in `Krita.instance().dockers()`
    widgets    `frisket.words`, `.prompt_from`, `.pick`, `.output`, `.mode.replace` and the other
               modes, `.options` (shows the rest), `.recipe`, `.read_from`, `.edges`, `.grow`,
               `.feather`, `.smooth`, `.fill_holes`, `.drop_specks`, `.invert`, `.run`, `.preview`,
               `.apply`, `.cancel`, `.progress`, `.status` (the sentence), `.picture`, `.objects`,
               `.which_one`, `.light`, `.light_text`, `.start`, `.more`
    others     `frisket.overlay` on the canvas; `frisket.box` at the cursor, which takes words;
               `frisket.settings` with `.command`, `.address`, `.token`, `.preview_size`,
               `.language`, `.defaults`
    actions    `frisket_words`, `frisket_subject`, `frisket_refine`, `frisket_mask`,
               `frisket_background`, `frisket_pick`, `frisket_repeat`, `frisket_cancel`
"""

from __future__ import annotations

from typing import Any

from . import vendored

DOCKER = "frisket_docker"
_made: dict[str, Any] = {}


def desk_of() -> Any:
    """The desk that panel, actions and clicks share."""
    if "desk" not in _made:
        from .asking.desk import Desk

        _made["desk"] = Desk()
    return _made["desk"]


def pick_of() -> Any:
    """Picking on the canvas, of which there is one as well."""
    if "pick" not in _made:
        from .picking.pick import Pick

        _made["pick"] = Pick(desk_of())
    return _made["pick"]


def _register() -> None:
    from krita import DockWidgetFactory, DockWidgetFactoryBase, Krita

    vendored.make_importable()
    from .commands.extension import Frisket
    from .windows.docker import Panel

    application = Krita.instance()
    application.addExtension(Frisket(application))
    place = getattr(DockWidgetFactoryBase, "DockPosition", DockWidgetFactoryBase).DockRight
    application.addDockWidgetFactory(DockWidgetFactory(DOCKER, place, Panel))


try:
    import krita as _krita
except ImportError:
    # Outside of Krita, as in the tests of the parts that need none.
    _krita = None
if hasattr(_krita, "Extension"):
    _register()
