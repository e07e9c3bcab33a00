"""Clicking on the picture while the mask grows."""
