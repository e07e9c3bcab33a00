"""Arithmetic on masks: arrays in, arrays out."""
