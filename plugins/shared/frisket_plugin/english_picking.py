"""The English texts of picking on Krita's own canvas."""

from __future__ import annotations

PICKING = {
    "pick": "Pick on canvas",
    "pick.on": "Picking (Esc leaves)",
    "pick.tip": "Click on what you want, Alt or right click on what you do not, or drag a box.",
    "pick.hint": "Click on what you want, right click on what you do not, or drag a box. "
    "Enter makes it (Shift adds, Alt subtracts), Backspace takes a click back.",
    "pick.hint.new": "Click on what you want, right click on what you do not, or drag a box. "
    "Enter makes it, Backspace takes a click back.",
    "pick.no_canvas": "There is no canvas to click on. Open a picture first.",
    "pick.left": "Picking ended.",
    "pick.moved": "Picking goes on in {name}. Click on what you want there.",
    "pick.resized": "The picture has another size now, so your clicks were dropped. Click on what "
    "you want once more.",
    "pick.redone": "It is made again. Click on the picture, or leave with Esc.",
    "pick.no_redo": "Krita's own Redo rests while you pick. Esc leaves picking.",
    "pick.came_back": "Picking goes on in {name}, with your clicks there.",
    "pick.ended": "{why} Picking ended.",
    "pick.paints_again": "Picking ended before that, so it did nothing. From now on Krita's own "
    "tool works again. To go on picking, press “Pick on canvas”.",
    "pick.not_yet": "Krita is still changing to another picture or layer. Try again in a moment.",
    "pick.none_left": "There is no click left to take back. To undo what was done before, press "
    "Esc, then Ctrl+Z.",
    "pick.undone": "What you made last was undone. Click on the picture, or leave with Esc.",
    "pick.no_clicks": "Nothing is clicked yet. Click on the picture first, or leave with Esc.",
    "pick.outside": "That was beside the picture. Click on the picture itself.",
    "pick.wrapped": "In wrap-around mode nobody can tell the picture from its copies. "
    "Switch that mode off (Shift+W), then pick.",
    "pick.anew": "Another layer, moment or source is active, or what is shown has changed: the "
    "mask is made anew from that.",
    "pick.changed": "The picture has changed since the mask was shown. Nothing was made; "
    "look at the mask anew, then press Enter again.",
    "pick.wait": "The mask is being made. Go on when it is done, or end it with Esc.",
    "pick.enter_waits": "The mask of all your clicks is still being computed: it is made as soon "
    "as it is there. Backspace takes the last click back instead.",
    "pick.enter_dropped": "What the mask depends on has changed, so it is not made yet. Look at "
    "the new one, then press Enter again.",
    "pick.followed": "Picking goes on in this view. Click again.",
    "pick.shortcut": "“{action}” rests while you pick. Esc leaves picking.",
    "pick.shortcut.field": "“{action}” rests while you pick. Click the picture to go on picking.",
    "pick.key": "Krita's keys for brush and canvas rest while you pick. Esc leaves picking.",
    "pick.in_field": "What you type goes into that field. Click the picture to go on picking.",
    "pick.alone": "No agent is there to answer. Your clicks are kept: the mask comes as soon as it "
    "runs again. Start it in frisket's panel.",
    "pick.hangs": "The agent does not answer. Your clicks are kept: the mask comes as soon as it "
    "goes on. What can be done stands beside the light in frisket's panel.",
    "pick.goes_on": "Picking goes on: Enter makes the mask, Esc leaves picking.",
    "pick.kept": "Your clicks are kept.",
    "pick.fingers": "Several fingers at once rest while you pick; a tap of one is a click. Zoom "
    "with the wheel, move with the space bar held.",
}
