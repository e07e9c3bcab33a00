"""The English texts of the page of help in GIMP; `english` holds all others."""

from __future__ import annotations

GIMP_HELP = {
    "gimp.help": "_Help",
    "gimp.help.title": "Help: {about}",
    "gimp.help.words": "Name the thing as you would to another person: “the fox”. Several things: "
    "“fox, hare”. What to leave out: “hair, not face”. Which of several: “the left fox”, “the "
    "second from the right”, “the largest”. Without a model for words, Find or OK offers one.",
    "gimp.help.selection": "First draw a selection round the object, or roughly over it. The "
    "selection itself says which object is meant.",
    "gimp.help.band": "Only a band round the selection's edge is looked at. What lies well inside "
    "stays selected and what lies well outside stays out, so the selection has to be nearly right "
    "before. Draw it a little closer or wider where the band misses the true edge.",
    "gimp.help.marks.of": "Marking",
    "gimp.help.marks": "Click on what you want. Click on more of the same thing where the mask "
    "misses some of it; click with Shift or the right button where there is too much. Drag a box "
    "round a thing to mark it whole: round what is clicked, it says more of that; round something "
    "else, it begins another object, as “New object” does.",
    "gimp.help.look.of": "Looking",
    "gimp.help.look": "The wheel zooms where the pointer is, the middle button moves the picture, "
    "and Fit shows all of it. “Show” chooses how masks lie over the picture, and their colour. "
    "Soon after a click the mask is shown exactly as it will be made.",
    "gimp.help.keys.of": "Keys",
    "gimp.help.keys": "Enter applies, Esc leaves, Backspace or Ctrl+Z takes back what you did last "
    "to marks and ticks, Ctrl+Shift+Z or Ctrl+Y does it again, N begins a new object, G shows "
    "another guess. In the field for words, Enter looks for them and Esc gives the keys back to "
    "the picture.",
    "gimp.help.objects.of": "The list",
    "gimp.help.objects": "Each object has a colour and a tick. Without its tick, an object stays "
    "marked and is not part of what is made. The next click is about the object whose name is "
    "bold; a click on another's name, or within its mask, goes back to that. “Another guess” shows "
    "a smaller or a larger reading of the same clicks.",
    "gimp.help.options.of": "What is made",
    "gimp.help.options": "“Take as” says what becomes of the ticked objects. Edges, Options and "
    "Invert change the mask before your eyes, in pixels of your picture; what is shown is what is "
    "made. With Add, Subtract or Intersect a grey outline shows the selection or the layer mask "
    "that is there.",
    "gimp.help.undo": "What is made is one step of undo. Your picture keeps all of its pixels.",
    "gimp.help.trouble": "When no answer comes: “frisket: Agent and Diagnostics…” in the menu "
    "Select > frisket: Tools shows how the agent is, starts it, and copies a report for whoever "
    "helps.",
    "gimp.help.agent": "frisket's agent is a program beside GIMP that does the work on this "
    "computer. It starts by itself when something is asked for, unless you turn that off here. "
    "Below stands how it is now; Copy puts that on the clipboard for whoever helps.",
    "gimp.help.settings": "Command and address may stay empty. The command is how the agent is "
    "started; the address names one on another computer, with its token.",
    "gimp.help.models": "The list names every model that frisket can use, and which of them are on "
    "this computer. Get fetches the one you have chosen: first you are told its size, its licence "
    "and what that asks of you. Remove deletes its files; it can be got again.",
}
