"""Are all activation calls of real architectures seen? Run ``python benchmarks/census.py [NAME...]``.

For architectures of torchvision, timm and transformers, untrained: the calls that `actlab.find_sites` finds next to
the activation operations that ATen ran, which is the truth, and what of the difference is named as unseen. These
packages are no dependencies: one that is not installed is skipped, and said. torchvision from the package index may
lack its compiled operators beside a torch for CPUs; those that its import asks for are declared here, and never called.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import nn

import actlab

TORCHVISION = (
    "alexnet", "convnext_tiny", "densenet121", "efficientnet_b0", "efficientnet_v2_s", "googlenet", "inception_v3",
    "maxvit_t", "mnasnet0_5", "mobilenet_v2", "mobilenet_v3_small", "mobilenet_v3_large", "regnet_x_400mf",
    "regnet_y_400mf", "resnet18", "resnet50", "resnext50_32x4d", "shufflenet_v2_x0_5", "squeezenet1_0", "swin_t",
    "vgg11_bn", "vit_b_16", "wide_resnet50_2",
)  # fmt: skip
TIMM = (
    "resnet18", "efficientnet_b0", "mobilenetv3_small_050", "vit_tiny_patch16_224", "deit_tiny_patch16_224",
    "mixer_s32_224", "convnext_atto", "ghostnet_050", "hardcorenas_a", "levit_128s", "poolformer_s12", "pvt_v2_b0",
    "regnetz_005", "repvgg_a0", "tinynet_e", "edgenext_xx_small", "eva02_tiny_patch14_224", "gernet_s", "lcnet_050",
    "mobileone_s0", "resmlp_12_224", "xcit_nano_12_p16_224", "fastvit_t8", "csatv2",
)  # fmt: skip
TRANSFORMERS = (
    "Bert", "GPT2", "DistilBert", "Roberta", "Albert", "Electra", "GPTNeo", "OPT", "Bloom", "Llama", "Mistral",
    "Qwen2", "Gemma", "Phi", "T5", "Mamba", "ViT", "Deit", "Swin", "ConvNext", "Segformer", "Whisper",
)  # fmt: skip


def main() -> None:
    warnings.simplefilter("ignore")
    wanted = set(sys.argv[1:])
    print(f"torch {torch.__version__}; calls seen / operations of ATen / unseen and named")
    same = total = 0
    for library, find in (("torchvision", torchvision), ("timm", timm), ("transformers", transformers)):
        try:
            models = list(find())
        except ImportError as error:
            print(f"{library}: not installed ({error})")
            continue
        for name, make, inputs in models:
            if wanted and name not in wanted:
                continue
            said, explained = look(make, inputs)
            total += explained is not None
            same += bool(explained)
            print(f"{library:13}{name:28}{said}", flush=True)
    print(f"{same} of {total}: every operation is seen, or named as unseen")


def look(make: Callable[[], nn.Module], inputs: dict[str, Any]) -> tuple[str, bool | None]:
    """Return what was counted and whether each operation is accounted for; None if the model could not be run."""
    try:
        torch.manual_seed(0)
        model = make().eval()
        sites = actlab.find_sites(model, **inputs)
    except Exception as error:  # an architecture that cannot be built here says why, and the census goes on
        return f"not run: {type(error).__name__}: {str(error)[:60]}", None
    below = [each for each in sites.unseen if each.what.startswith("aten.") or each.reason in ("recurrent", "scripted")]
    names = ", ".join(dict.fromkeys(f"{each.what}" for each in sites.unseen)) or "-"
    composite = sum(site.calls for site in sites if site.kind == "module" and site.meaning.entry not in _SINGLE)
    explained = sites.calls == sites.operations or bool(below) or bool(composite)
    kinds = ", ".join(sorted({site.meaning.entry for site in sites}))
    return f"{sites.calls:5} {sites.operations:5}  unseen: {names}; {kinds}", explained


_SINGLE = frozenset({"relu", "relu6", "gelu", "silu", "hardswish", "sigmoid", "tanh", "softmax", "hard_sigmoid_torch"})


def torchvision() -> Iterator[tuple[str, Callable[[], nn.Module], dict[str, Any]]]:
    declared = torch.library.Library("torchvision", "DEF")
    for operator in ("nms", "qnms"):
        declared.define(f"{operator}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    import torchvision.models as models

    for name in TORCHVISION:
        size = 299 if name == "inception_v3" else 224
        yield name, lambda name=name: models.get_model(name, weights=None), {"x": torch.randn(2, 3, size, size)}


def timm() -> Iterator[tuple[str, Callable[[], nn.Module], dict[str, Any]]]:
    import timm as library

    for name in TIMM:
        yield name, lambda name=name: library.create_model(name, pretrained=False), {"x": torch.randn(2, 3, 224, 224)}


def transformers() -> Iterator[tuple[str, Callable[[], nn.Module], dict[str, Any]]]:
    import transformers as library

    small = {"num_hidden_layers": 2, "hidden_size": 64, "num_attention_heads": 4, "intermediate_size": 96}
    for name in TRANSFORMERS:
        kind, config = getattr(library, f"{name}Model", None), getattr(library, f"{name}Config", None)
        if kind is None or config is None:
            continue
        pictures = name in ("ViT", "Deit", "Swin", "ConvNext", "Segformer")
        inputs = {"pixel_values": torch.randn(1, 3, 224, 224)} if pictures else {"input_ids": torch.arange(8)[None]}
        if name in ("T5",):
            inputs["decoder_input_ids"] = torch.arange(8)[None]
        settings = {} if name in ("Swin", "ConvNext", "Segformer", "Mamba", "T5", "Whisper", "DistilBert") else small
        yield name, lambda kind=kind, config=config, settings=settings: kind(config(**settings)), inputs


if __name__ == "__main__":
    main()
