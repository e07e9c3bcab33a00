"""The frisket plugin for Krita 5.2, 5.3 and 6: `DockWidgetFactory` and `Extension` are registered.

    commands   the actions of the menu Tools > Scripts
    windows    the docker, its form and its parts (preview, list of objects, light); the settings;
               the small box at the cursor
    picking    clicks on the canvas: on and off, one session on one canvas, what is drawn over it
    asking     wishes as values, the desk that fulfils them, the worker's thread, the lookout, what
               is remembered, setting the agent up, starting it, getting models
    canvas     which document and layer is meant; a layer read in slices; a mask written as one
               undo step; the example
    guard      no error leaves the plugin
    qt         the only file that names PyQt
    vendored   finds the packages that come along

A room imports only from those below it. The plugin for GIMP has the same rooms.

How they find each other, and how tests find them:

    docker     object name `frisket_docker` (`DOCKER`), in `Krita.instance().dockers()`; its `desk`
               and its `pick` are the only ones in Krita
    widgets    `frisket.words`, `.prompt_from`, `.pick`, `.output`, `.mode.replace` and the other
               modes, `.options` (shows the rest), `.recipe`, `.read_from`, `.edges`, `.grow`,
               `.feather`, `.smooth`, `.fill_holes`, `.drop_specks`, `.invert`, `.run`, `.preview`,
               `.apply`, `.cancel`, `.progress`, `.status` (the sentence), `.picture`, `.objects`,
               `.which_one`, `.light`, `.light_text`, `.start`, `.more`; `.setup` with
               `.setup_text`, `.setup_start`, `.setup_cancel`, `.setup_copy`, `.setup_progress`;
               `.getting` with `.getting_text`, `_trial`, `_accept`, `_page`, `_token`,
               `_token_send`, `_token_text`, `_progress`, and a button for each of `BUTTONS`
    others     `frisket.overlay` on the canvas; `frisket.box` at the cursor, which takes words;
               `frisket.models` with `.models_list`, `.models_text`, `.models_get`,
               `.models_remove`; `frisket.tip` with `.tip_text`, `.tip_example`, `.tip_got_it`,
               `.tip_dismiss`; `frisket.settings` with `.command`, `.address`, `.token`,
               `.preview_size`, `.language`, `.starts_agent`; `frisket.look.colour` and other
               views in the menu of `.more`
    actions    `frisket_words`, `frisket_subject`, `frisket_refine`, `frisket_mask`,
               `frisket_background`, `frisket_pick`, `frisket_repeat`, `frisket_cancel`
"""

from __future__ import annotations

from . import vendored


def _register() -> None:
    from krita import DockWidgetFactory, DockWidgetFactoryBase, Krita

    vendored.make_importable()
    from .asking.desk import Desk
    from .commands.extension import Frisket
    from .picking.pick import Pick
    from .windows.docker import DOCKER, Panel

    application = Krita.instance()
    desk = Desk()
    pick = Pick(desk)
    application.addExtension(Frisket(application, desk, pick))
    place = getattr(DockWidgetFactoryBase, "DockPosition", DockWidgetFactoryBase).DockRight
    factory = DockWidgetFactory(DOCKER, place, lambda: Panel(desk, pick))
    application.addDockWidgetFactory(factory)


try:
    import krita as _krita
except ImportError:
    # Outside of Krita, as in the tests of the parts that need none.
    _krita = None
if hasattr(_krita, "Extension"):
    _register()
