"""What must be quick does not load torch. How quick it is, benchmarks/startup.py measures."""

import subprocess
import sys

import pytest

from checkers import run_folders

HEAVY = {"torch", "sklearn", "pandas", "pyarrow", "sympy", "scipy.stats", "altair", "jinja2"}

CODES = {
    "import actlab": "import actlab",
    "actlab list": "from actlab.cli import _run; _run(['list'])",
    "actlab list --json": "from actlab.cli import _run; _run(['list', '--json'])",
    "actlab show relu": "from actlab.cli import _run; _run(['show', 'relu'])",
    "actlab evidence": "from actlab.cli import _run; _run(['evidence'])",
    "actlab --help": "from actlab.cli import _run; _run(['--help'])",
}


def loaded(code):
    """Return the modules that a fresh interpreter holds after running the code."""
    text = f"{code}\nimport sys\nprint('|', *sys.modules)"
    out = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=True).stdout
    return set(out.rpartition("|")[2].split())


@pytest.mark.slow
@pytest.mark.parametrize("name", CODES)
def test_nothing_heavy_is_loaded(name):
    found = loaded(CODES[name])
    assert "actlab" in found
    assert found & HEAVY == set()


@pytest.mark.slow
def test_a_report_needs_no_torch():
    walk = (
        "import importlib, pkgutil, actlab.report as r\nfor m in pkgutil.walk_packages(r.__path__, 'actlab.report.'): "
    )
    found = loaded(walk + "importlib.import_module(m.name)")
    assert "actlab.report.run.sentences" in found
    assert "torch" not in found


@pytest.mark.slow
def test_a_finished_run_opens_without_torch(tmp_path, without_processes):
    import actlab

    actlab.compare(["relu", "tanh"], blocks=2, epochs=1, out=tmp_path / "run")
    code = f"import actlab; c = actlab.load({str(tmp_path / 'run')!r}); c.verdict(); c.frame(); c.paper(); c.to_dict()"
    assert "torch" not in loaded(code)


@pytest.mark.slow
def test_a_page_is_written_without_torch(tmp_path):
    run = run_folders.write(tmp_path / "run")
    found = loaded(f"from actlab.cli import _run; _run(['report', {str(run.path)!r}])")
    assert (run.path / "report.html").is_file()
    assert "altair" in found
    assert "torch" not in found


@pytest.mark.slow
def test_a_paper_is_written_without_torch(tmp_path):
    run = run_folders.write(tmp_path / "run")
    found = loaded(
        f"from actlab.cli import _run; _run(['paper', {str(run.path)!r}, '--out', {str(tmp_path / 'text')!r}])"
    )
    assert (tmp_path / "text" / "forest.pdf").stat().st_size > 0
    assert "torch" not in found
