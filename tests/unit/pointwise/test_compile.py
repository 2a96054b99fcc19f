"""The cache of compiled kernels."""

import importlib.util
import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from actlab.pointwise import compile as module
from actlab.pointwise.compile import FLAGS, cache_folder, compile_library, toolchain
from actlab.population.engines.fused import CompilerError, NoCompilerError

SOURCE = 'extern "C" int answer() { return %d; }\n'


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))


def test_compiled_once(monkeypatch):
    assert compile_library(SOURCE % 41).answer() == 41
    monkeypatch.setattr(module, "_compile", lambda *_: pytest.fail("compiled again"))
    assert compile_library(SOURCE % 41).answer() == 41


def test_content_decides():
    assert compile_library(SOURCE % 1).answer() == 1
    assert compile_library(SOURCE % 2).answer() == 2
    assert len(list(cache_folder().glob("*.so"))) == 2


def test_folder_is_private():
    assert stat.S_IMODE(cache_folder().stat().st_mode) == 0o700


def test_nothing_is_left_beside_the_library():
    compile_library(SOURCE % 3)
    assert [path.suffix for path in cache_folder().iterdir()] == [".so"]


@pytest.mark.slow
@pytest.mark.parametrize("damage", [b"", b"no library", None], ids=["empty", "foreign", "cut short"])
def test_a_damaged_library_is_compiled_again(damage):
    compile_library(SOURCE % 8)
    (library,) = cache_folder().glob("*.so")
    content = library.read_bytes()
    library.unlink()  # the file that this process has loaded stays whole
    library.write_bytes(content[:5000] if damage is None else damage)
    answer = f"raise SystemExit(compile_library({SOURCE % 8!r}).answer())"
    code = f"from actlab.pointwise.compile import compile_library; {answer}"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 8


COMPILERS = {
    "writes nothing": ("exit 0", "refused a kernel"),
    "speaks another encoding": (r"printf '\361 error \361\n' >&2; exit 1", "error"),
}


@pytest.mark.parametrize("name", COMPILERS)
def test_a_strange_compiler_is_an_error_with_its_reason(name, monkeypatch, tmp_path):
    script, reason = COMPILERS[name]
    compiler = tmp_path / "bin" / "c++"
    compiler.parent.mkdir()
    compiler.write_text(f"#!/bin/sh\n{script}\n")
    compiler.chmod(0o755)
    monkeypatch.setenv("PATH", f"{compiler.parent}:/usr/bin:/bin")
    with pytest.raises(CompilerError, match=reason):
        compile_library(SOURCE % 9)


def test_a_compiler_that_hangs_is_left():
    with pytest.raises(CompilerError, match=r"did not answer within 0.1 s"):
        module._run([sys.executable, "-c", "import time; time.sleep(60)"], seconds=0.1)


def test_many_processes_at_once():
    """Three processes load the module by its path, which spares them torch."""
    code = (
        "import importlib.util as u;"
        f"spec = u.spec_from_file_location('module', {module.__file__!r});"
        "module = u.module_from_spec(spec); spec.loader.exec_module(module);"
        f"raise SystemExit(module.compile_library({SOURCE % 7!r}).answer() - 7)"
    )
    with ThreadPoolExecutor(3) as pool:
        calls = pool.map(lambda _: subprocess.run([sys.executable, "-c", code], check=False), range(3))
        assert [call.returncode for call in calls] == [0, 0, 0]
    assert len(list(cache_folder().iterdir())) == 1


def test_no_compiler(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(module, "_zig", lambda: None)
    with pytest.raises(NoCompilerError, match=r"PATH; `pip install actlab\[compiler\]`"):
        compile_library(SOURCE % 5)


@pytest.mark.slow
@pytest.mark.skipif(importlib.util.find_spec("ziglang") is None, reason="needs the extra `compiler`")
def test_the_compiler_from_the_package_index_serves_where_there_is_no_other(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path / "nothing here"))
    assert "ziglang" in toolchain()[0]
    assert compile_library(SOURCE % 6).answer() == 6


def test_refused_source():
    with pytest.raises(CompilerError, match="error"):
        compile_library("this is no C++\n")


def test_no_flag_lets_the_compiler_reassociate():
    forbidden = {
        "-ffast-math",
        "-Ofast",
        "-funsafe-math-optimizations",
        "-fassociative-math",
        "-ffinite-math-only",
    }
    assert forbidden.isdisjoint(FLAGS)


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="owners of files are POSIX's")
def test_a_folder_of_somebody_else_is_not_used(monkeypatch):
    cache_folder()
    monkeypatch.setattr(os, "getuid", lambda: 12345)
    with pytest.raises(CompilerError, match="belongs to somebody else; set XDG_CACHE_HOME"):
        compile_library(SOURCE % 6)


def test_a_folder_that_is_a_link_to_another_place_is_not_used(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "actlab").mkdir()
    (tmp_path / "actlab" / "kernels").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(CompilerError, match="belongs to somebody else"):
        compile_library(SOURCE % 6)


@pytest.mark.parametrize("how", ["owner", "link"])
def test_a_library_of_somebody_else_is_compiled_anew(how, monkeypatch, tmp_path):
    """Whoever could write into the folder before it was private may have left a file whose name carries its hash."""
    compile_library(SOURCE % 1)
    (ours,) = cache_folder().glob("*.so")
    compile_library(SOURCE % 2)
    (theirs,) = set(cache_folder().glob("*.so")) - {ours}
    content = theirs.read_bytes()
    planted = ours.with_name(f"{ours.name[:32]}-{module._digest(content)}.so")
    ours.unlink()
    planted.write_bytes(content)
    if how == "link":
        moved = planted.rename(tmp_path / "moved.so")
        planted.symlink_to(moved)
    else:
        monkeypatch.setattr(module, "is_ours", lambda path: path != planted)
    assert not module._is_whole(planted)
    monkeypatch.undo()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert module._is_whole(planted) == (how == "owner")  # the hash alone would have let it in


def test_a_compiler_in_the_current_folder_is_not_run(monkeypatch, tmp_path):
    for name in ("c++", "g++"):
        (tmp_path / name).write_text("#!/bin/sh\ntouch ran\nexit 1\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", f".:{os.defpath}::")
    assert compile_library(SOURCE % 4).answer() == 4
    assert not (tmp_path / "ran").exists()
