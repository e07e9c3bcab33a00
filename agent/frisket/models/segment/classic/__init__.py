"""Segmentation without a download: a graph of regions, colour models and exact cuts."""
