"""What a card says, and what none may say."""

from __future__ import annotations

from importlib import import_module

import pytest

from frisket.models.files import cards
from frisket_protocol.errors import InvalidArgument

CARD = """
name = "mine"
role = "segment"
title = "Mine"
licence = "MIT"
builder = "frisket.models.segment.sam2:SegmentSam2"
repository = "somebody/cutter"

[files]
"model.safetensors" = ""
"""


WRONG = {
    "not TOML": ("name =", "TOML"),
    "no name": ('title = "x"', "it has no name"),
    "unknown field": (f"size = 3\n{CARD}", "no field 'size'"),
    "wrong type": (f"parameters = true\n{CARD}", "parameters has a wrong type"),
    "path in its name": (CARD.replace('"mine"', '"../mine"'), "its name may have"),
    "no such role": (CARD.replace('"segment"', '"sing"'), "its role is none of"),
    "code of others": (CARD.replace("frisket.models.segment.sam2", "os.path"), "its builder"),
    "pickle": (CARD.replace("model.safetensors", "model.bin"), "is none of .safetensors"),
    "code": (CARD.replace("model.safetensors", "modelling.py"), "is none of .safetensors"),
    "file outside": (CARD.replace("model.safe", "../../model.safe"), "outside of its folder"),
    "file from the root": (CARD.replace("model.safe", "/model.safe"), "outside of its folder"),
    "file in Windows' words": (CARD.replace("model.safe", "C:model.safe"), "outside of its folder"),
    "file without quotes": (CARD.replace('"model.safetensors"', "model.safetensors"), "quotation"),
    "short hash": (CARD.replace('s" = ""', 's" = "abc"'), "64 hexadecimal digits"),
    "branch": (CARD.replace("\n\n", '\nrevision = "main"\n\n'), "not a full commit id"),
    "no repository": (CARD.replace("somebody/cutter", "cutter"), "owner/name"),
    "a companion without a file": (f"{CARD}\n[options]\nalso = ['a/b']", "is none of"),
    "a companion outside": (
        f"{CARD}\n[options]\nalso = ['a/b:../c.json']",
        "outside of its folder",
    ),
    "a companion of nobody": (f"{CARD}\n[options]\nalso = ['b:c.json']", "owner/name:file"),
    "needs numbers": (f"needs = [1]\n{CARD}", "not a text"),
}


@pytest.mark.parametrize(("text", "said"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_in_a_card_is_said(text: str, said: str) -> None:
    with pytest.raises(InvalidArgument) as raised:
        cards.parse(text)
    assert raised.value.detail == "card"
    assert said in str(raised.value)


@pytest.mark.parametrize(
    "former",
    [
        "detect_florence2:DetectFlorence2",
        "detect_grounding_dino:DetectGroundingDino",
        "detect_rf_detr:DetectRfDetr",
        "detect_yolo:DetectYolo",
        "segment_sam:SegmentSam",
        "segment_sam:SegmentSamHq",
        "segment_sam2:SegmentSam2",
        "segment_sam3:SegmentSam3",
        "matte_birefnet:MatteBiRefNet",
        "matte_vitmatte:MatteVitMatte",
        "fake:FakeSegmenter",
    ],
)
def test_a_card_written_before_builders_moved_is_built_all_the_same(former: str) -> None:
    text = CARD.replace("frisket.models.segment.sam2:SegmentSam2", f"frisket.models.{former}")
    module, _, kind = cards.parse(text).builder.partition(":")
    assert kind == former.partition(":")[2]
    assert isinstance(getattr(import_module(module), kind), type)
