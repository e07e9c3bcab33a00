"""What stands on the screen beside the picture: the dialog of arguments, and the diagnostics."""
