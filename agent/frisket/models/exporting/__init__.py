"""ONNX files of models that are here with torch, and how far they differ from these."""
