"""After the plugin is new in Krita its panel is in sight with the first picture, and only once."""

from pathlib import Path

from frisket_probe.qt import QtWidgets


def run(rig):
    import frisket_krita

    docker = next(d for d in rig.app.dockers() if d.objectName() == "frisket_docker")
    yield from rig.document(60, 40)
    yield docker.isVisible
    yield 300
    rig.check("in sight by itself", not docker.visibleRegion().isEmpty())
    yield from rig.screen("first")
    title = docker.windowTitle()
    entries = [action.text().replace("&", "") for action in menu(rig).actions()]
    rig.check("the menu calls it as its title does", title in entries, entries)
    manual = (Path(frisket_krita.__file__).parent / "Manual.html").read_text("utf-8")
    rig.check("and so does the manual", f"Dockers &gt; {title}<" in manual, title)
    docker.close()
    yield 700
    yield from rig.document(60, 40)
    yield 700
    rig.check("who closes it has closed it", not docker.isVisible())
    saved = (rig.folder / "config/plugins.json").read_text("utf-8")
    rig.check("which is remembered", '"is_known": true' in saved, saved)


def menu(rig):
    """Settings, Dockers."""
    found = rig.app.action("settings_dockers_menu")
    if found is not None and found.menu() is not None:
        menu = found.menu()
    else:
        menus = rig.window.menuBar().findChildren(QtWidgets.QMenu)
        menu = next(one for one in menus if "Dockers" in one.title().replace("&", ""))
    menu.aboutToShow.emit()
    return menu
