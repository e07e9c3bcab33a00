"""The keyboard, the mouse and the screen, for scenarios in a window."""
