"""``actlab diagnose my.py:model --data x.npz``: sick units, fading signals, misused activations."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from actlab.cli._options import REFUTED, common, print_json
from actlab.errors import UsageError
from actlab.i18n import _

if TYPE_CHECKING:
    from torch import Tensor

    from actlab.diagnostics import Diagnosis

_LOSSES = ("cross_entropy", "bce", "bce_with_logits", "nll", "mse", "l1", "huber")
_BATCH = 64


@click.command(
    "diagnose",
    help=_("Look for dead and saturated units, fading signals and misused activations in a model."),
    epilog=_("The exit code is 4 when an issue was found; tips do not count."),
)
@click.argument("model", required=False)
@click.option("--shape", metavar="N,...", help=_("Shape of a random input, such as 1,3,32,32."))
@click.option(
    "--data", type=click.Path(path_type=Path), help=_("A .npy or .npz file: inputs, and targets if it has two.")
)
@click.option("--loss", type=click.Choice(_LOSSES), help=_("The loss that the model is trained with."))
@click.option("--ignore", metavar="CODES", default="", help=_("Codes to skip, such as ACT402,ACT503."))
@click.option("--out", type=click.Path(path_type=Path), help=_("Folder for the page and its record."))
@click.option("--codes", is_flag=True, help=_("List all codes with what they find."))
@click.option("--sarif", is_flag=True, help=_("Print SARIF, which editors and continuous integration read."))
@common
def command(
    model: str | None,
    shape: str | None,
    data: Path | None,
    loss: str | None,
    ignore: str,
    out: Path | None,
    codes: bool,
    sarif: bool,
    json_: bool,
) -> int:
    """Print the findings; return the exit code."""
    from actlab.diagnostics import CATALOGUE, diagnose
    from actlab.surgery.reading import read_module

    if codes:
        for each in CATALOGUE:
            click.echo(f"{each.code}  {each.title}")
        return 0
    if model is None:
        raise UsageError(_("Name a model, such as my.py:model, or ask for --codes."))
    inputs, targets = _read(shape, data, loss)
    found = diagnose(
        read_module(model),
        _batches(inputs, targets),
        _loss(loss) if loss else None,
        ignore=[code.strip().upper() for code in ignore.split(",") if code.strip()],
    )
    if sarif:
        click.echo(json.dumps(found.sarif(), indent=1, ensure_ascii=False))
    elif json_:
        print_json("actlab.diagnosis/1", found.to_dict())
    else:
        click.echo(str(found))
    if out is not None:
        _write(found, model, out, quiet=sarif or json_)
    return 0 if found.ok else REFUTED


def _write(found: Diagnosis, model: str, out: Path, *, quiet: bool) -> None:
    from actlab.diagnostics.recorded import recorded
    from actlab.records.diagnosis import write
    from actlab.report.diagnosis import write_page

    write(recorded(found, model), out)
    path = write_page(out)
    if not quiet:
        click.echo(_("Written: {path}").format(path=path))


def _read(shape: str | None, data: Path | None, loss: str | None) -> tuple[Tensor, Tensor | None]:
    """Return inputs and targets: those of the file, or random inputs without targets."""
    from actlab.surgery.reading import read_arrays, read_input

    arrays = [read_input(shape, data)] if data is None else read_arrays(data)
    if loss is not None and len(arrays) < 2:
        raise UsageError(_("--loss needs targets: a .npz file with two arrays, inputs and targets."))
    return arrays[0], arrays[1] if len(arrays) > 1 else None


def _batches(inputs: Tensor, targets: Tensor | None) -> Iterator[Any]:
    for start in range(0, len(inputs), _BATCH):
        part = slice(start, start + _BATCH)
        yield inputs[part] if targets is None else (inputs[part], targets[part])


def _loss(name: str) -> Any:
    from torch.nn import functional as F  # noqa: N812  its usual name

    return {
        "cross_entropy": F.cross_entropy,
        "bce": F.binary_cross_entropy,
        "bce_with_logits": F.binary_cross_entropy_with_logits,
        "nll": F.nll_loss,
        "mse": F.mse_loss,
        "l1": F.l1_loss,
        "huber": F.huber_loss,
    }[name]
