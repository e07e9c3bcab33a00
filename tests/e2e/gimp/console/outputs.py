"""Every output of every procedure, with named arguments, against masks computed here."""

from gi.repository import Gegl, Gimp
from rig import BLUE, GREEN, RED, mask, paint, pixels, selection, set_selection, softened, values

WIDE, HIGH = 96, 64
CYAN = (0, 255, 255)
PATCHES = [((10, 10, 40, 30), RED), ((60, 40, 80, 56), RED), ((50, 8, 60, 18), BLUE)]
BOTH = mask(WIDE, HIGH, (10, 10, 40, 30), (60, 40, 80, 56))


def run(rig):
    Gimp.context_set_opacity(37)
    Gimp.context_set_sample_threshold_int(99)
    Gimp.context_set_interpolation(Gimp.InterpolationType.NONE)
    before = _context()
    _operations(rig)
    _subject(rig)
    _object(rig)
    _refine(rig)
    _nothing_to_change(rig)
    _masks(rig)
    _background(rig)
    _background_refuses(rig)
    _background_of_what_is_visible(rig)
    _background_of_another_layer(rig)
    _effects(rig)
    _locked(rig)
    _pixels_locked(rig)
    _partly_found(rig)
    _quick_mask(rig)
    _channels(rig)
    _paths(rig)
    _options(rig)
    _nothing(rig)
    rig.equal("the context is as it was", _context(), before)


def _context():
    """What a script may have set for itself, and what its user paints with."""
    colours = Gimp.context_get_foreground(), Gimp.context_get_background()
    return {
        "colours": [tuple(round(part, 6) for part in colour.get_rgba()) for colour in colours],
        "opacity": Gimp.context_get_opacity(),
        "mode": Gimp.context_get_paint_mode(),
        "brush": Gimp.context_get_brush().get_name(),
        "threshold": Gimp.context_get_sample_threshold_int(),
        "interpolation": Gimp.context_get_interpolation(),
        "antialias": Gimp.context_get_antialias(),
        "feather": Gimp.context_get_feather(),
        "transform": Gimp.context_get_transform_resize(),
    }


def _operations(rig):
    old = bytearray(mask(WIDE, HIGH, (0, 0, 30, 64), value=200))
    old[20 * WIDE + 20] = 128
    old = bytes(old)
    soft = softened(BOTH, WIDE)
    wanted = {
        "replace": soft,
        "add": bytes(min(255, a + b) for a, b in zip(old, soft, strict=True)),
        "subtract": bytes(max(0, a - b) for a, b in zip(old, soft, strict=True)),
        "intersect": bytes(min(a, b) for a, b in zip(old, soft, strict=True)),
    }
    for operation, result in wanted.items():
        image, layer = rig.image(WIDE, HIGH, PATCHES)
        set_selection(image, old)
        called = rig.call(
            "select-by-words", image, layer, words="red", operation=operation, edges="soft"
        )
        rig.check(f"{operation} succeeds", called.succeeded, called.error)
        rig.equal(operation, selection(image), result)


def _subject(rig):
    image, layer = rig.image(WIDE, HIGH, PATCHES)
    called = rig.call("select-subject", image, layer)
    rig.equal("subject", selection(image), mask(WIDE, HIGH, (24, 16, 72, 48)))
    rig.equal("subject's box", called.boxes, [24, 16, 72, 48])


def _object(rig):
    image, layer = rig.image(WIDE, HIGH, PATCHES)
    image.select_ellipse(Gimp.ChannelOps.REPLACE, 10, 20, 30, 10)
    rough = selection(image)
    called = rig.call("select-object", image, layer, selection_as="rough")
    rig.equal("object under a rough selection", selection(image), rough)
    called = rig.call("select-object", image, layer)
    rig.equal("object in the selection's box", selection(image), mask(WIDE, HIGH, (10, 20, 40, 30)))
    rig.equal("one", called.count, 1)


def _refine(rig):
    image, layer = rig.image(WIDE, HIGH, PATCHES)
    set_selection(image, BOTH)
    called = rig.call("refine-selection", image, layer)
    rig.check("refine succeeds", called.succeeded, called.error)
    rig.equal("refined", selection(image), softened(BOTH, WIDE))
    image, layer = rig.image(WIDE, HIGH, [], at=(30, 0), size=(40, HIGH))
    beside = mask(WIDE, HIGH, (2, 4, 12, 14), value=77)
    across = mask(WIDE, HIGH, (40, 20, 60, 40))
    set_selection(image, bytes(map(max, beside, across)))
    called = rig.call("refine-selection", image, layer, recipe="automatic")
    rig.check("refine, partly beside the layer", called.succeeded, called.error)
    wanted = bytes(map(max, beside, softened(across, WIDE)))
    rig.equal("what lies beside the layer stays as it was", selection(image), wanted)


def _nothing_to_change(rig):
    """What would come to nothing is refused with a sentence, and leaves no step of undo."""
    image, layer = rig.image(WIDE, HIGH, PATCHES)
    image.clean_all()
    for operation in ("subtract", "intersect"):
        called = rig.call("select-by-words", image, layer, words="red", operation=operation)
        told = called.failed and "no selection for" in called.error
        rig.check(f"{operation} without a selection", told, called.error)
        called = rig.call("mask-by-words", image, layer, words="red", existing_mask=operation)
        told = called.failed and "has no mask for" in called.error
        rig.check(f"{operation} without a mask", told, called.error)
    rig.check("no mask was made", layer.get_mask() is None and not image.is_dirty())
    beside = mask(WIDE, HIGH, (0, 40, 9, 60))
    for operation, old in (("intersect", beside), ("subtract", mask(WIDE, HIGH, (12, 12, 20, 20)))):
        set_selection(image, old)
        image.clean_all()
        called = rig.call("select-by-words", image, layer, words="red", operation=operation)
        told = called.failed and "leave nothing selected" in called.error
        told = told and "change the selection first" in called.error
        rig.check(f"{operation}, of which nothing is left", told, called.error)
        rig.check("the selection stays", selection(image) == old and not image.is_dirty())
    small = Gimp.Layer.new(image, "small", 9, 9, 1, 100, Gimp.LayerMode.NORMAL)
    image.insert_layer(small, None, 0)
    image.clean_all()
    called = rig.call("mask-by-words", image, small, words="red", read_from="visible")
    told = called.failed and "outside of the layer “small”" in called.error
    rig.check("a mask beside the layer is refused", told, called.error)
    rig.check("and nothing is to be saved", small.get_mask() is None and not image.is_dirty())


def _masks(rig):
    soft = softened(BOTH, WIDE)
    image, layer = rig.image(WIDE, HIGH, PATCHES, kind="rgb")
    called = rig.call("mask-by-words", image, layer, words="red", edges="soft")
    rig.equal("two objects in one mask", called.count, 2)
    rig.equal("mask of a layer without alpha", values(layer.get_mask()), soft)
    rig.equal("the layer stays chosen", image.get_selected_layers(), [layer])
    rig.equal("no selection was made", Gimp.Selection.is_empty(image), True)

    called = rig.call("mask-by-words", image, layer, words="blue", existing_mask="refuse")
    rig.check("refused", called.failed and "has a mask" in called.error, called.error)
    rig.equal("and left alone", values(layer.get_mask()), soft)
    blue = mask(WIDE, HIGH, (50, 8, 60, 18))
    changes = [
        ("add", "blue", bytes(min(255, a + b) for a, b in zip(soft, blue, strict=True))),
        ("subtract", "blue", soft),
        ("replace", "blue", blue),
    ]
    for existing, words, wanted in changes:
        called = rig.call("mask-by-words", image, layer, words=words, existing_mask=existing)
        rig.check(f"{existing} to a mask", called.succeeded, called.error)
        rig.equal(f"existing mask: {existing}", values(layer.get_mask()), wanted)
    image.clean_all()
    for existing, words in (("intersect", "red"), ("subtract", "blue")):
        called = rig.call("mask-by-words", image, layer, words=words, existing_mask=existing)
        told = called.failed and "hide all of the layer" in called.error
        rig.check(f"{existing}, of which nothing is left, is refused", told, called.error)
    rig.equal("the mask is as it was", values(layer.get_mask()), blue)
    rig.check("and nothing is to be saved", not image.is_dirty())
    mask_drawable = layer.get_mask()
    called = rig.call("mask-by-words", image, mask_drawable, words="red")
    rig.check("a mask stands for its layer", called.succeeded, called.error)
    rig.equal("and is replaced", values(layer.get_mask()), BOTH)


def _background(rig):
    for kind, precision in (
        ("rgb", "u8"),
        ("rgba", "u16"),
        ("rgba", "float-linear"),
        ("gray", "u8"),
    ):
        name = f"remove background, {kind} {precision}"
        image, layer = rig.image(WIDE, HIGH, PATCHES, kind=kind, precision=precision)
        before = pixels(layer, "R'G'B'A float")
        called = rig.call("remove-background", image, layer)
        rig.check(name, called.succeeded, called.error)
        copy, original = image.get_layers()
        rig.equal(f"{name}: original kept", pixels(original, "R'G'B'A float"), before)
        rig.equal(
            f"{name}: and hidden", (original.get_visible(), copy.get_visible()), (False, True)
        )
        rig.equal(f"{name}: the original is as it was", original.get_mask(), None)
        soft = softened(mask(WIDE, HIGH, (24, 16, 72, 48)), WIDE)
        rig.equal(f"{name}: mask", values(copy.get_mask()), soft)
        after = pixels(copy, "R'G'B'A float")
        changed = {
            place // 16
            for place in range(0, len(after), 16)
            if after[place : place + 16] != before[place : place + 16]
        }
        hard = {place for place in changed if soft[place] in (0, 255)}
        rig.equal(f"{name}: only the edge has other colours", hard, set())


def _background_refuses(rig):
    image, layer = rig.image(WIDE, HIGH, PATCHES)
    rig.call("mask-by-words", image, layer, words="red")
    before = values(layer.get_mask())
    image.clean_all()
    called = rig.call("remove-background", image, layer, existing_mask="refuse")
    rig.check("refused to cut out", called.failed and "has a mask" in called.error, called.error)
    rig.equal("no stray copy", image.get_layers(), [layer])
    rig.check("still seen", layer.get_visible())
    rig.equal("its mask is as it was", values(layer.get_mask()), before)
    rig.equal("and nothing is to be saved", image.is_dirty(), False)


def _background_of_what_is_visible(rig):
    """A tint above the layer is seen, and is no part of what is cut out."""
    image, layer = rig.image(WIDE, HIGH, PATCHES)
    tint = Gimp.Layer.new(image, "tint", WIDE, HIGH, 1, 40, Gimp.LayerMode.NORMAL)
    image.insert_layer(tint, None, 0)
    paint(tint, (0, 0, WIDE, HIGH), (128, 0, 128))
    image.set_selected_layers([layer])
    alone, own = rig.image(WIDE, HIGH, PATCHES)
    rig.call("remove-background", alone, own)
    called = rig.call("remove-background", image, layer, read_from="visible")
    rig.check("cut out of what is visible", called.succeeded, called.error)
    cut = next(one for one in image.get_layers() if one not in (tint, layer))
    wanted, got = pixels(alone.get_layers()[0], "R'G'B' u8"), pixels(cut, "R'G'B' u8")
    off = max(abs(a - b) for a, b in zip(got, wanted, strict=True))
    rig.check("with the layer's own colours at its edge", off <= 1, off)


def _background_of_another_layer(rig):
    """A clear layer has nothing to cut out of what is seen below it: said, before anything is."""
    image, layer = rig.image(WIDE, HIGH, PATCHES)
    clear = Gimp.Layer.new(image, "clear", WIDE, HIGH, 1, 100, Gimp.LayerMode.NORMAL)
    image.insert_layer(clear, None, 0)
    image.clean_all()
    called = rig.call("remove-background", image, clear, read_from="visible")
    rig.check("refused", called.failed and "has nothing there" in called.error, called.error)
    paint(clear, (30, 20, 40, 30), GREEN)
    image.clean_all()
    called = rig.call("remove-background", image, clear, read_from="visible")
    told = called.failed and "Most of it is not on the layer" in called.error
    rig.check("nor a small part of it", told, called.error)
    rig.equal("no layer is made", image.get_layers(), [clear, layer])
    rig.check("and nothing is to be saved", clear.get_visible() and not image.is_dirty())


def _effects(rig):
    """What a layer effect makes of the layer is what is seen, and what is cut out."""
    image, layer = rig.image(WIDE, HIGH, [((10, 10, 40, 30), CYAN)])
    effect = Gimp.DrawableFilter.new(layer, "gegl:invert-gamma", "inverted")
    layer.append_filter(effect)
    effect.update()
    called = rig.call("select-by-words", image, layer, words="red")
    rig.equal("red by an effect", (called.count, called.boxes), (1, [10, 10, 40, 30]))
    called = rig.call("remove-background", image, layer)
    rig.check("cut out with its effect", called.succeeded, called.error)
    copy, original = image.get_layers()
    rig.equal("the effect is in its pixels", copy.get_filters(), [])
    rig.equal("and red they are", pixels(copy, "R'G'B' u8")[3 * (20 * WIDE + 36) :][:3], bytes(RED))
    rig.equal("the layer keeps its effect", len(original.get_filters()), 1)


LOCKS = ("content", "position", "visibility", "alpha")


def _locked(rig):
    """Locked layers are cut out all the same, and seen or not as they must; the copy is free."""
    for visible in (True, False):
        image, layer = rig.image(WIDE, HIGH, PATCHES)
        layer.set_visible(visible)
        for lock in LOCKS:
            getattr(layer, f"set_lock_{lock}")(True)
        rig.call("remove-background", image, layer)
        copy, original = image.get_layers()
        rig.equal(
            "the cut-out is seen", (copy.get_visible(), original.get_visible()), (True, False)
        )
        for lock in LOCKS:
            held = [getattr(one, f"get_lock_{lock}")() for one in (original, copy)]
            rig.equal(f"{lock}: the layer is still locked, its copy is not", held, [True, False])


def _pixels_locked(rig):
    """A mask that GIMP itself would not change stays; a cut-out is a copy, which has no locks."""
    for where in ("layer", "group"):
        image, layer = rig.image(WIDE, HIGH, PATCHES)
        layer.add_mask(layer.create_mask(Gimp.AddMaskType.WHITE))
        locked = layer
        if where == "group":
            locked = Gimp.GroupLayer.new(image, "group")
            image.insert_layer(locked, None, 0)
            image.reorder_item(layer, locked, 0)
        locked.set_lock_content(True)
        image.clean_all()
        before = values(layer.get_mask())
        for existing in ("replace", "add", "subtract", "intersect"):
            called = rig.call("mask-by-words", image, layer, words="red", existing_mask=existing)
            told = called.failed and "locked" in called.error
            rig.check(f"{where} locked: {existing} is refused", told, called.error)
            rig.equal("the mask is as it was", values(layer.get_mask()), before)
        rig.check("and the image is clean", not image.is_dirty())
        called = rig.call("remove-background", image, layer)
        is_said = called.failed and "locked" in called.error
        held = called.succeeded if where == "layer" else is_said
        rig.check(f"{where} locked: cut out, or refused in a group", held, called.error)
        rig.check("and refused without a trace", where == "layer" or not image.is_dirty())
    image, layer = rig.image(WIDE, HIGH, PATCHES)
    layer.set_lock_content(True)
    called = rig.call("mask-by-words", image, layer, words="red")
    rig.check("locked without a mask: it gets one, as in GIMP", layer.get_mask() is not None)
    empty = Gimp.GroupLayer.new(image, "empty")
    image.insert_layer(empty, None, 0)
    called = rig.call("select-by-words", image, empty, words="red")
    rig.check("an empty group", called.failed and "nothing in the group" in called.error)


def _partly_found(rig):
    """What was not found is said to a script as well, in GIMP's own log."""
    image, layer = rig.image(WIDE, HIGH, PATCHES)
    called = rig.call("select-by-words", image, layer, words="red, green")
    rig.equal("found", called.count, 2)
    log = (rig.folder / "gimp.log").read_text("utf-8", "replace")
    rig.check("what was not is said", "nothing called 'green' was found" in log, called.reading)


def _quick_mask(rig):
    image, layer = rig.image(WIDE, HIGH, PATCHES)
    quick = Gimp.Channel.new(image, "Qmask", WIDE, HIGH, 50, Gegl.Color.new("red"))
    image.insert_channel(quick, None, 0)
    for short, more in (("select-by-words", {"words": "red"}), ("select-object", {})):
        called = rig.call(short, image, layer, **more)
        rig.check(f"{short}: Quick Mask is named", "Quick Mask" in called.error, called.error)
    for short, more in (("mask-by-words", {"words": "red"}), ("remove-background", {})):
        called = rig.call(short, image, quick, **more)
        rig.check(
            f"{short}: so it is where it is chosen", "Quick Mask" in called.error, called.error
        )
    called = rig.call("mask-by-words", image, layer, words="red")
    rig.check("a layer mask needs no selection", called.succeeded, called.error)


def _channels(rig):
    image, layer = rig.image(WIDE, HIGH, PATCHES)
    called = rig.call("channels-by-words", image, layer, words="red, blue")
    rig.equal("channels", called.count, 3)
    made = image.get_channels()
    rig.equal("names", sorted(channel.get_name() for channel in made), ["blue", "red 1", "red 2"])
    shown = {channel.get_name(): values(channel) for channel in made}
    rig.equal("the larger red", shown.get("red 1"), mask(WIDE, HIGH, (10, 10, 40, 30)))
    rig.equal("blue", shown.get("blue"), mask(WIDE, HIGH, (50, 8, 60, 18)))
    rig.equal("hidden", {channel.get_visible() for channel in made}, {False})
    rig.equal("the layer stays chosen", image.get_selected_layers(), [layer])
    rig.equal("no selection", Gimp.Selection.is_empty(image), True)


def _paths(rig):
    image, layer = rig.image(WIDE, HIGH, PATCHES)
    old = mask(WIDE, HIGH, (1, 2, 30, 40), value=77)
    set_selection(image, old)
    called = rig.call("paths-by-words", image, layer, words="red, blue")
    rig.equal("paths", called.count, 3)
    made = image.get_paths()
    rig.equal("their names", sorted(path.get_name() for path in made), ["blue", "red 1", "red 2"])
    rig.equal("paths are seen", {path.get_visible() for path in made}, {True})
    rig.equal("the selection stays", selection(image), old)
    rig.equal(
        "no layer and no channel more", (len(image.get_layers()), image.get_channels()), (1, [])
    )
    wanted = {
        "red 1": mask(WIDE, HIGH, (10, 10, 40, 30)),
        "red 2": mask(WIDE, HIGH, (60, 40, 80, 56)),
        "blue": mask(WIDE, HIGH, (50, 8, 60, 18)),
    }
    for path in made:
        image.select_item(Gimp.ChannelOps.REPLACE, path)
        got, right = selection(image), wanted[path.get_name()]
        off = sum((a >= 128) != (b >= 128) for a, b in zip(got, right, strict=True))
        rig.check(f"{path.get_name()} lies where it was found", off <= 0.1 * right.count(255), off)
    image, layer = rig.image(300, 200, [((40, 40, 200, 150), RED)])
    rig.call("paths-by-words", image, layer, words="red", edges="soft")
    (path,) = image.get_paths()
    _, points, _ = path.stroke_get_points(path.get_strokes()[0])
    rig.check("a side has an anchor at each end", len(points) // 6 <= 12, len(points) // 6)
    image.select_item(Gimp.ChannelOps.REPLACE, path)
    got, right = selection(image), softened(mask(300, 200, (40, 40, 200, 150)), 300)
    off = sum((a >= 128) != (b >= 128) for a, b in zip(got, right, strict=True))
    rig.check("and lies where it was, but for the corners", off <= 4 * 6, off)


def _options(rig):
    image, layer = rig.image(WIDE, HIGH, [((30, 20, 50, 40), GREEN)])
    everything = mask(WIDE, HIGH, (0, 0, WIDE, HIGH))
    green = mask(WIDE, HIGH, (30, 20, 50, 40))
    rig.call("select-by-words", image, layer, words="green", invert=True)
    rig.equal(
        "inverted", selection(image), bytes(a - b for a, b in zip(everything, green, strict=True))
    )
    called = rig.call("select-by-words", image, layer, words="green", grow=3.0)
    grown = selection(image)
    rig.check("grown", grown[30 * WIDE + 28] == 255 and called.boxes[0] < 30, called.boxes)
    rig.call("select-by-words", image, layer, words="green", feather=8.0)
    rig.check("feathered", 100 < selection(image)[30 * WIDE + 30] < 160)
    called = rig.call("select-by-words", image, layer, words="green", threshold=0.9)
    rig.equal("below the threshold", called.count, 0)
    called = rig.call("select-by-words", image, layer, words="green", recipe="no-such")
    rig.check("a recipe that is none", called.failed and "no-such" in called.error, called.error)
    hidden = Gimp.Layer.new(image, "top", WIDE, HIGH, 1, 100, Gimp.LayerMode.NORMAL)
    image.insert_layer(hidden, None, 0)
    paint(hidden, (4, 4, 12, 12), BLUE)
    called = rig.call("select-by-words", image, layer, words="blue", read_from="visible")
    rig.equal("seen in the visible picture", called.boxes, [4, 4, 12, 12])
    rig.equal("without a layer more", len(image.get_layers()), 2)


def _nothing(rig):
    image, layer = rig.image(WIDE, HIGH, PATCHES)
    old = mask(WIDE, HIGH, (1, 2, 30, 40), value=77)
    set_selection(image, old)
    image.clean_all()
    for short in ("select-by-words", "mask-by-words", "channels-by-words", "paths-by-words"):
        called = rig.call(short, image, layer, words="yellow")
        rig.check(f"{short}: nothing found is no error", called.succeeded, called.error)
        rig.equal(f"{short}: none", (called.count, called.boxes), (0, []))
    rig.equal("the selection is as it was", selection(image), old)
    rig.equal("no mask", layer.get_mask(), None)
    rig.equal("no channels", image.get_channels(), [])
    rig.equal("no paths", image.get_paths(), [])
    rig.equal("not dirty", image.is_dirty(), False)
