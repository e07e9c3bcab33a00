"""Tiny Grounding DINOs, of both of transformers' classes."""

from __future__ import annotations

import string
from pathlib import Path

import torch
from tokenizers import Tokenizer
from transformers import (
    BertConfig,
    BertTokenizer,
    GroundingDinoConfig,
    GroundingDinoForObjectDetection,
    GroundingDinoImageProcessor,
    MMGroundingDinoConfig,
    MMGroundingDinoForObjectDetection,
    SwinConfig,
)

from frisket.models.detect.grounding import Words
from frisket.models.files.cards import ModelCard

SIDES = {"shortest_edge": 64, "longest_edge": 96}
TEXT_LIMIT = 32
"""Tokens that one pass reads, of which three are no phrase's own."""
VOCABULARY = 1100
# The models know these by their numbers: they part the phrases.
PARTING = {0: "[PAD]", 100: "[UNK]", 101: "[CLS]", 102: "[SEP]", 103: "[MASK]"}
PARTING |= {1012: ".", 1029: "?"}
WORDS = ["the", "red", "green", "blue", "circle", "square", "cat", "dog", "on", "left", "hat"]


def write(folder: Path, card: ModelCard) -> None:
    """Grounding DINO's own class or MM-Grounding-DINO's, as the card's name says."""
    torch.manual_seed(0)
    own = card.name.startswith("grounding-dino")
    config = GroundingDinoConfig if own else MMGroundingDinoConfig
    kind = GroundingDinoForObjectDetection if own else MMGroundingDinoForObjectDetection
    model = kind(
        config(
            backbone_config=_swin(),
            text_config=_bert(),
            d_model=64,  # of which a group norm makes 32 groups
            encoder_layers=1,
            encoder_ffn_dim=16,
            encoder_attention_heads=2,
            decoder_layers=2,
            decoder_ffn_dim=16,
            decoder_attention_heads=2,
            num_queries=12,
            num_feature_levels=4,
            encoder_n_points=2,
            decoder_n_points=2,
            max_text_len=TEXT_LIMIT,
        )
    )
    model.save_pretrained(folder)
    GroundingDinoImageProcessor(size=SIDES).save_pretrained(folder)
    tokenizer().save_pretrained(folder)


def tokenizer() -> BertTokenizer:
    """BERT's, with a few whole words; others are spelt letter by letter."""
    names = {number: f"[unused{number}]" for number in range(VOCABULARY)} | PARTING
    letters = string.ascii_lowercase + string.digits
    spelt = [*letters, *(f"##{letter}" for letter in letters), *",'-!", *WORDS]
    names |= dict(enumerate(spelt, start=200))
    return BertTokenizer(vocab={name: number for number, name in names.items()})


def words() -> Words:
    """The same, as adapters have it."""
    return Words(Tokenizer.from_str(tokenizer().backend_tokenizer.to_str()))


def _swin() -> SwinConfig:
    return SwinConfig(
        image_size=64,
        embed_dim=8,
        depths=[1, 1, 1, 1],
        num_heads=[1, 1, 1, 1],
        window_size=2,
        mlp_ratio=1.0,
        out_indices=[2, 3, 4],
    )


def _bert() -> BertConfig:
    return BertConfig(
        vocab_size=VOCABULARY,
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=64,
    )
