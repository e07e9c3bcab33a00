"""A tiny BiRefNet in the layout of ZhengPeng7's repositories, training's own keys included."""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from frisket.models.files.cards import ModelCard
from frisket.models.matte.birefnet.network import BiRefNet, Sizes
from frisket.models.matte.birefnet.swin import SwinSizes

SIZES = Sizes(
    SwinSizes(8, (1, 2, 1, 1), (1, 2, 2, 4), 4, expansion=1.0), inner=8, branch=8, reference=4
)


def write(folder: Path, card: ModelCard) -> None:
    """Seeded weights; statistics and offsets are drawn too, so that they matter."""
    tensors = weights(SIZES)
    save_file({**tensors, **for_training(tensors)}, folder / "model.safetensors")


def weights(sizes: Sizes) -> dict[str, Tensor]:
    """A network's own tensors by name."""
    torch.manual_seed(0)
    network = BiRefNet(sizes)
    for part in network.modules():
        if isinstance(part, nn.BatchNorm2d):
            part.running_mean.normal_(std=0.2)
            part.running_var.uniform_(0.5, 1.5)
    for name, one in network.named_parameters():
        if "offset_conv" in name or "bias_table" in name:
            nn.init.normal_(one, std=0.1)
    _sharpen(network.eval())
    return {name: one.detach().contiguous() for name, one in network.state_dict().items()}


def _sharpen(network: BiRefNet) -> None:
    """Logits from about -3 to 3, so that what is wrong with one shows in alpha."""
    last = network.decoder.conv_out1[0]
    with torch.no_grad():
        logits = network(torch.randn(1, 3, 128, 128))
        last.weight *= 1.5 / logits.std()
        last.bias -= logits.mean()
        last.bias *= 1.5 / logits.std()


def for_training(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """Some of what published files hold beside that."""
    deep = tensors["decoder.conv_out1.0.weight"]
    return {
        "bb.layers.0.blocks.0.attn.relative_position_index": torch.zeros(16, 16, dtype=torch.int64),
        "decoder.conv_ms_spvn_4.weight": deep.clone(),
        "decoder.gdt_convs_pred_4.0.weight": deep.clone(),
    }
