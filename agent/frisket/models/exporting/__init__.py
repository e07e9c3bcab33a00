"""Our own ONNX files of models that are here as PyTorch's: one file a family."""
