"""What Krita registers and runs: the actions of its menus and of its shortcut editor."""
