"""The picture as GIMP has it: its layers and the selection, how they are read and written."""
