"""Read what a user wrote: ``mine.py:name`` from a file that is run as Python would run it, ``package.module:name``.

What was read travels to other processes by its place, and is read there again; what came from a Python session
travels by value. So nothing has to be importable, and whatever a file holds may stay unpicklable.
"""

from __future__ import annotations

import hashlib
import importlib
import linecache
import pickle
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from actlab._shared.identity import Identity, identify
from actlab._shared.installed import module_is_installed
from actlab.errors import UsageError, choices
from actlab.i18n import _

__all__ = ["Own", "Portable", "one_line", "read_callable", "splits_into_file_and_name"]

_folders: list[str] = []
"""Folders of the user's files, the last one first; only the file's own is looked through while it is read."""

_neighbours: set[str] = set()
"""Modules that files of the user's brought along; the next file that is read must not take them for its own."""


@dataclass(frozen=True, eq=False)
class Own:
    """Something that the user wrote.

    Args:
        thing: A function, class, instance or module maker.
        where: What finds it again, ``mine.py:act``; empty for what came from a Python session.
        place: The same with the whole path, for other processes.
    """

    thing: Any
    where: str = ""
    place: str = field(default="", repr=False)

    def __deepcopy__(self, _memo: Any) -> Own:
        return self

    def __reduce__(self) -> tuple[Callable[..., Own], tuple[Any, ...]]:
        if self.place:
            return _again, (self.where, self.place, identify(self.thing))
        return _loaded, (Portable(self.thing),)

    @property
    def origin(self) -> str:
        """The name of the file or package that it comes from, for people; empty where there is none."""
        if self.where:
            return Path(self.where.rpartition(":")[0]).name
        path = Path(getattr(getattr(self.thing, "__code__", None), "co_filename", "<>"))
        if path.suffix == ".py":
            return path.name
        module = str(getattr(self.thing, "__module__", None) or type(self.thing).__module__)
        return "" if module in ("__main__", "builtins") else module.partition(".")[0]


class Portable:
    """Pickle an object by what it holds, with the user's own modules that it names; it is the object once loaded.

    >>> pickle.loads(pickle.dumps(Portable(lambda x: 2 * x)))(3)
    6
    """

    def __init__(self, thing: Any) -> None:
        self.thing = thing

    def __reduce__(self) -> tuple[Callable[[bytes], Any], tuple[bytes]]:
        return pickle.loads, (_by_value(self.thing),)


def read_callable(text: str, error: type[UsageError], example: str) -> Own:
    """Return what ``mine.py:name`` or ``package.module:name`` names.

    Args:
        text: A path or a module, and a name with a colon between.
        error: What to raise.
        example: How it is written, for the messages.

    Raises:
        UsageError: Of the given kind: the file or the name is missing, or the file cannot be run.

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "mine.py"
    >>> _count = path.write_text("def twice(x): return 2 * x")
    >>> read_callable(f"{path}:twice", UsageError, "mine.py:twice").thing(4)
    8
    """
    path, name = splits_into_file_and_name(text) or ("", "")
    if not path:
        raise error(_("'{text}' names no function; write it like {example}.").format(text=text, example=example))
    if Path(path).is_dir():
        raise error(_("{path} is a folder; write a file and a function, like {example}.").format(
            path=path, example=example))  # fmt: skip
    file = Path(path).is_file()
    if not file and not _is_module(path):
        raise error(_("There is no file {path}; write it like {example}.").format(path=path, example=example))
    try:
        module = _run(Path(path).resolve()) if file else _imported(path)
    except SyntaxError as cause:
        raise error(
            _("{path} is not valid Python: line {line}: {reason}.").format(
                path=cause.filename if file and cause.filename != str(Path(path).resolve()) else path,
                line=cause.lineno,
                reason=cause.msg,
            )
        ) from cause
    except (Exception, SystemExit) as cause:
        raise error(_("{path} cannot be run: {error}").format(path=path, error=one_line(cause))) from cause
    found: Any = module
    for part in name.split("."):
        found = getattr(found, part, None)
    if not callable(found):
        raise error(_not_there(path, name, module))
    return Own(found, text, f"{Path(path).resolve() if file else path}:{name}")


def splits_into_file_and_name(text: str) -> tuple[str, str] | None:
    """Return the two sides of ``mine.py:name``, or None where the text is nothing of the kind.

    >>> splits_into_file_and_name("mine.py:act"), splits_into_file_and_name("relu")
    (('mine.py', 'act'), None)
    """
    path, _colon, name = text.rpartition(":")
    return (path, name) if path and all(part.isidentifier() for part in name.split(".")) else None


def one_line(error: BaseException) -> str:
    r"""Return an exception's type and the first line of its message.

    >>> one_line(ValueError("no\nand no"))
    'ValueError: no'
    """
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__


def _not_there(path: str, name: str, module: ModuleType) -> str:
    said = _("{path} defines no function '{name}'.").format(path=path, name=name)
    defined = [n for n, value in vars(module).items() if callable(value) and n[0] != "_"]
    near = choices(name, defined) or [
        n for n in defined if getattr(vars(module)[n], "__module__", "") == module.__name__
    ]
    return said + (_(" It has: {names}.").format(names=", ".join(near[:5])) if near else "")


def _is_module(name: str) -> bool:
    return not name.endswith(".py") and all(part.isidentifier() for part in name.split("."))


def _run(path: Path) -> ModuleType:
    """Run a file as Python would, but not as ``__main__``, and return it as a module."""
    with _surroundings(path):
        if (path.parent / "__init__.py").is_file():
            return importlib.import_module(_dotted(path))
        module = ModuleType(f"{path.stem}_{hashlib.sha256(str(path).encode()).hexdigest()[:8]}")
        module.__file__ = str(path)
        sys.modules[module.__name__] = module
        linecache.checkcache(str(path))
        exec(compile(path.read_bytes(), str(path), "exec"), vars(module))
        return module


def _dotted(path: Path) -> str:
    """Return the name of a file inside a package, and let the package be found."""
    parts = [path.stem]
    folder = path.parent
    while (folder / "__init__.py").is_file():
        parts.insert(0, folder.name)
        folder = folder.parent
    _find_in(folder)
    return ".".join(parts)


def _imported(name: str) -> ModuleType:
    with _surroundings(Path.cwd() / "_"):
        return importlib.import_module(name)


@contextmanager
def _surroundings(path: Path) -> Iterator[None]:
    """Set up what a file sees: its own arguments, its folder behind the installed packages, its own neighbours.

    What it prints goes to standard error, since standard output may be read by another program.
    """
    for name in _neighbours & sys.modules.keys():
        del sys.modules[name]
    _neighbours.clear()
    before, arguments, paths = set(sys.modules), sys.argv, [each for each in sys.path if each not in _folders]
    sys.path[:] = paths
    _find_in(path.parent)
    importlib.invalidate_caches()
    sys.argv = [str(path)]
    try:
        with redirect_stdout(sys.stderr):
            yield
    finally:
        sys.argv = arguments
        brought = [sys.modules[name] for name in set(sys.modules) - before]
        _neighbours.update(module.__name__ for module in brought if isinstance(module, ModuleType) and _is_own(module))
        sys.path[:] = [*(each for each in sys.path if each not in _folders), *_folders]


def _find_in(folder: Path) -> None:
    """Let modules of a folder be found, after those of Python and of installed packages."""
    if str(folder) not in sys.path:
        sys.path.append(str(folder))
        _folders[:] = [str(folder), *(each for each in _folders if each != str(folder))]


def _again(where: str, place: str, identity: Identity) -> Own:
    """Read something again in another process.

    Raises:
        UsageError: It is no longer what it was.
    """
    found = read_callable(place, UsageError, "mine.py:act")
    if not identity.doubts and identify(found.thing) != identity:
        raise UsageError(
            _("{where}, or something that it uses, has changed since it was read; start a new session.").format(
                where=where
            )
        )
    return Own(found.thing, where, place)


def _loaded(thing: Any) -> Own:
    return Own(thing)


def _by_value(thing: Any) -> bytes:
    """Return the object as bytes, the user's modules by what they hold where that can be sent."""
    import cloudpickle

    own = [m for m in [*sys.modules.values()] if isinstance(m, ModuleType) and _is_own(m)]
    registered = [m for m in own if m.__name__ not in cloudpickle.list_registry_pickle_by_value()]
    for module in registered:
        cloudpickle.register_pickle_by_value(module)
    try:
        return bytes(cloudpickle.dumps(thing))
    except Exception:  # a module may hold what cannot be sent: then it is imported again
        for module in registered:
            cloudpickle.unregister_pickle_by_value(module)
        registered = []
        return bytes(cloudpickle.dumps(thing))
    finally:
        for module in registered:
            cloudpickle.unregister_pickle_by_value(module)


def _is_own(module: ModuleType) -> bool:
    named = sys.modules.get(module.__name__) is module and module.__name__ != "__main__"
    return named and bool(getattr(module, "__file__", None)) and not module_is_installed(module)
