"""What stands on the screen beside the picture: the docker with its parts, and the settings."""
