"""The commands of data packages: what they do, what they say, how they end."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from center import office
from center.exchange.cards import pair, read_card_file
from center.exchange.conflicts import conflict_count
from center.journal import commit
from center.keys import Unlocked
from center.rights import Actor
from center.settings import set_value
from center.storage import Store
from desktop.cli import main
from tests import matters
from tests.offices import PASSWORD

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def folders(
    founded_folder: Path,
    village_folders: dict[str, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> dict[str, Path]:
    """A town and a village, closed; their cards not yet exchanged."""
    monkeypatch.setenv("BIANMIN_PASSWORD", PASSWORD)
    made = {"QS": founded_folder, "SQ1": village_folders["SQ1"]}
    for code, folder in made.items():
        shutil.copytree(folder, tmp_path / code)
    return {code: tmp_path / code for code in made}


@pytest.fixture
def run(folders: dict[str, Path], capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command on one of the two."""

    def run(code: str, *words: object) -> tuple[int, str]:
        told = ["--data", str(folders[code]), "--account", "zhuren", *map(str, words)]
        status = main(told)
        printed = capsys.readouterr()
        return status, printed.out + printed.err

    return run


def opened(folder: Path) -> tuple[Store, Actor]:
    return office.enter_office(folder, Unlocked(key_of(folder), "zhuren"))


def key_of(folder: Path) -> bytes:
    return bytes.fromhex((folder / "key.hex").read_text("ascii"))


def introduce(folders: dict[str, Path], run: Run, tmp_path: Path) -> None:
    store, actor = opened(folders["SQ1"])
    with store.work(actor) as work:
        set_value(work, "station_role", "village")
        commit(work)
    store.close()
    cards = tmp_path / "cards"
    cards.mkdir()
    for code in folders:
        status, told = run(code, "station-card", cards)
        assert status == 0
        (file,) = cards.glob(f"站点名片-{code}-*.bmcard")
        assert " ".join(read_card_file(file).fingerprint) in told, "what is read out by telephone"
    for code, other in (("QS", "SQ1"), ("SQ1", "QS")):
        store, actor = opened(folders[code])
        (file,) = cards.glob(f"站点名片-{other}-*.bmcard")
        with store.work(actor) as work:
            pair(work, read_card_file(file))
            commit(work)
        store.close()


def a_visit(folder: Path, phone: str) -> None:
    store, actor = opened(folder)
    with store.work(actor) as work:
        matters.visit(work, matters.someone("林溪", phone=phone))
        commit(work)
    store.close()


def test_a_package_goes_up_and_its_receipt_comes_back(
    folders: dict[str, Path], run: Run, tmp_path: Path
) -> None:
    introduce(folders, run, tmp_path)
    a_visit(folders["SQ1"], "13900002222")
    file, answer = tmp_path / "上报.bmpkg", tmp_path / "回执.bmpkg"
    status, told = run("SQ1", "package", "make", "--to", "qs", file)
    assert (status, file.exists()) == (0, True)
    assert f"：{file}（" in told
    status, told = run("QS", "package", "receipt", file)
    assert status == 1
    assert "还没有读入过" in told
    status, told = run("QS", "package", "look", file)
    assert status == 0
    assert "没有改动任何数据" in told
    status, told = run("QS", "package", "read", file, "--receipt", answer)
    assert status == 0
    assert "已采用" in told
    assert "石桥村便民服务站" in told
    assert answer.exists()
    status, told = run("SQ1", "package", "read", answer)
    assert status == 0
    assert "已读入回执：上报.bmpkg 已回执" in told
    status, told = run("QS", "package", "receipt", file)
    assert status == 0
    assert (tmp_path / "回执-上报.bmpkg").exists()


def test_what_differs_is_named_and_ends_with_one(
    folders: dict[str, Path], run: Run, tmp_path: Path
) -> None:
    introduce(folders, run, tmp_path)
    file = tmp_path / "a.bmpkg"
    a_visit(folders["SQ1"], "13900001111")
    run("SQ1", "package", "make", "--to", "QS", file)
    assert run("QS", "package", "read", file)[0] == 0
    a_visit(folders["SQ1"], "13900002222")
    a_visit(folders["QS"], "13900003333")
    run("SQ1", "package", "make", "--to", "QS", file)
    status, told = run("QS", "package", "read", file)
    assert status == 1
    assert "两边不一致" in told
    store, actor = opened(folders["QS"])
    with store.read(actor) as work:
        assert conflict_count(work) == 1
    store.close()


def test_a_station_nobody_paired_and_a_damaged_file_are_refused_in_a_sentence(
    folders: dict[str, Path], run: Run, tmp_path: Path
) -> None:
    assert folders
    status, told = run("QS", "package", "make", "--to", "SQ1", tmp_path / "a.bmpkg")
    assert status == 1
    assert "没有和代码为 SQ1 的站点核对过站点名片" in told
    (tmp_path / "b.bmpkg").write_bytes(b"no zip")
    status, told = run("QS", "package", "read", tmp_path / "b.bmpkg")
    assert status == 1
    assert "不是便民数据包" in told
