"""start.py: what it decides, and that an interrupted set-up is noticed."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

import start

LDD = """\
\tlinux-vdso.so.1 (0x00007ffc)
\tlibxcb-cursor.so.0 => not found
\tlibEGL.so.1 => not found
\tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f)
\tlibEGL.so.1 => not found
"""


@pytest.mark.parametrize(
    "words,expected",
    [
        ([], ("open", [])),
        (["test", "-k", "clock"], ("test", ["-k", "clock"])),
        (["--", "check-id", "--format", "json"], ("run", ["check-id", "--format", "json"])),
        (["run", "verify"], ("run", ["verify"])),
        (["--help"], ("help", [])),
    ],
)
def test_commands(words: list[str], expected: tuple[str, list[str]]) -> None:
    assert start.split_arguments(words) == expected


def test_unknown_command_is_refused_in_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert start.main(["tset"]) == 1
    assert "没有“tset”这个命令" in capsys.readouterr().out


@pytest.mark.parametrize(
    "version,bits,good",
    [
        ((3, 10), 64, False),
        ((3, 11), 64, True),
        ((3, 13), 64, True),
        ((3, 13), 32, False),
        ((3, 14), 64, False),
        ((4, 11), 64, False),
    ],
)
def test_supported_pythons(version: tuple[int, int], bits: int, good: bool) -> None:
    assert start.suitable(version, bits) is good


def test_newest_python_is_tried_first() -> None:
    assert start.candidates(windows=True)[0] == ["py", "-3.13"]
    assert start.candidates(windows=False)[-1] == ["python3.11"]


def test_an_old_python_can_read_start() -> None:
    ast.parse(Path(start.__file__).read_bytes(), feature_version=(3, 8))


@pytest.mark.parametrize(
    "platform,environment,shown",
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": ""}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("linux", {"QT_QPA_PLATFORM": "offscreen"}, True),
        ("win32", {}, True),
    ],
)
def test_screen(platform: str, environment: dict[str, str], shown: bool) -> None:
    assert start.has_screen(platform, environment) is shown


def test_children_write_bytecode_and_install_into_the_venv() -> None:
    env = start.child_environment({"PYTHONDONTWRITEBYTECODE": "1", "PIP_USER": "1", "PATH": "/bin"})
    assert "PYTHONDONTWRITEBYTECODE" not in env
    assert env["PIP_USER"] == "0"
    assert env["PATH"] == "/bin"


def test_lock_is_counted_for_this_system_only() -> None:
    text = "a==1 \\\n    --hash=sha256:00\n    # via b\nb-c==2 ; sys_platform == 'win32' \\\n"
    assert start.locked(text, "linux") == ["a"]
    assert start.locked(text, "win32") == ["a", "b-c"]


def test_progress_names_the_package() -> None:
    line = "Collecting psycopg[binary]==3.3 (from -r requirements.txt (line 7))"
    assert start.pip_line(line, 3, 24) == ("    [ 4/24] psycopg", 4)
    wheel = "Processing /media/usb/argon2_cffi-25.1.0-py3-none-any.whl"
    assert start.pip_line(wheel, 0, 24) == ("    [ 1/24] argon2_cffi", 1)
    line = "Collecting argon2-cffi-bindings==26.2.0 (from -r requirements.txt (line 13))"
    assert start.pip_line(line, 0, 24)[0].endswith(" argon2-cffi-bindings")
    assert start.pip_line("Requirement already satisfied: six in x", 24, 24)[1] == 25
    assert "167.2 MB" in start.pip_line("  Downloading a-1.whl (167.2 MB)", 4, 24)[0]
    assert start.pip_line("  Downloading a-1.whl (5 kB)", 4, 24) == ("", 4)


def test_missing_libraries_come_from_the_loader() -> None:
    assert start.missing_libraries(LDD) == {"libEGL.so.1", "libxcb-cursor.so.0"}


@pytest.mark.parametrize(
    "library,package",
    [
        ("libEGL.so.1", "libegl1"),
        ("libX11.so.6", "libx11-6"),
        ("libX11-xcb.so.1", "libx11-xcb1"),
        ("libdbus-1.so.3", "libdbus-1-3"),
        ("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
        ("libxcb-cursor.so.0", "libxcb-cursor0"),
        ("libgssapi_krb5.so.2", "libgssapi-krb5-2"),
        ("libglib-2.0.so.0", "libglib2.0-0"),
        ("libz.so.1", "zlib1g"),
    ],
)
def test_debian_package_of_a_library(library: str, package: str) -> None:
    assert start.debian_package(library) == package


def test_x11_libraries_are_asked_for_only_where_there_is_x11() -> None:
    plugin = "Qt/plugins/platforms/libqxcb.so"
    assert plugin in start.qt_files({"DISPLAY": ":0"})
    assert plugin not in start.qt_files({"WAYLAND_DISPLAY": "wayland-0"})
    assert plugin not in start.qt_files({"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"})


def test_without_root_the_exact_command_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _: "/usr/bin/apt-get")
    monkeypatch.setattr("os.geteuid", lambda: 1000, raising=False)
    with pytest.raises(start.Stop) as stop:
        start.system_packages(["libegl1"], "图形界面需要的库", {})
    command = "sudo apt-get update && sudo apt-get install -y --no-install-recommends libegl1"
    assert command in str(stop.value)


def test_a_failing_program_shows_its_last_words() -> None:
    with pytest.raises(start.Stop, match="no room"):
        start.follow([sys.executable, "-c", "import sys; sys.exit('no room')"], os.environ)


def test_a_program_that_is_not_there_is_a_sentence() -> None:
    with pytest.raises(start.Stop, match="无法运行"):
        start.follow(["no-such-program"], os.environ)


# --- the stamp ------------------------------------------------------------------------------------


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clone with lock files, our packages and the skeleton of a .venv."""
    for lock in ("requirements.txt", "requirements-dev.txt"):
        (tmp_path / lock).write_text("a==1\n", encoding="utf-8")
    for package in start.PACKAGES:
        (tmp_path / package).mkdir()
    venv = tmp_path / ".venv"
    python = venv / start.PYTHON.relative_to(start.VENV)
    python.parent.mkdir(parents=True)
    if start.WINDOWS:
        python.symlink_to(sys.executable)
    else:  # a link would lose the packages of the venv we run in, pip among them
        python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n', encoding="utf-8")
        python.chmod(0o755)
    site = "Lib/site-packages" if start.WINDOWS else "lib/python3.11/site-packages"
    (venv / site).mkdir(parents=True)
    monkeypatch.setattr(start, "ROOT", tmp_path)
    monkeypatch.setattr(start, "VENV", venv)
    monkeypatch.setattr(start, "PYTHON", python)
    monkeypatch.setattr(start, "STAMP", venv / "stamp.json")
    monkeypatch.setattr(start, "RUNTIME", tmp_path / "requirements.txt")
    monkeypatch.setattr(start, "GATES", tmp_path / "requirements-dev.txt")
    return tmp_path


def installing(outcome: BaseException | None) -> Callable[[Path, Mapping[str, str]], None]:
    """Stands for pip: reads that the stamp says `installing`, then ends in this way."""

    def install(_lock: Path, _env: Mapping[str, str]) -> None:
        assert start.read_stamp(start.STAMP)["state"] == "installing"
        if outcome:
            raise outcome

    return install


def ready(lock: Path) -> bool:
    return start.is_ready(start.read_stamp(start.STAMP), lock, start.ROOT, start.PYTHON)


def test_a_set_up_for_the_gates_serves_the_program_too(
    clone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start, "install", installing(None))
    start.prepare(start.GATES, os.environ)
    assert ready(start.GATES)
    assert ready(start.RUNTIME)
    assert not list(clone.rglob("*.new"))


def test_a_set_up_for_the_program_does_not_serve_the_gates(
    clone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start, "install", installing(None))
    start.prepare(start.RUNTIME, os.environ)
    assert ready(start.RUNTIME)
    assert not ready(start.GATES)
    (clone / "requirements.txt").write_text("a==2\n", encoding="utf-8")
    assert not ready(start.RUNTIME)


def test_a_finished_set_up_is_not_repeated(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "install", installing(None))
    start.set_up(start.RUNTIME, os.environ, window=False)
    monkeypatch.setattr(start, "install", installing(AssertionError("again")))
    start.set_up(start.RUNTIME, os.environ, window=False)
    assert (clone / ".venv").exists()


def test_an_interrupted_set_up_starts_afresh(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "install", installing(KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        start.prepare(start.RUNTIME, os.environ)
    assert not ready(start.RUNTIME)
    start.clear_broken_venv()
    assert not (clone / ".venv").exists()
    assert not list(clone.glob(".venv-old-*"))


def test_a_download_that_failed_throws_nothing_away(
    clone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start, "install", installing(start.Stop("offline")))
    with pytest.raises(start.Stop):
        start.prepare(start.RUNTIME, os.environ)
    start.clear_broken_venv()
    assert (clone / ".venv").exists()


def test_a_venv_whose_python_is_gone_starts_afresh(clone: Path) -> None:
    start.PYTHON.unlink()
    start.clear_broken_venv()
    assert not (clone / ".venv").exists()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"state": 1}'])
def test_a_damaged_stamp_is_no_stamp(clone: Path, text: str) -> None:
    start.STAMP.write_text(text, encoding="utf-8")
    assert not ready(clone / "requirements.txt")


def test_the_launcher_finds_the_clone_from_anywhere(clone: Path, tmp_path: Path) -> None:
    start.write_launcher()
    path_file = next((clone / ".venv").rglob("bianmin.pth"))
    line = path_file.read_text(encoding="ascii").strip()
    assert (path_file.parent / line).resolve() == clone
    launcher = start.PYTHON.parent / ("bianmin.cmd" if start.WINDOWS else "bianmin")
    if not start.WINDOWS:
        start.PYTHON.write_text('#!/bin/sh\necho "$@"\n', encoding="ascii")
        start.PYTHON.chmod(0o755)
        link = tmp_path / "link"
        link.symlink_to(launcher)
        said = subprocess.run([link, "check-id", "a b"], check=True, capture_output=True, text=True)
        assert said.stdout == "-P -m desktop.cli check-id a b\n"


def test_only_one_sets_up_at_a_time(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    with start.only_one(lock), lock.open("a+b") as second:
        assert not start.try_lock(second.fileno())
    with lock.open("a+b") as third:
        assert start.try_lock(third.fileno())


def test_every_gate_is_run_and_named(
    clone: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A gate that fails does not keep the others from being run."""
    ran: list[Sequence[str]] = []

    def call(command: Sequence[str], env: Mapping[str, str], cwd: Path) -> int:
        assert env["QT_QPA_PLATFORM"] == "offscreen"
        assert cwd == clone
        ran.append(command)
        return 1 if "mypy" in command else 0

    monkeypatch.setattr(start, "set_up", lambda *_, **__: None)
    monkeypatch.setattr(start, "check_builder", lambda _env: None)
    monkeypatch.setattr(start, "call", call)
    assert start.test(["-k", "clock"], {}) == 1
    assert len(ran) == 5
    assert ran[-1][-2:] == ["-k", "clock"]
    assert capsys.readouterr().out.count("未通过") == 1


def test_without_a_screen_the_sample_office_is_built_and_its_papers_named(
    clone: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    office = clone / "demo-office"

    def call(command: Sequence[str], _env: Mapping[str, str]) -> int:
        assert list(command[-2:]) == ["demo", str(office)]
        (office / "out" / "文书").mkdir(parents=True)
        (office / "out" / "文书" / "受理通知书.pdf").touch()
        return 0

    monkeypatch.chdir(clone)
    monkeypatch.setattr(start, "set_up", lambda *_, **__: None)
    monkeypatch.setattr(start, "call", call)
    monkeypatch.setattr(start, "has_screen", lambda *_: False)
    assert start.open_program({}) == 0
    said = capsys.readouterr().out
    assert "没有找到屏幕" in said
    assert str(office / "out" / "文书" / "受理通知书.pdf") in said


def test_the_tools_that_build_the_program_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bare machine has neither objdump nor the shared library of its Python."""
    wanted: list[str] = []
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr("shutil.which", lambda _name: None)
    monkeypatch.setattr(
        start, "ask", lambda words: "3.11\n" if "version_info" in words[-1] else None
    )
    monkeypatch.setattr(start, "system_packages", lambda names, *_: wanted.extend(names))
    start.check_builder({})
    assert wanted == ["binutils", "libpython3.11"]
    wanted.clear()
    monkeypatch.setattr("shutil.which", lambda _name: "/usr/bin/objdump")
    monkeypatch.setattr(start, "ask", lambda _words: "")
    start.check_builder({})
    assert wanted == []
