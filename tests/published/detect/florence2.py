"""Florence-2: config.json of microsoft/Florence-2-*, as transformers' converter takes it over
(`convert_florence2_original_pytorch_to_hf.py`): it adds <image> to 51289 words and fills their
number up to a multiple of 64. The weights stay in half precision.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from transformers import (
    BartConfig,
    CLIPImageProcessor,
    Florence2Config,
    Florence2ForConditionalGeneration,
    Florence2VisionConfig,
    GenerationConfig,
)

from tiny.detect import florence2 as tiny

WORDS = 51328
SIZES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "base": (
        {"projection_dim": 768},
        {"d_model": 768, "layers": 6, "heads": 12, "inner": 3072},
    ),
    "large": (
        {
            "projection_dim": 1024,
            "embed_dim": [256, 512, 1024, 2048],
            "num_heads": [8, 16, 32, 64],
            "num_groups": [8, 16, 32, 64],
        },
        {"d_model": 1024, "layers": 12, "heads": 16, "inner": 4096},
    ),
}
CARDS = {f"florence2-{size}{tuned}": size for size in SIZES for tuned in ("", "-ft")}
HALF = tuple(CARDS)


def network(name: str) -> Any:
    """See `published`."""
    vision, text = SIZES[CARDS[name]]
    return Florence2ForConditionalGeneration(
        Florence2Config(
            vision_config=Florence2VisionConfig(**vision).to_dict(),
            text_config=_bart(**text).to_dict(),
        )
    )


def write_beside(folder: Path, name: str) -> None:
    """How pictures are made ready, the rules for generating, and words spelt byte by byte."""
    square = {"height": 768, "width": 768}
    CLIPImageProcessor(size=square, crop_size=square, do_center_crop=False).save_pretrained(folder)
    tiny.tokenizer().save_pretrained(folder)
    GenerationConfig(
        bos_token_id=0,
        pad_token_id=1,
        eos_token_id=2,
        decoder_start_token_id=2,
        forced_bos_token_id=0,
        forced_eos_token_id=2,
        no_repeat_ngram_size=3,
        num_beams=3,
        early_stopping=True,
    ).save_pretrained(folder)


def _bart(d_model: int, layers: int, heads: int, inner: int) -> BartConfig:
    return BartConfig(
        vocab_size=WORDS,
        d_model=d_model,
        encoder_layers=layers,
        decoder_layers=layers,
        encoder_attention_heads=heads,
        decoder_attention_heads=heads,
        encoder_ffn_dim=inner,
        decoder_ffn_dim=inner,
    )
