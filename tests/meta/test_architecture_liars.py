"""Planted liars: each checker of the architecture must reject a package that breaks its rule."""

import types

import pytest
from babel.messages.catalog import Catalog

from actlab.i18n import Text
from checkers.docstrings import public_objects, without_docstring, without_example
from checkers.imports import cycles, trespasses
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
