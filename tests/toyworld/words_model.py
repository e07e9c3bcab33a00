"""Grounding DINO, small, and the few words that it reads."""

from __future__ import annotations

from pathlib import Path

import torch
from transformers import (
    BertConfig,
    BertTokenizer,
    ConvNextConfig,
    GroundingDinoConfig,
    GroundingDinoForObjectDetection,
    GroundingDinoImageProcessor,
    GroundingDinoProcessor,
)

from .loop import spread
from .world import COLOURS, SHAPES

SHORT, LONG = 112, 200
"""The sides to which the processor brings a picture."""
DOT, PAD, UNKNOWN, FIRST, LAST = 1012, 0, 100, 101, 102
"""Ids that the class has built in."""
WORDS = ("a", "the", *COLOURS, *SHAPES)
WORD_IDS = {word: 1030 + index for index, word in enumerate(WORDS)}
WORDS_OF_ONE = slice(1, 3)
"""Where the two words of a phrase are that is asked for alone."""


def begin() -> GroundingDinoForObjectDetection:
    """With weights to begin with."""
    # Published sizes see by a Swin in patches of four pixels. Things this small are told apart by
    # their edges, so patches are of two here, and convolutions learn faster on a processor.
    pixels = ConvNextConfig(
        patch_size=2,
        hidden_sizes=[12, 24, 48, 96],
        depths=[1, 1, 2, 2],
        layer_scale_init_value=1.0,
        out_indices=[3, 4],
    )
    bert = BertConfig(
        vocab_size=1030 + len(WORDS),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=64,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )
    config = GroundingDinoConfig(
        backbone_config=pixels.to_dict(),
        text_config=bert.to_dict(),
        d_model=64,
        encoder_layers=1,
        encoder_ffn_dim=128,
        encoder_attention_heads=4,
        decoder_layers=2,
        decoder_ffn_dim=128,
        decoder_attention_heads=4,
        encoder_n_points=2,
        decoder_n_points=2,
        num_feature_levels=3,
        num_queries=20,
        max_text_len=64,
        dropout=0.0,
        fusion_droppath=0.0,
    )
    model = GroundingDinoForObjectDetection(config)
    spread(model)
    with torch.no_grad():
        for layer in model.model.encoder.layers:
            # Published models start at 1e-4 and have time to let words and pixels meet.
            layer.fusion_layer.vision_param.fill_(0.1)
            layer.fusion_layer.text_param.fill_(0.1)
            # What words and places have in common before the encoder passes it almost unchanged.
            for part in (
                layer.text_enhancer_layer.self_attn.out_proj,
                layer.text_enhancer_layer.fc2,
                layer.deformable_layer.self_attn.output_proj,
                layer.deformable_layer.fc2,
            ):
                part.weight.mul_(0.1)
        # Scores start near 0.5, not at random near 0 and 1. The class moves boxes on by what a
        # layer of the decoder hands on, and is taught them by the norm of it: both are as small.
        model.model.enc_output_norm.weight.fill_(0.1)
        for norm in (
            model.model.decoder.layer_norm,
            *(layer.final_layer_norm for layer in model.model.decoder.layers),
        ):
            norm.weight.fill_(0.1)
    return model


def write_processor(folder: Path) -> None:
    """The files of the processor, and of the tokenizer, which knows WORDS."""
    names = [f"[unused{index}]" for index in range(1030 + len(WORDS))]
    fixed = {0: "[PAD]", 100: "[UNK]", 101: "[CLS]", 102: "[SEP]", 103: "[MASK]"}
    fixed |= {DOT: ".", 1029: "?"} | {index: word for word, index in WORD_IDS.items()}
    for index, name in fixed.items():
        names[index] = name
    vocabulary = folder / "vocab.txt"
    vocabulary.write_text("\n".join(names) + "\n", "utf-8")
    size = {"shortest_edge": SHORT, "longest_edge": LONG}
    tokenizer = BertTokenizer(vocab=str(vocabulary), do_lower_case=True)
    pictures = GroundingDinoImageProcessor(size=size)
    for part in (tokenizer, pictures, GroundingDinoProcessor(pictures, tokenizer)):
        part.save_pretrained(folder)


def tokens_of(phrase: str) -> list[int]:
    """The ids of a text of one phrase."""
    return [FIRST, *(WORD_IDS[word] for word in phrase.split()), DOT, LAST]
