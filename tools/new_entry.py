"""Write the file of a new activation, with blanks to fill in: ``python tools/new_entry.py my_act "My Act"``."""

from __future__ import annotations

import sys
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "src" / "actlab" / "activations" / "catalogue"

TEMPLATE = '''"""{title}: say here in a few words what it computes."""

from actlab.activations import Activation, Source, Text, properties, twin


def function(x):
    import torch

    return torch.relu(x)


ENTRY = Activation(
    title="{title}",
    function=function,
    formula="Max(0, x)",
    at_infinity=(0.0, "inf"),
    properties=(properties.Range("[0, inf)"), properties.NonLinear()),
    known_values=((0.0, 0.0),),
    strengths=(Text(en="", es=""),),
    weaknesses=(Text(en="", es=""),),
    twins=(twin("torch.nn.{class_name}"),),
    source=Source("Author & Author", "Title", 2026, "arXiv:"),
    shelf="literature",
)
'''


def main(arguments: list[str]) -> int:
    """Write the file and say where it is; refuse to overwrite."""
    if len(arguments) != 2 or not arguments[0].isidentifier() or arguments[0] != arguments[0].lower():
        print('Usage: python tools/new_entry.py my_act "My Act"   (the name in small letters, then the title)')
        return 2
    name, title = arguments
    path = FOLDER / f"{name}.py"
    if path.exists():
        print(f"{path} exists already.")
        return 2
    path.write_text(TEMPLATE.format(title=title, class_name=title.replace(" ", "")), encoding="utf-8")
    print(f"Wrote {path}. Fill in its blanks, then run: python -m pytest tests/contract")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
