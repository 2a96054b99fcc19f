"""Are the bits of a processor with NEON those of this one?

The kernels of the benchmarks' cases become programs that draw numbers, train a few networks, and write the weights:
one for this machine by its compiler, one for aarch64 by the compiler in the package ziglang, which qemu-user runs.
The time under qemu says nothing of a real processor.

Run: python benchmarks/fused/neon.py (needs `pip install ziglang` and `qemu-aarch64`, of the package qemu-user)
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from cases import EXERCISE, MINIBATCH, Case
from own import spec_of

from actlab.pointwise.compile import FLAGS
from actlab.population.engines.fused.source import write_source

ZIG = (sys.executable, "-P", "-m", "ziglang", "c++", "-nostdlib++", "-fno-sanitize=undefined")
EVERYWHERE = (*(flag for flag in FLAGS if not flag.startswith(("-m", "-shared", "-fPIC"))), "-w")
MEMBERS, EPOCHS, ROWS = 4, 3, 150

_MAIN = """
#include <stdio.h>
static uint32_t state = 1;
static float drawn() { state = state * 1664525u + 1013904223u; return (float)(state >> 8) * 0x1p-23f - 1.0f; }
static float x[%(rows)d * Network::INPUTS], weights[%(members)d * Network::PARAMETERS];
static float losses[%(members)d * %(epochs)d];
static int32_t y[%(rows)d * Network::TARGET_ROWS], done[%(members)d];
int main() {
  for (float& each : x) each = drawn();
  for (float& each : weights) each = 0.3f * drawn();
  for (int32_t& each : y) {
    float number = drawn();
    if (%(classes)s) each = number > 0; else memcpy(&each, &number, 4);
  }
  double rates[%(members)d];
  for (double& each : rates) each = 0.01;
  Job job{};
  job.train = {x, y, 0, 0, %(rows)d};
  job.rates = rates;
  job.batch = %(batch)d < %(rows)d ? %(batch)d : %(rows)d;
  job.epochs = %(epochs)d;
  job.parameters = weights;
  job.losses = losses;
  job.patience = -1;
  job.epochs_run = done;
  job.constants = {0.9, 0.999, 1e-8, 0, 0, 0, 0};
  if (train(nullptr, &job, 0, %(members)d)) return 1;
  fwrite(weights, sizeof weights, 1, stdout);
  fwrite(losses, sizeof losses, 1, stdout);
}
"""


def program(case: Case) -> str:
    classes = "true" if case.classes else "false"
    filled = {"rows": ROWS, "members": MEMBERS, "epochs": EPOCHS, "batch": case.batch, "classes": classes}
    return write_source(spec_of(case)) + _MAIN % filled


def outcome(source: Path, compiler: tuple[str, ...], runner: tuple[str, ...] = ()) -> bytes:
    """Compile, run, and return what the program wrote."""
    binary = source.with_suffix(".out")
    subprocess.run([*compiler, *EVERYWHERE, str(source), "-o", str(binary), "-lm"], check=True)
    return subprocess.run([*runner, str(binary)], check=True, capture_output=True).stdout


def main() -> int:
    qemu = shutil.which("qemu-aarch64")
    if qemu is None:
        print("qemu-aarch64 is not installed")
        return 1
    here = ("c++", *(flag for flag in FLAGS if flag.startswith("-m")))
    differing = 0
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "network.cpp"
        for case in (*EXERCISE, *MINIBATCH):
            source.write_text(program(case), encoding="utf-8")
            ours = outcome(source, here)
            neon = outcome(source, (*ZIG, "-target", "aarch64-linux-musl", "-static"), (qemu,))
            same = ours == neon
            differing += not same
            digests = (hashlib.sha256(each).hexdigest()[:12] for each in (ours, neon))
            print(f"{case}: {len(ours)} bytes, {'equal' if same else 'DIFFERENT'} ({' '.join(digests)})", flush=True)
    return differing


if __name__ == "__main__":
    sys.exit(main())
