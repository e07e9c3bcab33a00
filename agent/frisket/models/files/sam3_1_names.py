"""What the weights of SAM 3.1 are called: in Meta's checkpoint, and by transformers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

Rules = Sequence[tuple[str, str]]

UNUSED = (
    r"detector\.backbone\.vision_backbone\.propagation_convs\..+",  # the neck of the tracker
    r"detector\.backbone\.vision_backbone\.trunk\.blocks\.\d+\.attn\.freqs_cis",  # worked out
    r"detector\.geometry_encoder\.points_.+",  # clicks as examples, for which it was not trained
    # The tracker: its memory, its attention to it, its decoder, its pointers to objects.
    r"tracker\.model\.(maskmem_backbone|transformer|sam_mask_decoder|image_pe_layer)\..+",
    r"tracker\.model\.(obj_ptr_proj|obj_ptr_tpos_proj|no_obj_ptr_linear)\..+",
    r"tracker\.model\.(interactive_obj_ptr_proj|interactive_mask_downsample)\..+",
    r"tracker\.model\.(maskmem_tpos_enc|no_obj_embed_spatial|output_(in)?valid_embed)",
)
"""What of the checkpoint still pictures do not need; anything else must find its place."""

PARTS: Rules = (
    (r"detector\.backbone\.vision_backbone\.trunk\.", "detector_model.vision_encoder.backbone."),
    (r"detector\.backbone\.vision_backbone\.convs\.", "detector_model.vision_encoder.neck.convs."),
    (r"detector\.backbone\.vision_backbone\.interactive_convs\.", "tracker_neck.convs."),
    (r"detector\.backbone\.language_backbone\.resizer\.", "detector_model.text_projection."),
    (r"detector\.backbone\.language_backbone\.encoder\.", "detector_model.text_encoder."),
    (r"detector\.transformer\.encoder\.", "detector_model.detr_encoder."),
    (r"detector\.transformer\.decoder\.", "detector_model.detr_decoder."),
    (r"detector\.geometry_encoder\.", "detector_model.geometry_encoder."),
    (r"detector\.dot_prod_scoring\.", "detector_model.dot_product_scoring."),
    (r"detector\.segmentation_head\.", "detector_model.mask_decoder."),
    (r"tracker\.model\.interactive_sam_prompt_encoder\.", "tracker_model.prompt_encoder."),
    (r"tracker\.model\.interactive_sam_mask_decoder\.", "tracker_model.mask_decoder."),
    (r"tracker\.model\.interactivity_no_mem_embed$", "tracker_model.no_memory_embedding"),
)
"""Where the parts of the checkpoint belong."""

TRANSFORMER_LAYERS: Rules = (
    (r"\.linear(\d)\.", r".mlp.fc\1."),
    (r"\.cross_attn_image\.", ".cross_attn."),
    (r"\.out_proj\.", ".o_proj."),
    (r"(layers\.\d+)\.norm(\d)\.", r"\1.layer_norm\2."),
)
THREE_LAYERS: Rules = (
    (r"layers\.0\.", "proj_in."),
    (r"layers\.1\.", "layers.0."),
    (r"layers\.2\.", "proj_out."),
)

NAMES: Mapping[str, Rules] = {
    r"detector_model\.vision_encoder\.backbone\.": (
        (r"\.pos_embed$", ".embeddings.position_embeddings"),
        (r"\.patch_embed\.proj\.", ".embeddings.patch_embeddings.projection."),
        (r"\.ln_pre\.", ".layer_norm."),
        (r"\.blocks\.", ".layers."),
        (r"\.norm(\d)\.", r".layer_norm\1."),
        (r"\.attn\.qkv\.", ".attention.in_proj_"),
        (r"\.attn\.proj\.", ".attention.o_proj."),
    ),
    r"(detector_model\.vision_encoder\.neck|tracker_neck)\.": (
        (r"\.convs\.", ".fpn_layers."),
        (r"\.dconv_2x2(_0)?\.", ".scale_layers.0."),
        (r"\.dconv_2x2_1\.", ".scale_layers.2."),
        (r"\.conv_1x1\.", ".proj1."),
        (r"\.conv_3x3\.", ".proj2."),
    ),
    r"detector_model\.text_encoder\.": (
        (r"\.text_projection$", ".text_projection.weight"),
        (r"\.token_embedding\.", ".text_model.embeddings.token_embedding."),
        (r"\.positional_embedding$", ".text_model.embeddings.position_embedding.weight"),
        (r"\.ln_final\.", ".text_model.final_layer_norm."),
        (r"\.transformer\.resblocks\.", ".text_model.encoder.layers."),
        (r"\.attn\.", ".self_attn."),
        (r"\.ln_(\d)\.", r".layer_norm\1."),
        (r"\.mlp\.c_fc\.", ".mlp.fc1."),
        (r"\.mlp\.c_proj\.", ".mlp.fc2."),
    ),
    r"detector_model\.geometry_encoder\.": (
        (r"\.encode\.", ".layers."),
        (r"\.img_pre_norm\.", ".vision_layer_norm."),
        (r"_encoder\.norm\.", "_encoder.prompt_layer_norm."),
        (r"\.encode_norm\.", ".output_layer_norm."),
        *TRANSFORMER_LAYERS,
    ),
    r"detector_model\.detr_encoder\.": TRANSFORMER_LAYERS,
    r"detector_model\.detr_decoder\.": (
        (r"\.presence_token_head\.layers\.0\.", ".presence_head.layer1."),
        (r"\.presence_token_head\.layers\.1\.", ".presence_head.layer2."),
        (r"\.presence_token_head\.layers\.2\.", ".presence_head.layer3."),
        (r"\.presence_token_out_norm\.", ".presence_layer_norm."),
        (r"\.bbox_embed\.layers\.0\.", ".box_head.layer1."),
        (r"\.bbox_embed\.layers\.1\.", ".box_head.layer2."),
        (r"\.bbox_embed\.layers\.2\.", ".box_head.layer3."),
        (r"\.boxRPB_embed_(\w)\.", r".box_rpb_embed_\1."),
        (r"(ref_point_head|box_rpb_embed_\w)\.layers\.0\.", r"\1.layer1."),
        (r"(ref_point_head|box_rpb_embed_\w)\.layers\.1\.", r"\1.layer2."),
        (r"_decoder\.norm\.", "_decoder.output_layer_norm."),
        (r"\.ca_text\.", ".text_cross_attn."),
        (r"\.catext_norm\.", ".text_cross_attn_layer_norm."),
        (r"\.cross_attn\.", ".vision_cross_attn."),
        (r"\.norm1\.", ".vision_cross_attn_layer_norm."),
        (r"\.norm2\.", ".self_attn_layer_norm."),
        (r"\.norm3\.", ".mlp_layer_norm."),
        *TRANSFORMER_LAYERS,
    ),
    r"detector_model\.dot_product_scoring\.": (
        (r"\.prompt_mlp\.layers\.0\.", ".text_mlp.layer1."),
        (r"\.prompt_mlp\.layers\.1\.", ".text_mlp.layer2."),
        (r"\.prompt_mlp\.out_norm\.", ".text_mlp_out_norm."),
        (r"\.prompt_proj\.", ".text_proj."),
        (r"\.hs_proj\.", ".query_proj."),
    ),
    r"detector_model\.mask_decoder\.": (
        (r"\.mask_predictor\.mask_embed\.", ".mask_embedder."),
        (r"\.instance_seg_head\.", ".instance_projection."),
        (r"\.semantic_seg_head\.", ".semantic_projection."),
        (r"\.cross_attend_prompt\.", ".prompt_cross_attn."),
        (r"\.cross_attn_norm\.", ".prompt_cross_attn_norm."),
        (r"\.out_proj\.", ".o_proj."),
    ),
    r"tracker_model\.prompt_encoder\.": (
        (r"\.pe_layer\.\w+$", ".shared_embedding.positional_embedding"),
        (r"\.mask_downscaling\.0\.", ".mask_embed.conv1."),
        (r"\.mask_downscaling\.1\.", ".mask_embed.layer_norm1."),
        (r"\.mask_downscaling\.3\.", ".mask_embed.conv2."),
        (r"\.mask_downscaling\.4\.", ".mask_embed.layer_norm2."),
        (r"\.mask_downscaling\.6\.", ".mask_embed.conv3."),
        (r"\.point_embeddings\.", ".point_embed."),
    ),
    r"tracker_model\.mask_decoder\.(output_hypernetworks_mlps|iou_prediction_head)\.": THREE_LAYERS,
    r"tracker_model\.mask_decoder\.pred_obj_score_head\.": THREE_LAYERS,
    r"tracker_model\.mask_decoder\.(transformer|output_upscaling)\.": (
        (r"\.output_upscaling\.0\.", ".upscale_conv1."),
        (r"\.output_upscaling\.1\.", ".upscale_layer_norm."),
        (r"\.output_upscaling\.3\.", ".upscale_conv2."),
        (r"\.mlp\.(lin1|layers\.0)\.", ".mlp.proj_in."),
        (r"\.mlp\.(lin2|layers\.1)\.", ".mlp.proj_out."),
        (r"\.norm_final_attn\.", ".layer_norm_final_attn."),
        (r"\.norm(\d)\.", r".layer_norm\1."),
        (r"\.out_proj\.", ".o_proj."),
    ),
}
"""How what is in a part is called there; the rules of a part are tried one after another."""


def is_unused(name: str) -> bool:
    """Whether still pictures do without the weight that the checkpoint calls so."""
    return any(re.fullmatch(pattern, name) for pattern in UNUSED)


def renamed(name: str) -> str:
    """What transformers calls a weight of the checkpoint; unknown ones come back half renamed."""
    for pattern, replacement in PARTS:
        name = re.sub(f"^{pattern}", replacement, name)
    for part, rules in NAMES.items():
        if re.match(part, name):
            for pattern, replacement in rules:
                name = re.sub(pattern, replacement, name)
    return name
