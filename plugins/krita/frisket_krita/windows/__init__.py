"""What stands on the screen beside the picture: the docker, the settings, the box at the cursor."""
