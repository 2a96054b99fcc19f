"""Each entry through torch's ONNX exporter, with a dynamic batch, gives in ONNX Runtime what it gives here."""

import numpy as np
import pytest
import torch

from actlab.activations import CATALOGUE, activation

pytestmark = pytest.mark.extras

for package in ("onnx", "onnxscript", "onnxruntime"):
    pytest.importorskip(package, reason=f"{package} is not installed; actlab does not need it")


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # the exporter's own
@pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: entry.name)
def test_onnx_runtime_gives_the_same(entry):
    import onnxruntime

    model = activation(entry.name, **({} if entry.kind == "elementwise" else {"dim": -1})).eval()
    near, far = torch.linspace(-6, 6, 41), torch.tensor([-100.0, -30.0, -1e-4, 0.0, 1e-4, 30.0, 80.0])
    x = torch.cat((near, far)).reshape(6, 8)
    batch = {0: torch.export.Dim("batch")}
    program = torch.onnx.export(model, (x,), dynamo=True, verbose=False, dynamic_shapes=(batch,))
    session = onnxruntime.InferenceSession(program.model_proto.SerializeToString(), providers=["CPUExecutionProvider"])
    for rows in (x, x[-3:]):
        (theirs,) = session.run(None, {session.get_inputs()[0].name: rows.numpy()})
        np.testing.assert_allclose(theirs, model(rows).detach().numpy(), rtol=1e-4, atol=2e-6)
