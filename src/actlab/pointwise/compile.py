"""Compile a source with the system's C++ compiler or ziglang's, once for each content, processor and compiler."""

from __future__ import annotations

import ctypes
import functools
import hashlib
import importlib.util
import os
import platform
import shutil
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

from actlab.errors import CouldNotFinishError
from actlab.i18n import _

__all__ = [
    "FLAGS",
    "CompilerError",
    "NoCompilerError",
    "cache_folder",
    "compile_library",
    "is_ours",
    "load_library",
    "toolchain",
]

FLAGS = (
    "-O3",
    "-march=native",
    "-mprefer-vector-width=512",
    "-ffp-contract=off",
    "-fno-math-errno",
    "-fno-trapping-math",
    "-std=c++17",
    "-fno-exceptions",
    "-shared",
    "-fPIC",
    "-Wno-psabi",
)
"""No flag here lets the compiler change the order of floating-point operations."""


class CompilerError(CouldNotFinishError):
    """The compiler refused a kernel's source."""


class NoCompilerError(CompilerError):
    """There is no C++ compiler: none on PATH, and the package ziglang is not installed."""


def cache_folder() -> Path:
    """Return the folder of compiled kernels, made for this user alone.

    Raises:
        CompilerError: it belongs to somebody else, who could put anything into it.
    """
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(base) / "actlab" / "kernels"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for place, others in ((folder, 0o077), (folder.parent, 0o022)):
        if not is_ours(place):
            raise CompilerError(
                _("{folder} belongs to somebody else; set XDG_CACHE_HOME to a folder of your own").format(folder=place)
            )
        if place.stat().st_mode & others:
            place.chmod(0o700)
    return folder


def is_ours(path: Path) -> bool:
    """Return whether a file or folder belongs to the user who runs this process, and is no link to another place."""
    if not hasattr(os, "getuid"):  # Windows keeps the folder apart for each user
        return path.exists()
    try:
        found = path.lstat()
    except OSError:
        return False
    return found.st_uid == os.getuid() and not stat.S_ISLNK(found.st_mode)


def toolchain() -> tuple[tuple[str, ...], str]:
    """Return the compiler's command, and what a kernel depends on besides its source: compiler, processor and flags.

    Raises:
        NoCompilerError: There is none.
    """
    compiler, version = _compiler(os.environ.get("PATH"))
    return compiler, "\0".join((version, _processor(), *FLAGS))


@functools.cache
def _compiler(search: str | None) -> tuple[tuple[str, ...], str]:
    folders = [each for each in (search or os.defpath).split(os.pathsep) if Path(each).is_absolute()]
    path = next((p for name in ("c++", "g++") if (p := shutil.which(name, path=os.pathsep.join(folders)))), None)
    command = (path,) if path else _zig()
    if command is None:
        raise NoCompilerError(
            _("there is no C++ compiler (c++ or g++) on PATH; `pip install actlab[compiler]` brings one")
        )
    return command, _run([*command, "--version"], seconds=60).stdout


def _zig() -> tuple[str, ...] | None:
    """Return the command of the compiler in the package ziglang, or None where it is not installed.

    It brings a C++ library, which kernels do without, and checks that they do not need either.
    """
    if importlib.util.find_spec("ziglang") is None:
        return None
    return sys.executable, "-P", "-m", "ziglang", "c++", "-nostdlib++", "-fno-sanitize=undefined"


@functools.cache
def _processor() -> str:
    """Return what `-march=native` depends on."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() + platform.machine()
    wanted = ("flags", "Features", "model", "cpu family", "vendor_id")
    return "\n".join(sorted({line for line in lines if line.split("\t")[0].strip() in wanted}))


def compile_library(source: str, flags: tuple[str, ...] = ()) -> ctypes.CDLL:
    """Return the compiled source, from the cache where it is there and whole.

    Args:
        source: In C++.
        flags: Added to `FLAGS`, such as those that take instructions away.

    Two processes may compile the same source at once: each writes a file of its own and renames it. The file's name
    holds a hash of its content, since to load one that was cut short would end the process.

    Raises:
        NoCompilerError: no C++ compiler on PATH.
        CompilerError: the compiler refused the source, or its work cannot be loaded.
    """
    compiler, about = toolchain()
    command = [*compiler, *FLAGS, *flags]
    digest = _digest("\0".join((source, about, *flags)).encode())
    folder = cache_folder()
    library = next(filter(_is_whole, folder.glob(f"{digest}-*.so")), None) or _compile(command, source, folder, digest)
    return _load(library)


def load_library(name: str) -> ctypes.CDLL | None:
    """Return a library by the name of its file in the cache, or None where it is gone or damaged.

    Raises:
        CompilerError: It cannot be loaded.
    """
    library = cache_folder() / name
    return _load(library) if _is_whole(library) else None


def _load(library: Path) -> ctypes.CDLL:
    try:
        return ctypes.CDLL(str(library))
    except OSError as error:
        raise CompilerError(_("a compiled kernel cannot be loaded: {error}").format(error=error)) from error


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:32]


def _is_whole(library: Path) -> bool:
    try:
        return is_ours(library) and library.stem.endswith(f"-{_digest(library.read_bytes())}")
    except OSError:
        return False


def _compile(command: list[str], source: str, into: Path, digest: str) -> Path:
    with tempfile.TemporaryDirectory(dir=into) as folder:
        written, built = Path(folder) / "kernel.cpp", Path(folder) / "kernel.so"
        written.write_text(source, encoding="utf-8")
        outcome = _run([*command, str(written), "-o", str(built), "-lm"], seconds=300)
        if outcome.returncode or not built.exists():
            reason = next((line for line in outcome.stderr.splitlines() if "error" in line), "no reason given")
            raise CompilerError(_("{compiler} refused a kernel: {reason}").format(compiler=command[0], reason=reason))
        library = into / f"{digest}-{_digest(built.read_bytes())}.so"
        built.replace(library)
    return library


def _run(command: list[str], seconds: float) -> subprocess.CompletedProcess[str]:
    """Run the compiler; what it says may be in any encoding."""
    try:
        return subprocess.run(
            command, capture_output=True, encoding="utf-8", errors="replace", timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise CompilerError(
            _("{compiler} did not answer within {seconds:g} s").format(compiler=command[0], seconds=seconds)
        ) from error
