"""The page of a diagnosis is made from its record alone and says the answer first, in both languages."""

import json

import pytest
import torch
from torch import nn

from actlab.diagnostics import diagnose
from actlab.diagnostics.recorded import recorded
from actlab.errors import DamagedRecordError
from actlab.i18n import speaking
from actlab.records.diagnosis import NAME, read, write
from actlab.report.diagnosis import write_page
from actlab.report.diagnosis.page import sections


@pytest.fixture(scope="module")
def record():
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 8), nn.Tanh(), nn.Linear(8, 3), nn.Softmax(dim=1))
    with torch.no_grad():
        model[0].bias[:4] = -100
    found = diagnose(model, [(torch.randn(64, 4), torch.zeros(64, dtype=torch.long))], nn.CrossEntropyLoss())
    return recorded(found, "my.py:model")


def test_a_record_is_read_back_as_it_was(record, tmp_path):
    write(record, tmp_path)
    assert read(tmp_path) == record


@pytest.mark.parametrize(("language", "said"), [("en", "2 issues: softmax"), ("es", "2 problemas: softmax")])
def test_the_answer_comes_first(record, language, said):
    with speaking(language):
        answer, findings, units, asked = sections(record)
    assert answer.blocks[0].text.startswith(said)
    assert "ACT501" in answer.blocks[0].text
    assert len(asked.blocks[0].rows) == len(record.outcomes)
    assert [figure.name for figure in units.blocks] == ["units", "depth"]
    assert findings.blocks


def test_the_page_holds_both_languages_and_asks_nothing_of_anyone(record, tmp_path):
    write(record, tmp_path)
    text = write_page(tmp_path).read_text(encoding="utf-8")
    assert "Diagnosis of my.py:model" in text
    assert "Diagnóstico de my.py:model" in text
    assert "http://" not in text.replace("http://www.w3.org", "")


def test_a_damaged_record_is_refused(record, tmp_path):
    with pytest.raises(DamagedRecordError, match="Run actlab diagnose again"):
        write_page(tmp_path)
    write(record, tmp_path)
    held = json.loads((tmp_path / NAME).read_text(encoding="utf-8"))
    (tmp_path / NAME).write_text(json.dumps({**held, "batches": "many"}), encoding="utf-8")
    with pytest.raises(DamagedRecordError):
        write_page(tmp_path)
