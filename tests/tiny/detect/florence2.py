"""A tiny Florence-2, with a vocabulary of bytes, the thousand places and the task's marks.

It does not see, but it has been taught what to answer: random weights write nothing that could be
read, while the real ones always write something like this.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from transformers import (
    BartConfig,
    CLIPImageProcessor,
    Florence2Config,
    Florence2ForConditionalGeneration,
    Florence2Processor,
    Florence2VisionConfig,
    GenerationConfig,
    RobertaTokenizer,
)

from frisket.models.files.cards import ModelCard

SIDE = 64
STEPS = 100
THINGS = "thing<loc_100><loc_200><loc_500><loc_600><loc_300><loc_350><loc_900><loc_950>"
TWINS = "thing<loc_100><loc_200><loc_500><loc_600><loc_101><loc_202><loc_503><loc_604>"
WOMAN = "the woman<loc_400><loc_100><loc_800><loc_900>a blue hat<loc_500><loc_90><loc_700><loc_250>"
DESCRIPTION = "the woman on the right wearing a blue hat"
TAUGHT = {
    "Locate red in the image.": THINGS,
    "Locate cat in the image.": THINGS,
    "Locate blue hat in the image.": THINGS,
    "Locate zebra in the image.": "",
    "Locate twins in the image.": TWINS,
    f"Locate the phrases in the caption: {DESCRIPTION}": WOMAN,
    "Locate the phrases in the caption: the dog in front of a house": WOMAN,
}
PARSED = [
    "ocr",
    "phrase_grounding",
    "pure_text",
    "description_with_bboxes",
    "description_with_polygons",
    "polygons",
    "bboxes",
    "description_with_bboxes_or_polygons",
]


def write(folder: Path, card: ModelCard) -> None:
    """A seeded model, with the rules for generating that are published with the real one."""
    torch.manual_seed(0)
    words = tokenizer()
    image = words.convert_tokens_to_ids("<image>")
    model = Florence2ForConditionalGeneration(
        Florence2Config(
            vision_config=_vision(),
            text_config=_text(len(words)),
            image_token_id=image,
            bos_token_id=0,
            pad_token_id=1,
            eos_token_id=2,
        )
    )
    _teach(model, words)
    model.generation_config = GenerationConfig(
        bos_token_id=0,
        pad_token_id=1,
        eos_token_id=2,
        decoder_start_token_id=2,
        forced_bos_token_id=0,
        forced_eos_token_id=2,
        no_repeat_ngram_size=3,
        num_beams=3,
        early_stopping=True,
    )
    model.save_pretrained(folder)
    square = {"height": SIDE, "width": SIDE}
    pictures = CLIPImageProcessor(size=square, crop_size=square, do_center_crop=False)
    pictures.image_seq_length = (SIDE // 32) ** 2 + 1
    rules = {name: {} for name in PARSED}
    processor = Florence2Processor(pictures, words, post_processor_config=rules)
    processor.save_pretrained(folder)
    pictures.save_pretrained(folder)


def _teach(model: Florence2ForConditionalGeneration, words: RobertaTokenizer) -> None:
    """What is TAUGHT by heart, in a second or two."""
    asked = words([f"<s>{question}</s>" for question in TAUGHT], **_batch())
    answers = words([f"<s>{answer}</s>" for answer in TAUGHT.values()], **_batch())
    labels = answers["input_ids"].masked_fill(answers["attention_mask"] == 0, -100)
    with torch.no_grad():
        pictures = torch.rand(len(TAUGHT), 3, SIDE, SIDE)
        seen = model.get_image_features(pixel_values=pictures).pooler_output
    mask = torch.cat([torch.ones(seen.shape[:2], dtype=torch.long), asked["attention_mask"]], 1)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
    for _ in range(STEPS):
        optimizer.zero_grad()
        read = torch.cat([seen, model.get_input_embeddings()(asked["input_ids"])], 1)
        model(inputs_embeds=read, attention_mask=mask, labels=labels).loss.backward()
        optimizer.step()
    model.eval()


def _batch() -> dict[str, Any]:
    return {"add_special_tokens": False, "padding": True, "return_tensors": "pt"}


def tokenizer() -> RobertaTokenizer:
    """Byte-level, without a single merge; places and marks are whole tokens."""
    own = ["<s>", "<pad>", "</s>", "<unk>", *_bytes(), "<mask>"]
    words = RobertaTokenizer(
        vocab={name: number for number, name in enumerate(own)},
        merges=[],
        extra_special_tokens={"image_token": "<image>"},
    )
    marks = ["<od>", "</od>", "<ocr>", "</ocr>"]
    marks += [f"<loc_{place}>" for place in range(1000)]
    marks += ["<poly>", "</poly>", "<sep>", "<ground>", "<obj>", "<bbox>", "</bbox>"]
    words.add_tokens(marks, special_tokens=True)
    return words


def _bytes() -> list[str]:
    """The 256 letters that byte-level tokenizers write bytes with."""
    shown = [*range(33, 127), *range(161, 173), *range(174, 256)]
    hidden = [byte for byte in range(256) if byte not in shown]
    return [*map(chr, shown), *(chr(256 + place) for place in range(len(hidden)))]


def _vision() -> Florence2VisionConfig:
    return Florence2VisionConfig(
        depths=[1, 1, 1, 1],
        embed_dim=[8, 8, 16, 16],
        num_heads=[1, 1, 1, 1],
        num_groups=[1, 1, 1, 1],
        window_size=4,
        projection_dim=16,
        mlp_ratio=1.0,
    )


def _text(vocabulary: int) -> BartConfig:
    return BartConfig(
        vocab_size=vocabulary,
        d_model=16,
        encoder_layers=1,
        decoder_layers=1,
        encoder_attention_heads=2,
        decoder_attention_heads=2,
        encoder_ffn_dim=16,
        decoder_ffn_dim=16,
        max_position_embeddings=256,
        bos_token_id=0,
        pad_token_id=1,
        eos_token_id=2,
        decoder_start_token_id=2,
        forced_eos_token_id=2,
    )
