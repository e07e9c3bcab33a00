"""The picture as Krita has it: which document and layer is meant, how it is read and written."""
