"""Planted liars: each checker of the architecture must reject a package that breaks its rule."""

import types

import pytest
from babel.messages.catalog import Catalog

from actlab.i18n import Text
from checkers.class_names import shared_class_names
from checkers.docstrings import public_objects, without_docstring, without_example
from checkers.imports import arrows, cycles, imports, intrusions, module_cycles, trespasses
from checkers.messages import extracted, half_texts, unmarked_errors, untranslated


@pytest.fixture
def package(tmp_path):
    """Return a maker of a package from the texts of its files."""

    def make(**files):
        root = tmp_path / "actlab"
        for name, text in {"__init__": "", **files}.items():
            path = root / f"{name.replace('__dot__', '/')}.py"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return root

    return make


HONEST = "from actlab.errors import UsageError\nfrom actlab.records import RunFolder\n"


def test_an_honest_package_passes(package):
    root = package(report__dot__page=HONEST, comparison="import actlab.report.page\nfrom actlab import statistics\n")
    assert trespasses(root) == []
    assert cycles(root) == []
    assert module_cycles(root) == []
    assert intrusions(root) == []
    assert arrows(root) == {("report", "records"), ("comparison", "report"), ("comparison", "statistics")}


@pytest.mark.parametrize(
    "text",
    [
        "import actlab.population.training",
        "from actlab.population import plan",
        "from actlab import population",
        "def late():\n    from actlab.population.training import Plan\n    return Plan",
        "import actlab.comparison",
        "import actlab.unheard_of",
    ],
)
def test_a_trespasser_is_caught(package, text):
    assert len(trespasses(package(report__dot__page=text))) == 1


def test_a_common_file_may_not_use_a_part(package):
    assert trespasses(package(i18n="import actlab.report")) != []


def test_types_alone_are_no_import(package):
    text = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from actlab.population import Plan\n"
    assert trespasses(package(report__dot__page=text)) == []


def test_a_cycle_is_caught_also_by_way_of_a_third(package):
    root = package(a="import actlab.b", b="import actlab.c", c="import actlab.a", d="import actlab.a")
    assert cycles(root) == [["a", "b", "c"]]


@pytest.mark.parametrize(
    "late",
    [
        "def f():\n    from actlab.a import two\n    return two",
        "def f():\n    import actlab.a.two as two\n    return two",
        "def f():\n    from actlab.a.two import g\n    return g",
        "def f():\n    from . import two\n    return two",
        "from .two import g",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import os\nelse:\n    from actlab.a import two",
    ],
)
def test_modules_that_import_one_another_are_caught_however_late(package, late):
    root = package(a__dot____init__="", a__dot__one=late, a__dot__two="from actlab.a.three import g", a__dot__three="")
    assert module_cycles(root) == []
    (root / "a" / "three.py").write_text("def g():\n    from actlab.a.one import f\n    return f")
    imports.cache_clear()
    assert module_cycles(root) == [["actlab.a.one", "actlab.a.three", "actlab.a.two"]]
    assert cycles(root) == []


def test_what_only_types_need_closes_no_ring(package):
    text = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from actlab.b import X\n"
    assert module_cycles(package(a=text, b="from actlab.a import Y")) == []


@pytest.mark.parametrize(
    "text",
    [
        "from actlab.report._page import write",
        "from actlab.report import _page",
        "import actlab.report._page",
        "from actlab.report.page import _write",
        "def late():\n    from actlab.report._page import write\n    return write",
        "from actlab.report.run._deep import write",
    ],
)
def test_a_private_thing_of_another_package_is_caught(package, text):
    held = ("report__dot____init__", "report__dot___page", "report__dot__page", "report__dot__run__dot___deep")
    assert len(intrusions(package(comparison__dot__pages=text, **dict.fromkeys(held, "")))) == 1


def test_a_private_thing_is_for_the_package_that_holds_it(package):
    root = package(
        report__dot____init__="from actlab.report._page import write",
        report__dot___page="from actlab.report.page import _helper\nfrom actlab.i18n import _",
        report__dot__run__dot__sections="from actlab._shared import plain\nfrom actlab.report._page import write",
        _shared__dot____init__="", _shared__dot__plain="", i18n="",
    )  # fmt: skip
    assert intrusions(root) == []


def test_a_class_name_in_two_parts_is_caught(package):
    root = package(
        a__dot__one="class Stack:\n    class Inner:\n        pass",
        a__dot__two="class Stack:\n    pass\n\n\nclass _Own:\n    pass",
        b="def f():\n    class Inner:\n        pass\n\n\nclass _Own:\n    pass",
    )
    assert shared_class_names(root) == ["Inner stands in a, b"]


@pytest.mark.parametrize(
    "raised",
    [
        'raise UsageError("no")',
        'raise UsageError(f"no {1}")',
        'raise errors.UsageError("no")',
        'raise UsageError(words("no"))',
        "raise UsageError()",
    ],
)
def test_an_unmarked_message_is_caught(package, raised):
    text = f"def words(x):\n    if x:\n        return _('marked')\n    return x\n\n\ndef f():\n    {raised}\n"
    assert unmarked_errors(package(a=text), {"UsageError"}) == ["a.py:8"]


def test_marked_messages_pass(package):
    text = (
        "def words():\n    return _('b')\n\n\n"
        "def f(x):\n    if x:\n        raise UsageError(_('a {x}').format(x=x)) from None\n"
        "    raise UsageError(words())\n\n\ndef g():\n    raise ValueError('for programmers')\n"
    )
    assert unmarked_errors(package(a=text), {"UsageError"}) == []


def test_messages_are_found_wherever_they_are_marked(package):
    root = package(a="_('one')\nN_('two')\nngettext('three', 'threes', 3)\n_(\n    'fo'\n    'ur'\n)\n'five'\n")
    assert set(extracted(root)) == {"one", "two", "three", "four"}


@pytest.mark.parametrize(
    ("text", "words"), [("a {x}", None), ("a {x}", ""), ("a {x}", "un {y}"), ("a {x}", "un"), ("a", "un {x}")]
)
def test_a_missing_or_crippled_translation_is_caught(text, words):
    catalog = Catalog(locale="es")
    if words is not None:
        catalog.add(text, words)
    assert len(untranslated({text: "a.py:1"}, catalog)) == 1


def test_a_doubtful_or_half_plural_translation_is_caught():
    catalog = Catalog(locale="es")
    catalog.add("a", "un", flags={"fuzzy"})
    catalog.add(("{n} pair", "{n} pairs"), ("{n} par", ""))
    assert len(untranslated({"a": "", "{n} pair": ""}, catalog)) == 2


def test_a_good_translation_passes():
    catalog = Catalog(locale="es")
    catalog.add("a {x:g}", "un {x:g}")
    catalog.add(("{n} pair", "{n} pairs"), ("{n} par", "{n} pares"))
    assert untranslated({"a {x:g}": "", "{n} pair": ""}, catalog) == []


def test_a_text_without_spanish_is_caught_however_deep():
    assert list(half_texts((Text(en="a", es="un"), [Text(en="b")]))) == ["b"]


def silent():
    pass


def said():
    """Say nothing by example."""


def shown():
    """Show.

    >>> 1 + 1
    2
    """


class Half:
    """A class.

    >>> Half().unsaid
    1
    """

    def told(self):
        """Tell."""

    def untold(self):
        pass

    @property
    def unsaid(self):
        return 1


def test_docstrings_that_are_missing_or_show_nothing_are_caught():
    module = types.ModuleType("liar")
    module.__all__ = ["Half", "said", "shown", "silent", "number"]
    vars(module).update(silent=silent, said=said, shown=shown, Half=Half, number=3)
    objects = list(public_objects(module))
    assert [name for name, _ in objects] == ["liar.Half", "liar.said", "liar.shown", "liar.silent"]
    assert without_example(objects) == ["liar.said", "liar.silent"]
    assert without_docstring(objects) == ["liar.Half.untold", "liar.Half.unsaid", "liar.silent"]
