"""Swin Transformer, first version, for pictures of any size.

Liu et al., "Swin Transformer: Hierarchical Vision Transformer using Shifted Windows", 2021
(arXiv:2103.14030). Inside, tensors are BxHxWxC; what comes out is BxCxHxW.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

PATCH = 4


@dataclass(frozen=True)
class SwinSizes:
    """width: channels of the first of four stages; each further one has twice as many.
    window: side in tokens. expansion: of the hidden layer of each perceptron.
    """

    width: int
    depths: tuple[int, ...]
    heads: tuple[int, ...]
    window: int
    expansion: float = 4.0


SWIN_L = SwinSizes(192, (2, 2, 18, 2), (6, 12, 24, 48), 12)
SWIN_T = SwinSizes(96, (2, 2, 6, 2), (3, 6, 12, 24), 7)


class Swin(nn.Module):
    """Pictures Bx3xHxW to features at strides 4, 8, 16 and 32 (rounded up), BxCxhxw."""

    def __init__(self, sizes: SwinSizes) -> None:
        super().__init__()
        widths = [sizes.width * 2**stage for stage in range(4)]
        self.patch_embed = PatchEmbed(sizes.width)
        self.layers = nn.ModuleList(Stage(sizes, stage) for stage in range(4))
        self.norm0, self.norm1, self.norm2, self.norm3 = (nn.LayerNorm(width) for width in widths)

    def forward(self, pictures: Tensor) -> list[Tensor]:
        x = self.patch_embed(pictures)
        features = []
        norms = (self.norm0, self.norm1, self.norm2, self.norm3)
        for stage, norm in zip(self.layers, norms, strict=True):
            seen, x = stage(x)
            features.append(norm(seen).permute(0, 3, 1, 2))
        return features


class PatchEmbed(nn.Module):
    """Bx3xHxW to tokens BxhxwxC, one for each 4x4 pixels; zeros fill up the last ones."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.proj = nn.Conv2d(3, width, PATCH, stride=PATCH)
        self.norm = nn.LayerNorm(width)

    def forward(self, pictures: Tensor) -> Tensor:
        height, width = pictures.shape[-2:]
        padded = functional.pad(pictures, (0, -width % PATCH, 0, -height % PATCH))
        tokens: Tensor = self.norm(self.proj(padded).permute(0, 2, 3, 1))
        return tokens


class Stage(nn.Module):
    """Blocks at one resolution, with windows that stand still and shifted ones in turn."""

    def __init__(self, sizes: SwinSizes, stage: int) -> None:
        super().__init__()
        width, heads = sizes.width * 2**stage, sizes.heads[stage]
        self.window = sizes.window
        self.blocks = nn.ModuleList(
            Block(width, heads, sizes.window, index % 2 == 1, sizes.expansion)
            for index in range(sizes.depths[stage])
        )
        self.downsample = PatchMerging(width) if stage < 3 else None

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Tokens BxHxWxC after the blocks, and those that the next stage begins with."""
        layout = lay_out(x.shape[1], x.shape[2], self.window, x.device)
        for block in self.blocks:
            x = block(x, layout)
        return x, x if self.downsample is None else self.downsample(x)


class Layout(NamedTuple):
    """What the blocks of a stage share.

    relative: NxN int64 for windows of N tokens: which row of the bias table holds for each pair.
    apart: KxNxN bool for the K shifted windows that hold parts which are no neighbours (those in
    the last row and the last column): pairs that must not see each other.
    mixed: K int64, which of all windows those are.
    """

    relative: Tensor
    apart: Tensor
    mixed: Tensor


def lay_out(height: int, width: int, window: int, device: torch.device) -> Layout:
    """The layout of a stage of height x width tokens."""
    shift = window // 2
    rows, columns = (
        _regions(length + -length % window, window, shift, device) for length in (height, width)
    )
    region = rows[:, None] * 3 + columns
    windows = to_windows(region[None, :, :, None], window)[0, :, :, 0]
    down, across = len(rows) // window, len(columns) // window
    last = [
        index
        for index in range(down * across)
        if index // across == down - 1 or index % across == across - 1
    ]
    mixed = torch.tensor(last, device=device)
    apart = windows[mixed][:, None, :] != windows[mixed][:, :, None]
    return Layout(relative_index(window, device), apart, mixed)


def _regions(length: int, window: int, shift: int, device: torch.device) -> Tensor:
    """Of each shifted token along one side: 0, or in the last window 1, or 2 if it came round."""
    at = torch.arange(length, device=device)
    return (at >= length - window).long() + (at >= length - shift).long()


def relative_index(window: int, device: torch.device) -> Tensor:
    """NxN: the row of the bias table for a query (first) and a key (second) of a window.

    Rows are numbered by the distance down, then across, both from -(window - 1) on.
    """
    side = torch.arange(window, device=device)
    down, across = (one.flatten() for one in torch.meshgrid(side, side, indexing="ij"))
    steps_down = down[:, None] - down + window - 1
    steps_across = across[:, None] - across + window - 1
    return steps_down * (2 * window - 1) + steps_across


class Block(nn.Module):
    """Attention within windows, then a perceptron, each added to what came in."""

    def __init__(
        self, width: int, heads: int, window: int, is_shifted: bool, expansion: float
    ) -> None:
        super().__init__()
        self.window = window
        self.shift = window // 2 if is_shifted else 0
        self.norm1 = nn.LayerNorm(width)
        self.attn = WindowAttention(width, heads, window)
        self.norm2 = nn.LayerNorm(width)
        self.mlp = Perceptron(width, round(width * expansion))

    def forward(self, x: Tensor, layout: Layout) -> Tensor:
        """Tokens BxHxWxC. Zeros on the right and below fill up the last windows."""
        height, width = x.shape[1:3]
        y = functional.pad(self.norm1(x), (0, 0, 0, -width % self.window, 0, -height % self.window))
        y = y.roll((-self.shift, -self.shift), dims=(1, 2))
        seen = self.attn(to_windows(y, self.window), layout, is_shifted=self.shift > 0)
        y = from_windows(seen, self.window, y.shape[1], y.shape[2])
        y = y.roll((self.shift, self.shift), dims=(1, 2))
        x = x + y[:, :height, :width]
        out: Tensor = x + self.mlp(self.norm2(x))
        return out


def to_windows(x: Tensor, window: int) -> Tensor:
    """BxHxWxC to BxWindowsxNxC, row by row; N = window² tokens. H and W are multiples of it."""
    batch, height, width, channels = x.shape
    split = x.view(batch, height // window, window, width // window, window, channels)
    return split.transpose(2, 3).reshape(batch, -1, window * window, channels)


def from_windows(x: Tensor, window: int, height: int, width: int) -> Tensor:
    """What `to_windows` was given."""
    batch, _, _, channels = x.shape
    split = x.view(batch, height // window, width // window, window, window, channels)
    return split.transpose(2, 3).reshape(batch, height, width, channels)


class WindowAttention(nn.Module):
    """Attention of the tokens of each window to one another, biased by where they stand."""

    def __init__(self, width: int, heads: int, window: int) -> None:
        super().__init__()
        self.heads = heads
        self.relative_position_bias_table = nn.Parameter(torch.zeros((2 * window - 1) ** 2, heads))
        self.qkv = nn.Linear(width, 3 * width)
        self.proj = nn.Linear(width, width)

    def forward(self, x: Tensor, layout: Layout, is_shifted: bool) -> Tensor:
        """Windows BxWindowsxNxC, the same shape out."""
        batch, windows, tokens, width = x.shape
        parts = self.qkv(x).view(batch * windows, tokens, 3, self.heads, width // self.heads)
        query, key, value = parts.permute(2, 0, 3, 1, 4)
        bias = self.relative_position_bias_table[layout.relative].permute(2, 0, 1)
        seen = functional.scaled_dot_product_attention(query, key, value, attn_mask=bias[None])
        if is_shifted:
            # Few windows hold strangers: those alone need a bias of their own.
            first = windows * torch.arange(batch, device=x.device)[:, None]
            mixed = (first + layout.mixed).flatten()
            apart = layout.apart[:, None].repeat(batch, 1, 1, 1)
            own = functional.scaled_dot_product_attention(
                query[mixed],
                key[mixed],
                value[mixed],
                attn_mask=bias.masked_fill(apart, float("-inf")),
            )
            seen = seen.index_copy(0, mixed, own)
        out: Tensor = self.proj(seen.transpose(1, 2).reshape(batch, windows, tokens, width))
        return out


class PatchMerging(nn.Module):
    """Tokens BxHxWxC to Bx⌈H/2⌉x⌈W/2⌉x2C: four neighbours become one."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(4 * width)
        self.reduction = nn.Linear(4 * width, 2 * width, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        x = functional.pad(x, (0, 0, 0, x.shape[2] % 2, 0, x.shape[1] % 2))
        corners = [x[:, down::2, across::2] for across in (0, 1) for down in (0, 1)]
        merged: Tensor = self.reduction(self.norm(torch.cat(corners, dim=-1)))
        return merged


class Perceptron(nn.Module):
    """Two layers with a Gaussian error linear unit between them."""

    def __init__(self, width: int, hidden: int) -> None:
        super().__init__()
        self.fc1 = nn.Linear(width, hidden)
        self.fc2 = nn.Linear(hidden, width)

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.fc2(functional.gelu(self.fc1(x)))
        return out
