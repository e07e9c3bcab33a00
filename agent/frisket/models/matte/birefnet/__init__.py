"""BiRefNet's inference in plain torch, loading the published safetensors by their own key names.

Zheng et al., "Bilateral Reference for High-Resolution Dichotomous Image Segmentation", 2024
(arXiv:2401.03407). From top to bottom: `checkpoint`, `network`, `decoder` and `swin`.
"""
