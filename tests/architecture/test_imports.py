"""The table of the design: who may import whom."""

import importlib
from pathlib import Path

import actlab
from checkers.imports import ALLOWED, COMMON, cycles, imports, intrusions, module_cycles, trespasses

PACKAGE = Path(actlab.__file__).parent


def test_nobody_imports_what_the_table_forbids():
    assert trespasses(PACKAGE) == []


def test_no_two_parts_import_one_another():
    assert cycles(PACKAGE) == []


def test_no_two_modules_import_one_another_however_late():
    assert module_cycles(PACKAGE) == []


def test_nobody_imports_what_is_private_elsewhere():
    assert intrusions(PACKAGE) == []


def test_each_part_has_a_line_in_the_table():
    parts = {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    assert parts - {"__init__", "__main__"} <= ALLOWED.keys() | COMMON


def test_every_imported_name_exists():
    """Types do not tell where a package finds names by ``__getattr__``."""
    taken = {(found.module, found.name) for found in imports(PACKAGE) if found.name}
    assert [each for each in sorted(taken) if not hasattr(importlib.import_module(each[0]), each[1])] == []
