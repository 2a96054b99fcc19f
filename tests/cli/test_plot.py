"""``actlab plot`` and ``actlab open``, own functions in the verbs that look at one, and completion of names."""

import json


def test_curves_on_the_terminal_as_svg_and_as_numbers(actlab, tmp_path):
    said = actlab("plot", "gelu", "x*sigmoid(x)")
    assert said.code == 0
    assert "gelu(x)" in said.out
    assert actlab("plot", "gelu", "--out", "g.svg").out.strip() == "g.svg"
    assert (tmp_path / "g.svg").read_text().startswith("<svg")
    held = json.loads(actlab("plot", "relu", "--low", "-1", "--high", "1", "--json").out)
    assert [curve["label"] for curve in held["curves"]] == ["relu(x)", "relu'(x)"]
    assert actlab("plot", "softmax").code == 2


def test_the_last_page_is_opened(actlab, tmp_path, monkeypatch):
    opened = []
    monkeypatch.setattr("click.launch", lambda url: opened.append(url) or 0)
    assert actlab("open").code == 2
    for name in ("a", "b"):
        (tmp_path / "runs" / name).mkdir(parents=True)
        (tmp_path / "runs" / name / "report.html").write_text("")
    assert actlab("open", "runs/a").out.strip() == "runs/a/report.html"
    assert actlab("open").code == 0
    assert len(opened) == 2
    assert actlab("open", "runs/c").code == 2


def test_verbs_look_at_own_functions(actlab, tmp_path):
    (tmp_path / "mine.py").write_text("import torch\ndef act(x): return x * torch.sigmoid(1.5 * x)\n")
    facts = actlab("facts", "mine.py:act")
    assert facts.code == 0
    assert "gain" in facts.out
    assert "torch.sigmoid(1.5 * x)" in actlab("show", "mine.py:act").out
    assert actlab("verify", "mine.py:act").code == 0


def test_names_complete():
    from actlab.cli._names import complete_activation, complete_workload

    assert "gelu_tanh" in complete_activation(None, None, "gel")
    assert complete_activation(None, None, "relu,tanhe") == ["relu,tanhexp"]
    assert "moons" in complete_workload(None, None, "mo")
