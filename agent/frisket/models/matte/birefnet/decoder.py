"""The decoder: from the coarsest features to the picture's size, looking at the picture again.

Each step gets, beside the features, the picture itself, cut into a grid of cells that are as large
as the features (the paper's inward reference). Tensors are BxCxHxW.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import torch
from torch import Tensor, nn
from torch.nn import functional
from torchvision.ops import deform_conv2d

Features: TypeAlias = tuple[Tensor, Tensor, Tensor, Tensor]
"""At strides 4, 8, 16 and 32, with 2, 4, 8 and 16 times the backbone's width in channels."""

KERNELS = (1, 3, 7)
"""Of the deformable convolutions in one block, beside the first, which is 1x1 too."""


class Decoder(nn.Module):
    """Features of `channels` (strides 4, 8, 16, 32) and the picture Bx3xHxW to logits Bx1xHxW."""

    def __init__(
        self, channels: tuple[int, int, int, int], inner: int, branch: int, reference: int
    ) -> None:
        super().__init__()
        fine, middle, coarse, deep = channels
        # A cell at stride s holds s² of the picture's pixels; block 1 looks at the picture itself.
        self.ipt_blk5 = Look(3 * 32**2, deep // 8, inner)
        self.ipt_blk4 = Look(3 * 16**2, deep // 8, inner)
        self.ipt_blk3 = Look(3 * 8**2, coarse // 8, inner)
        self.ipt_blk2 = Look(3 * 4**2, middle // 8, inner)
        self.ipt_blk1 = Look(3, fine // 8, inner)
        self.decoder_block4 = Refine(deep + deep // 8, coarse, inner, branch)
        self.decoder_block3 = Refine(coarse + deep // 8, middle, inner, branch)
        self.decoder_block2 = Refine(middle + coarse // 8, fine, inner, branch)
        self.decoder_block1 = Refine(fine + middle // 8, fine // 2, inner, branch)
        self.conv_out1 = nn.Sequential(nn.Conv2d(fine // 2 + fine // 8, 1, 1))
        self.lateral_block4 = Lateral(coarse)
        self.lateral_block3 = Lateral(middle)
        self.lateral_block2 = Lateral(fine)
        self.gdt_convs_4 = gradient_reference(coarse, reference)
        self.gdt_convs_3 = gradient_reference(middle, reference)
        self.gdt_convs_2 = gradient_reference(fine, reference)
        self.gdt_convs_attn_4 = nn.Sequential(nn.Conv2d(reference, 1, 1))
        self.gdt_convs_attn_3 = nn.Sequential(nn.Conv2d(reference, 1, 1))
        self.gdt_convs_attn_2 = nn.Sequential(nn.Conv2d(reference, 1, 1))

    def forward(self, picture: Tensor, features: Features) -> Tensor:
        fine, middle, coarse, deep = features
        x = self.decoder_block4(self._with(picture, deep, self.ipt_blk5))
        x = x * torch.sigmoid(self.gdt_convs_attn_4(self.gdt_convs_4(x)))
        x = resized(x, coarse.shape[-2:]) + self.lateral_block4(coarse)
        x = self.decoder_block3(self._with(picture, x, self.ipt_blk4))
        x = x * torch.sigmoid(self.gdt_convs_attn_3(self.gdt_convs_3(x)))
        x = resized(x, middle.shape[-2:]) + self.lateral_block3(middle)
        x = self.decoder_block2(self._with(picture, x, self.ipt_blk3))
        x = x * torch.sigmoid(self.gdt_convs_attn_2(self.gdt_convs_2(x)))
        x = resized(x, fine.shape[-2:]) + self.lateral_block2(fine)
        x = self.decoder_block1(self._with(picture, x, self.ipt_blk2))
        return self._logits(x, self.ipt_blk1(picture))

    def _logits(self, x: Tensor, seen: Tensor) -> Tensor:
        """`conv_out1` of `x`, enlarged, above what is seen in the picture at its full size.

        A 1x1 convolution and a bilinear enlargement may change places: one channel is enlarged
        instead of hundreds, which at 2048² are gigabytes.
        """
        last: nn.Conv2d = self.conv_out1[0]  # type: ignore[assignment]
        above = x.shape[1]
        small = functional.conv2d(x, last.weight[:, :above])
        large = functional.conv2d(seen, last.weight[:, above:], last.bias)
        return resized(small, seen.shape[-2:]) + large

    @staticmethod
    def _with(picture: Tensor, x: Tensor, look: Look) -> Tensor:
        """`x`, and below it what `look` makes of the picture at its size."""
        height, width = x.shape[-2:]
        return torch.cat([x, look(cells(picture, height, width))], dim=1)


def cells(picture: Tensor, height: int, width: int) -> Tensor:
    """A picture BxCxHxW as Bx(C·gh·gw)x height x width: the cells of a grid of gh rows and gw
    columns, each height x width pixels, stacked in channels in the order (C, gh, gw).

    height and width divide H and W.
    """
    batch, channels, full_height, full_width = picture.shape
    rows, columns = full_height // height, full_width // width
    split = picture.view(batch, channels, rows, height, columns, width)
    return split.permute(0, 1, 2, 4, 3, 5).reshape(batch, channels * rows * columns, height, width)


def resized(x: Tensor, size: Sequence[int]) -> Tensor:
    """Bilinear, corners on corners, as everywhere in BiRefNet."""
    if tuple(x.shape[-2:]) == tuple(size):
        return x
    return functional.interpolate(x, tuple(size), mode="bilinear", align_corners=True)


def gradient_reference(channels: int, reference: int) -> nn.Sequential:
    """What training compares with the picture's gradient; it weighs the features here."""
    return nn.Sequential(
        nn.Conv2d(channels, reference, 3, padding=1), nn.BatchNorm2d(reference), nn.ReLU()
    )


class Look(nn.Module):
    """Two 3x3 convolutions; the published network has nothing between them."""

    def __init__(self, channels: int, out: int, inner: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(channels, inner, 3, padding=1)
        self.conv_out = nn.Conv2d(inner, out, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.conv_out(self.conv1(x))
        return out


class Lateral(nn.Module):
    """The backbone's features as they join the decoder's."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.conv(x)
        return out


class Refine(nn.Module):
    """A decoder block: into few channels, round about (`AsppDeformable`), and out again."""

    def __init__(self, channels: int, out: int, inner: int, branch: int) -> None:
        super().__init__()
        self.conv_in = nn.Conv2d(channels, inner, 3, padding=1)
        self.bn_in = nn.BatchNorm2d(inner)
        self.dec_att = AsppDeformable(inner, branch)
        self.conv_out = nn.Conv2d(inner, out, 3, padding=1)
        self.bn_out = nn.BatchNorm2d(out)

    def forward(self, x: Tensor) -> Tensor:
        x = torch.relu(self.bn_in(self.conv_in(x)))
        out: Tensor = self.bn_out(self.conv_out(self.dec_att(x)))
        return out


class AsppDeformable(nn.Module):
    """Looks round each pixel with deformable kernels of several sizes, and at the mean of all.

    Atrous spatial pyramid pooling (Chen et al. 2017) with deformation instead of holes.
    """

    def __init__(self, channels: int, branch: int) -> None:
        super().__init__()
        self.aspp1 = DeformableBranch(channels, branch, 1)
        self.aspp_deforms = nn.ModuleList(
            DeformableBranch(channels, branch, kernel) for kernel in KERNELS
        )
        self.global_avg_pool = nn.Sequential(
            nn.AdaptiveAvgPool2d(1),
            nn.Conv2d(channels, branch, 1, bias=False),
            nn.BatchNorm2d(branch),
            nn.ReLU(),
        )
        self.conv1 = nn.Conv2d(branch * (2 + len(KERNELS)), channels, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels)

    def forward(self, x: Tensor) -> Tensor:
        mean = self.global_avg_pool(x).expand(-1, -1, *x.shape[-2:])
        branches = [self.aspp1(x), *(branch(x) for branch in self.aspp_deforms), mean]
        return torch.relu(self.bn1(self.conv1(torch.cat(branches, dim=1))))


class DeformableBranch(nn.Module):
    """One deformable convolution, normalised."""

    def __init__(self, channels: int, out: int, kernel: int) -> None:
        super().__init__()
        self.atrous_conv = DeformableConv(channels, out, kernel)
        self.bn = nn.BatchNorm2d(out)

    def forward(self, x: Tensor) -> Tensor:
        return torch.relu(self.bn(self.atrous_conv(x)))


class DeformableConv(nn.Module):
    """A convolution whose taps move and are weighed, both as the features say (Zhu et al. 2019).

    torchvision's kernel has no bfloat16.
    """

    def __init__(self, channels: int, out: int, kernel: int) -> None:
        super().__init__()
        self.padding = kernel // 2
        taps = kernel * kernel
        self.offset_conv = nn.Conv2d(channels, 2 * taps, kernel, padding=self.padding)
        self.modulator_conv = nn.Conv2d(channels, taps, kernel, padding=self.padding)
        self.regular_conv = nn.Conv2d(channels, out, kernel, padding=self.padding, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        offsets = self.offset_conv(x)
        modulation = 2 * torch.sigmoid(self.modulator_conv(x))
        weight = self.regular_conv.weight
        out: Tensor = deform_conv2d(x, offsets, weight, padding=self.padding, mask=modulation)
        return out
