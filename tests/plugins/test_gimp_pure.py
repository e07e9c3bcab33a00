"""The parts of the plug-in for GIMP that know nothing of GIMP."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "plugins/gimp/frisket-gimp"))

from frisket_gimp import catalog
from frisket_gimp.asking import wishes
from frisket_gimp.canvas import placing, thumbnails
from frisket_gimp.picking import painting
from frisket_gimp.picking.looking import Looking
from frisket_gimp.picking.marks import Another, Marks, Words
from frisket_gimp.picking.session import Session, guesses_for
from frisket_plugin.job import Outcome
from frisket_plugin.texts import t
from frisket_protocol import Box, Mask, Point, Prompt
from frisket_protocol.errors import InvalidArgument

PACKAGE = Path(catalog.__file__).parent


def _files(node: ast.ImportFrom, file: Path) -> set[Path]:
    """Where the modules would lie that a relative import in `file` may mean."""
    if not node.level:
        return set()
    place = file.parents[node.level - 1].joinpath(*(node.module or "").split("."))
    return {place.with_suffix(".py"), *(place / f"{alias.name}.py" for alias in node.names)}


INSIDE, OUTSIDE = Point(10, 10), Point(20, 20, False)


class TestCatalog:
    @pytest.mark.parametrize("procedure", catalog.PROCEDURES, ids=lambda one: one.short)
    def test_everything_is_documented(self, procedure: catalog.Procedure) -> None:
        assert procedure.label
        assert procedure.about.endswith(".")
        for argument in procedure.arguments:
            assert argument.label
            assert argument.about
            assert all(argument.choice_label(choice) for choice in argument.choices)
        for name, _ in catalog.RESULTS:
            assert t(f"gimp.result.{name}")

    def test_a_menu_entry_with_a_dialog_says_so(self) -> None:
        assert all(procedure.label.endswith("…") for procedure in catalog.PROCEDURES)

    @pytest.mark.parametrize("procedure", catalog.PROCEDURES, ids=lambda one: one.short)
    def test_no_two_arguments_share_a_key(self, procedure: catalog.Procedure) -> None:
        labels = [argument.label for argument in procedure.arguments if "_" in argument.label]
        keys = [label[label.index("_") + 1].lower() for label in labels]
        assert len(keys) == len(set(keys))
        assert not {"o", "c"} & set(keys), "OK and Cancel have these"


class TestImports:
    def test_gtk_is_imported_only_where_a_window_is_shown(self) -> None:
        """Else no procedure could run without a screen, and each would take longer."""
        commands = ("registration", "procedures", "diagnostics", "interactive")
        seen, waiting = set(), [PACKAGE / "commands" / f"{name}.py" for name in commands]
        while waiting:
            file = waiting.pop()
            seen.add(file)
            for node in ast.parse(file.read_text("utf-8")).body:
                if isinstance(node, ast.ImportFrom):
                    names = {alias.name for alias in node.names}
                    assert not names & {"Gtk", "Gdk", "GimpUi"}, file
                    waiting += {one for one in _files(node, file) if one.exists()} - seen
        assert PACKAGE / "canvas" / "writing.py" in seen


class TestWishes:
    def test_arguments_become_options(self) -> None:
        given = {"words": " the fox ", "operation": "add", "read-from": "visible", "grow": 2.5}
        given |= {"edges": "matte", "threshold": 0.4, "fill-holes": 9.0, "invert": True}
        wish = wishes.read(catalog.named("plug-in-frisket-select-by-words"), given.get)
        assert wish.words == "the fox"
        assert wish.threshold == 0.4
        options = wish.options
        assert (options.mode, options.read_from, options.edges) == ("add", "visible", "matte")
        assert (options.grow, options.fill_holes, options.invert) == (2.5, 9.0, True)

    def test_words_are_needed_where_words_are_asked_for(self) -> None:
        with pytest.raises(InvalidArgument):
            wishes.read(catalog.named("plug-in-frisket-mask-by-words"), {"words": " "}.get)

    def test_a_cut_out_wants_clean_colours(self) -> None:
        wish = wishes.read(catalog.named("plug-in-frisket-remove-background"), {}.get)
        assert wish.options.finish.foreground


class TestPlacing:
    def test_a_mask_moves_with_its_layer_and_is_cut_off(self) -> None:
        mask = Mask(Box(0, 0, 2, 2), bytes([1, 2, 3, 4]), foreground=bytes(range(12)))
        placed = placing.placed(mask, (-1, 5), (0, 0), (10, 10))
        assert placed is not None
        assert placed.box == Box(0, 5, 1, 7)
        assert placed.data == bytes([2, 4])
        assert placed.foreground == bytes([3, 4, 5, 9, 10, 11])

    def test_what_is_outside_is_nothing(self) -> None:
        mask = Mask(Box(0, 0, 2, 2), b"\xff" * 4)
        assert placing.placed(mask, (10, 0), (0, 0), (10, 10)) is None
        assert placing.placed(Mask(Box(0, 0, 1, 1), b"\0"), (0, 0), (0, 0), (9, 9)) is None

    def test_names_are_numbered_where_they_repeat(self) -> None:
        box = Box(0, 0, 1, 1)
        masks = [Mask(box, b"1", label=label) for label in ("dog", "cat", "dog", "")]
        assert placing.names(masks, "object") == ["dog 1", "cat", "dog 2", "object"]

    def test_colours_are_put_in_where_the_mask_is_soft_and_alpha_stays(self) -> None:
        own, colours = bytes(range(12)), bytes(range(100, 112))
        spliced = placing.splice(own, colours, bytes([255, 128, 0]), 4, 3)
        assert spliced == bytes([0, 1, 2, 3, 104, 105, 106, 7, 8, 9, 10, 11])


class TestThumbnails:
    @pytest.mark.parametrize(
        ("size", "wanted"),
        [((7680, 4320), (1024, 576)), ((4320, 7680), (576, 1024)), ((4000, 3000), (1024, 768))],
    )
    def test_one_of_the_preview_s_scale_is_taken(
        self, size: tuple[int, int], wanted: tuple[int, int]
    ) -> None:
        assert thumbnails.size(size, max(size) / 1024) == wanted

    def test_a_small_picture_is_its_own(self) -> None:
        assert thumbnails.size((640, 480), 1.0) == (640, 480)

    def test_none_is_taken_that_has_another_scale_or_is_too_large(self) -> None:
        assert thumbnails.size((3000, 2000), 3000 / 1024) is None
        assert thumbnails.size((4000, 3000), 4000 / 2048) is None
        assert thumbnails.size((4000, 3000), 4.33) is None

    def test_their_pixels_are_the_image_s_own_before_gimp_3_2_and_plain_since(self) -> None:
        assert thumbnails.pixel_format("RGBA u16", 8, 8, (3, 0, 4)) == "RGBA u16"
        assert thumbnails.pixel_format("RGBA u8", 4, 4, (3, 0, 4)) == "RGBA u8"
        assert thumbnails.pixel_format("RGBA u8", 4, 4, (3, 2, 6)) == thumbnails.PLAIN
        assert thumbnails.pixel_format("RGBA u16", 8, 4, (3, 0, 8)) == thumbnails.PLAIN

    def test_where_they_may_be_either_they_are_not_taken(self) -> None:
        assert thumbnails.pixel_format("RGBA u8", 4, 4, (3, 0, 8)) is None
        assert thumbnails.pixel_format("RGBA u16", 8, 2, (3, 0, 4)) is None
        assert thumbnails.pixel_format(thumbnails.PLAIN, 4, 4, (3, 0, 8)) == thumbnails.PLAIN


class TestMarks:
    def test_clicks_are_one_object_until_another(self) -> None:
        marks = Marks().then(INSIDE).then(OUTSIDE).then(Another()).then(Point(5, 5))
        assert marks.prompts == (
            Prompt(points=(INSIDE, OUTSIDE)),
            Prompt(points=(Point(5, 5),)),
        )

    def test_a_box_begins_an_object_and_clicks_tell_more_of_it(self) -> None:
        box = Box(0, 0, 9, 9)
        marks = Marks().then(INSIDE).then(box).then(OUTSIDE)
        assert marks.prompts == (
            Prompt(points=(INSIDE,)),
            Prompt(boxes=(box,), points=(OUTSIDE,)),
        )

    def test_words_stand_alone(self) -> None:
        marks = Marks().then(Words("fox")).then(INSIDE).then(Words("dog"))
        assert marks.prompts == (
            Prompt(words="fox"),
            Prompt(points=(INSIDE,)),
            Prompt(words="dog"),
        )

    def test_excluding_alone_asks_for_nothing(self) -> None:
        assert Marks().then(OUTSIDE).prompts == ()
        assert Marks().prompts == ()

    def test_the_last_mark_is_taken_back(self) -> None:
        marks = Marks().then(INSIDE).then(OUTSIDE).then(Another())
        assert marks.without_last() == Marks((INSIDE,))
        assert not marks.without_last().without_last().without_last()

    def test_marks_move_with_the_picture_and_what_is_outside_is_left_out(self) -> None:
        steps = (INSIDE, OUTSIDE, Another(), Words("fox"), Box(0, 0, 9, 9))
        marks = Marks(steps).moved((-5, -15), (100, 100))
        assert marks.steps == (Point(15, 5, False), Another(), Words("fox"))
        marks = Marks(steps).moved((-5, 2), (100, 100))
        assert marks.steps[0] == Point(5, 12)
        assert marks.steps[-1] == Box(0, 2, 4, 11)
        assert Marks((INSIDE, Another())).moved((500, 0), (100, 100)).steps == ()


class TestSession:
    def found(self) -> Session:
        session = Session()
        session.mark(INSIDE)
        (prompt,) = session.unasked
        masks = [
            Mask(Box(0, 0, 1, 1), b"\xff", object=0, candidate=n, label=str(n)) for n in range(3)
        ]
        session.found({prompt: Outcome(tuple(masks))})
        return session

    def test_what_was_answered_is_not_asked_again(self) -> None:
        session = self.found()
        assert session.unasked == ()
        session.mark(OUTSIDE)
        assert len(session.unasked) == 1
        assert session.things == ()
        session.undo()
        assert session.unasked == ()
        assert len(session.things) == 1

    def test_another_recipe_has_everything_asked_anew(self) -> None:
        session = self.found()
        session.tick(session.things[0].key, False)
        session.begin_again()
        assert session.things == ()
        assert session.unasked == (Prompt(points=(INSIDE,)),)

    def test_guesses_go_round(self) -> None:
        session = self.found()
        key = session.things[0].key
        labels = []
        for _ in range(4):
            labels.append(session.things[0].label)
            session.next_guess(key)
        assert labels == ["0", "1", "2", "0"]

    def test_the_same_guess_is_taken_in_the_end(self) -> None:
        session = self.found()
        thing = session.things[0]
        session.next_guess(thing.key)
        exact = [Mask(Box(0, 0, 2, 2), b"\xff" * 4, candidate=n, score=n) for n in range(3)]
        outcomes = {thing.key[0]: Outcome(tuple(exact))}
        assert [mask.score for mask in session.chosen(outcomes)] == [1]
        session.tick(thing.key, False)
        assert session.ticked == ()
        assert session.chosen(outcomes) == ()

    def test_only_clicks_have_guesses(self) -> None:
        assert guesses_for(Prompt(points=(INSIDE,))) == 3
        assert guesses_for(Prompt(words="fox")) == 1


class TestLooking:
    def test_the_whole_layer_fits_in_the_middle(self) -> None:
        looking = Looking.fit((2000, 1000), (500, 500))
        assert looking.zoom == 0.25
        assert looking.to_window(0, 0) == (0, 125)
        assert looking.seen == Box(0, 0, 2000, 1000)

    def test_what_is_under_the_pointer_stays_there(self) -> None:
        looking = Looking.fit((2000, 1000), (500, 250))
        before = looking.to_layer(200, 100)
        after = looking.zoomed(4, (200, 100)).to_layer(200, 100)
        assert after == pytest.approx(before, abs=1)

    def test_one_cannot_leave_the_layer(self) -> None:
        looking = Looking.fit((2000, 1000), (500, 250)).zoomed(8, (0, 0)).moved(9999, -9999)
        assert looking.x == 0
        assert looking.to_layer(500, 250)[1] == pytest.approx(1000)

    def test_only_what_is_seen_is_read_and_never_finer_than_the_layer(self) -> None:
        looking = Looking.fit((8000, 6000), (800, 600)).zoomed(40, (400, 300))
        assert looking.scale == 1
        assert looking.seen is not None
        assert looking.seen.width * looking.seen.height < 800 * 600

    def test_zoom_has_its_limits(self) -> None:
        looking = Looking.fit((2000, 1000), (500, 250))
        assert looking.zoomed(1e6, (0, 0)).zoom == 16
        assert looking.zoomed(1e-6, (0, 0)).zoom == looking.zoom / 2


class TestPainting:
    def test_an_outline_is_two_pixels_inside_of_the_mask(self) -> None:
        width = 9
        mask = bytes(255 * (1 <= x <= 7 and 1 <= y <= 7) for y in range(9) for x in range(width))
        edge = painting.outline(mask, width)
        wanted = [
            int(1 <= x <= 7 and 1 <= y <= 7 and not (3 <= x <= 5 and 3 <= y <= 5))
            for y in range(9)
            for x in range(width)
        ]
        assert list(edge) == wanted

    def test_a_full_row_does_not_touch_the_next(self) -> None:
        assert painting.outline(b"\xff" * 49, 7)[7 * 3 : 7 * 4] == bytes([1, 1, 0, 0, 0, 1, 1])

    def test_a_mask_is_tinted_and_its_outline_is_opaque(self) -> None:
        rgba = painting.overlay(b"\xff" * 49, 7, (1, 2, 3))
        alpha = rgba[3::4]
        assert rgba[:3] == bytes([1, 2, 3])
        assert alpha[0] == 255
        assert alpha[24] == round(255 * painting.TINT)
        assert not any(painting.overlay(bytes(49), 7, (1, 2, 3))[3::4])

    def test_a_disc_has_the_sign_of_its_click(self) -> None:
        side = 2 * painting.RADIUS + 1
        assert all(len(painting.disc(inside)) == 4 * side * side for inside in (True, False))
        above = 4 * ((painting.RADIUS - 4) * side + painting.RADIUS)
        assert painting.disc(True)[above : above + 3] == bytes(painting.WHITE)
        assert painting.disc(False)[above : above + 3] == bytes(painting.OUTSIDE)
