"""BiRefNet's parts against formulas written without it, its names against the published files.

keys.json lists every tensor of ZhengPeng7/BiRefNet ("large") and BiRefNet_lite ("lite").
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.nn import functional
from transformers import SwinBackbone, SwinConfig

from frisket.models.files import registry
from frisket.models.files.cards import ModelCard
from frisket.models.matte.birefnet import checkpoint, decoder, network, swin
from frisket_protocol.errors import InvalidArgument
from tiny.matte.birefnet import SIZES, weights, write

PUBLISHED = json.loads((Path(__file__).parent / "keys.json").read_text("utf-8"))
NETWORKS = {"large": network.LARGE, "lite": network.LITE}
CARD = ModelCard("tiny", "matte", "", "MIT", "frisket.models.matte.birefnet.adapter:MatteBiRefNet")
CLOSE = {"rtol": 1e-5, "atol": 1e-6}


@pytest.fixture(autouse=True)
def seeded() -> Iterator[None]:
    torch.manual_seed(1)
    with torch.inference_mode():
        yield


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("birefnet")
    write(folder, CARD)
    return folder / "model.safetensors"


def loaded(file: Path, dtype: torch.dtype = torch.float32) -> network.BiRefNet:
    return checkpoint.load(file, "cpu", dtype)


# --- names and shapes ---


@pytest.mark.parametrize("size", NETWORKS)
def test_the_published_names_and_shapes_are_the_networks(size: str) -> None:
    names = {
        name: shape
        for name, shape in PUBLISHED[size].items()
        if not any(part in name for part in checkpoint.UNUSED)
    }
    built = checkpoint.blank(NETWORKS[size]).state_dict()
    assert {name: list(one.shape) for name, one in built.items()} == names


@pytest.mark.parametrize("size", NETWORKS)
def test_the_shapes_in_a_file_say_which_network_it_is(size: str) -> None:
    shapes = {name: tuple(shape) for name, shape in PUBLISHED[size].items()}
    assert checkpoint.sizes_of(shapes) == NETWORKS[size]


def test_a_file_is_loaded_whatever_its_size_and_what_training_left_in_it(file: Path) -> None:
    assert any("conv_ms_spvn_" in name for name in load_file(file))
    state = loaded(file).state_dict()
    expected = weights(SIZES)
    assert state.keys() == expected.keys()
    assert all(torch.equal(state[name], expected[name]) for name in state)


def test_half_precision_files_are_loaded_as_what_is_asked_for(file: Path, tmp_path: Path) -> None:
    half = {name: one.half() if one.is_floating_point() else one for name, one in read(file)}
    save_file(half, tmp_path / "half.safetensors")
    single = loaded(tmp_path / "half.safetensors")
    assert {one.dtype for one in single.parameters()} == {torch.float32}
    picture = torch.randn(1, 3, 64, 64)
    difference = (single(picture) - loaded(file)(picture)).abs().max()
    assert difference < 0.02 * loaded(file)(picture).abs().max()


def read(file: Path) -> list[tuple[str, Tensor]]:
    return list(load_file(file).items())


@pytest.mark.parametrize("fault", ["missing", "more", "shape", "another", "noise"])
def test_a_file_that_does_not_fit_is_refused(file: Path, tmp_path: Path, fault: str) -> None:
    tensors = dict(read(file))
    if fault == "missing":
        del tensors["decoder.lateral_block3.conv.bias"]
    elif fault == "more":
        tensors["decoder.edge.weight"] = torch.zeros(2)
    elif fault == "shape":
        tensors["bb.norm2.weight"] = torch.zeros(3)
    elif fault == "another":
        tensors = {"encoder.weight": torch.zeros(2, 2)}
    broken = tmp_path / "model.safetensors"
    save_file(tensors, broken)
    if fault == "noise":
        broken.write_bytes(b"no safetensors")
    with pytest.raises(InvalidArgument, match=r"does not hold the weights of a BiRefNet") as error:
        loaded(broken)
    assert error.value.detail == "checkpoint"
    assert error.value.hint


# --- the backbone ---


def test_windows_are_cut_row_by_row_and_put_together_again() -> None:
    x = torch.randn(2, 6, 9, 5)
    windows = swin.to_windows(x, 3)
    for index in range(6):
        top, left = index // 3 * 3, index % 3 * 3
        expected = x[:, top : top + 3, left : left + 3].reshape(2, 9, 5)
        torch.testing.assert_close(windows[:, index], expected)
    torch.testing.assert_close(swin.from_windows(windows, 3, 6, 9), x)


def test_pairs_of_a_window_find_their_row_in_the_table() -> None:
    index = swin.relative_index(2, torch.device("cpu"))
    # Of a 2x2 window, as the table's 3x3 rows are numbered; rows ask, columns answer.
    assert index.tolist() == [[4, 3, 1, 0], [5, 4, 2, 1], [7, 6, 4, 3], [8, 7, 5, 4]]


@pytest.mark.parametrize("shifted", [False, True])
def test_attention_is_that_of_a_plain_loop(shifted: bool) -> None:
    height, width, window, heads, channels = 6, 9, 4, 2, 8
    block = swin.Block(channels, heads, window, shifted, 1.0)
    nn.init.normal_(block.attn.relative_position_bias_table)
    block.mlp = nn.Identity()  # type: ignore[assignment]
    block.norm2 = nn.Identity()  # type: ignore[assignment]
    x = torch.randn(1, height, width, channels)
    seen = block(x, swin.lay_out(height, width, window, x.device))
    # The perceptron is gone: what comes out is twice what attention gave, added to x.
    torch.testing.assert_close(seen / 2 - x, looped(block, x, window, shifted), **CLOSE)


def looped(block: swin.Block, x: Tensor, window: int, shifted: bool) -> Tensor:
    """Attention token by token: to those in the same window that did not come round."""
    shift = window // 2 if shifted else 0
    height, width, channels = x.shape[1:]
    rows, columns = height + -height % window, width + -width % window
    tokens = torch.zeros(rows, columns, channels)
    tokens[:height, :width] = block.norm1(x)[0]
    heads = block.attn.heads
    query, key, value = block.attn.qkv(tokens).view(rows, columns, 3, heads, -1).unbind(2)
    out = torch.zeros(1, height, width, channels)
    for row in range(height):
        for column in range(width):
            here = (row - shift) % rows, (column - shift) % columns
            seen = []
            for other_row in range(rows):
                for other_column in range(columns):
                    there = (other_row - shift) % rows, (other_column - shift) % columns
                    if [a // window for a in here] != [b // window for b in there]:
                        continue
                    if (row < shift, column < shift) != (other_row < shift, other_column < shift):
                        continue
                    down, across = (a - b + window - 1 for a, b in zip(here, there, strict=True))
                    bias = block.attn.relative_position_bias_table[down * (2 * window - 1) + across]
                    logit = (query[row, column] * key[other_row, other_column]).sum(-1)
                    scale = (channels // heads) ** -0.5
                    seen.append((logit * scale + bias, value[other_row, other_column]))
            shares = torch.stack([logit for logit, _ in seen]).softmax(0)
            mixed = (shares[..., None] * torch.stack([one for _, one in seen])).sum(0)
            out[0, row, column] = block.attn.proj(mixed.flatten())
    return out


def test_merging_takes_four_neighbours_the_upper_left_first() -> None:
    merge = swin.PatchMerging(2)
    x = torch.randn(1, 3, 4, 2)
    padded = torch.cat([x, torch.zeros(1, 1, 4, 2)], dim=1)[0]
    merged = merge(x)
    assert merged.shape == (1, 2, 2, 4)
    for row in range(2):
        for column in range(2):
            corners = [(0, 0), (1, 0), (0, 1), (1, 1)]
            four = [padded[2 * row + down, 2 * column + across] for down, across in corners]
            expected = merge.reduction(merge.norm(torch.cat(four)))
            torch.testing.assert_close(merged[0, row, column], expected, **CLOSE)


@pytest.mark.parametrize("size", [(128, 96), (160, 224)])
def test_the_backbone_is_transformers_swin(size: tuple[int, int]) -> None:
    sizes = swin.SwinSizes(8, (2, 2, 2, 1), (1, 2, 2, 4), 3)
    ours = swin.Swin(sizes).eval()
    for name, one in ours.named_parameters():
        if "bias_table" in name or "norm" in name:
            nn.init.normal_(one)
    config = SwinConfig(
        embed_dim=8,
        depths=[2, 2, 2, 1],
        num_heads=[1, 2, 2, 4],
        window_size=3,
        out_features=["stage1", "stage2", "stage3", "stage4"],
    )
    theirs = SwinBackbone(config).eval()
    missing, unexpected = theirs.load_state_dict(as_transformers(ours), strict=False)
    assert not unexpected
    assert all(name.startswith("swin.layernorm") for name in missing)
    picture = torch.randn(1, 3, *size)
    for one, other in zip(ours(picture), theirs(picture).feature_maps, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-5)


def as_transformers(ours: swin.Swin) -> dict[str, Tensor]:
    """The weights under the names that transformers gives them."""
    renamed = {
        "patch_embed.proj": "swin.embeddings.patch_embeddings.projection",
        "patch_embed.norm": "swin.embeddings.norm",
        "layers.": "swin.encoder.layers.",
        ".attn.relative_position_bias_table": (
            ".attention.relative_position_bias.relative_position_bias_table"
        ),
        ".attn.proj": ".attention.o_proj",
        ".norm1.": ".layernorm_before.",
        ".norm2.": ".layernorm_after.",
    }
    state: dict[str, Tensor] = {}
    for name, one in ours.state_dict().items():
        if name.startswith("norm"):
            new = name.replace(name[:5], f"hidden_states_norms.stage{int(name[4]) + 1}")
        else:
            new = name
            for old, theirs in renamed.items():
                new = new.replace(old, theirs)
        if ".attn.qkv." in new:
            for part, tensor in zip("qkv", one.chunk(3), strict=True):
                state[new.replace(".attn.qkv.", f".attention.{part}_proj.")] = tensor
        else:
            state[new] = one
    return state


# --- the decoder ---


def test_cells_are_stacked_by_channel_then_row_then_column() -> None:
    picture = torch.randn(2, 3, 8, 12)
    cells = decoder.cells(picture, 4, 3)
    assert cells.shape == (2, 3 * 2 * 4, 4, 3)
    for channel in range(3):
        for row in range(2):
            for column in range(4):
                expected = picture[:, channel, 4 * row : 4 * row + 4, 3 * column : 3 * column + 3]
                torch.testing.assert_close(cells[:, channel * 8 + row * 4 + column], expected)


def test_resizing_keeps_corners_on_corners() -> None:
    ramp = torch.linspace(0, 1, 5).expand(1, 1, 3, 5)
    larger = decoder.resized(ramp, (3, 17))
    torch.testing.assert_close(larger[0, 0, 0], torch.linspace(0, 1, 17), **CLOSE)


def deformable(kernel: int) -> decoder.DeformableConv:
    """One whose taps stay where they are and count once."""
    part = decoder.DeformableConv(4, 6, kernel)
    for each in (part.offset_conv, part.modulator_conv):
        nn.init.zeros_(each.weight)
        nn.init.zeros_(each.bias)
    return part


@pytest.mark.parametrize("kernel", [1, 3, 7])
def test_a_deformable_convolution_at_rest_is_a_plain_one(kernel: int) -> None:
    part = deformable(kernel)
    x = torch.randn(2, 4, 9, 8)
    torch.testing.assert_close(part(x), part.regular_conv(x), rtol=1e-4, atol=1e-5)


def test_taps_move_down_and_across_and_are_weighed() -> None:
    part = deformable(3)
    # Each tap one pixel down and two to the right: the offsets of a tap are (down, across).
    part.offset_conv.bias[0::2] = 1
    part.offset_conv.bias[1::2] = 2
    part.modulator_conv.bias[:] = 0.7
    x = torch.randn(1, 4, 9, 8)
    # Where the moved taps lie in the picture, it is the convolution of a moved picture.
    moved = part.regular_conv(x).roll((-1, -2), dims=(2, 3))[..., 1:7, 1:5]
    expected = 2 * torch.sigmoid(torch.tensor(0.7)) * moved
    torch.testing.assert_close(part(x)[..., 1:7, 1:5], expected, rtol=1e-4, atol=1e-5)


def test_the_pyramid_stacks_its_branches_and_the_mean() -> None:
    part = decoder.AsppDeformable(4, 3).eval()
    x = torch.randn(1, 4, 6, 7)
    mean = functional.conv2d(
        x.mean(dim=(2, 3), keepdim=True), part.global_avg_pool[1].weight
    ).expand(-1, -1, 6, 7)
    mean = torch.relu(part.global_avg_pool[2](mean))
    first, second, third = part.aspp_deforms
    stacked = torch.cat([part.aspp1(x), first(x), second(x), third(x), mean], dim=1)
    expected = torch.relu(
        part.bn1(torch.einsum("oc,bchw->bohw", part.conv1.weight[..., 0, 0], stacked))
    )
    torch.testing.assert_close(part(x), expected, rtol=1e-4, atol=1e-5)


def test_the_last_convolution_may_come_before_the_enlargement(file: Path) -> None:
    part = loaded(file).decoder
    above, seen = torch.randn(1, 8, 16, 24), torch.randn(1, 2, 64, 96)
    stacked = torch.cat([decoder.resized(above, (64, 96)), seen], dim=1)
    expected = part.conv_out1(stacked)
    torch.testing.assert_close(part._logits(above, seen), expected, rtol=1e-4, atol=1e-4)


# --- the whole ---


@pytest.mark.parametrize("size", [(32, 32), (64, 96), (96, 160)])
def test_pictures_of_any_multiple_of_32(file: Path, size: tuple[int, int]) -> None:
    whole = loaded(file)
    pictures = torch.randn(2, 3, *size)
    logits = whole(pictures)
    assert logits.shape == (2, 1, *size)
    for index in range(2):
        alone = whole(pictures[index : index + 1])
        torch.testing.assert_close(logits[index : index + 1], alone, rtol=1e-4, atol=1e-4)


def test_features_are_of_both_scales(file: Path) -> None:
    whole = loaded(file)
    picture = torch.randn(1, 3, 64, 96)
    features = whole.encode(picture)
    strides_and_channels = [(4, 16), (8, 32), (16, 64), (32, 128)]
    for one, (stride, channels) in zip(features, strides_and_channels, strict=True):
        assert one.shape == (1, channels, 64 // stride, 96 // stride)
    fine = whole.bb(picture)[0]
    half = functional.interpolate(picture, (32, 48), mode="bilinear", align_corners=True)
    coarse = functional.interpolate(
        whole.bb(half)[0], (16, 24), mode="bilinear", align_corners=True
    )
    torch.testing.assert_close(features[0], torch.cat([fine, coarse], dim=1), **CLOSE)


def test_it_can_be_trained(file: Path) -> None:
    with torch.inference_mode(False), torch.enable_grad():
        whole: Any = network.BiRefNet(SIZES).train()
        whole(torch.randn(2, 3, 64, 64)).square().mean().backward()
        assert all(one.grad is not None for one in whole.parameters())


@pytest.mark.parametrize(
    "card",
    [card for card in registry.published() if "birefnet" in card.builder],
    ids=lambda card: card.name,
)
def test_cards_give_the_published_sizes(card: ModelCard) -> None:
    """Files of single precision, or of half."""
    shapes = PUBLISHED["lite" if card.name == "birefnet-lite" else "large"]
    numbers = {name: math.prod(shape) for name, shape in shapes.items()}
    integers = sum(
        number
        for name, number in numbers.items()
        if name.endswith(("num_batches_tracked", "relative_position_index"))
    )
    statistics = sum(number for name, number in numbers.items() if ".running_" in name)
    assert card.parameters == sum(numbers.values()) - integers - statistics
    sizes = [8 * integers + size * (sum(numbers.values()) - integers) for size in (2, 4)]
    assert any(card.download_bytes == pytest.approx(size, rel=1e-3) for size in sizes)
