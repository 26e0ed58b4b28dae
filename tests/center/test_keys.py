"""The data key: who can unwrap it, what is said to who cannot, and that it lies in no file."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from center import keys, office
from center.errors import Expected, Refused
from center.keys import CROCKFORD
from tests.offices import PASSWORD, SettableClock, counting_ids, founding

NOW = datetime(2026, 9, 21, 1, 0, tzinfo=UTC)
LOGIN = "wangmin"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes, str]:
    """A key file with one account, its data key and recovery key; to be copied."""
    folder = tmp_path_factory.mktemp("keys")
    key, recovery = keys.create(folder)
    keys.set_password(folder, key, LOGIN, PASSWORD)
    return folder, key, recovery


@pytest.fixture
def folder(made: tuple[Path, bytes, str], tmp_path: Path) -> Path:
    shutil.copytree(made[0], tmp_path / "office")
    return tmp_path / "office"


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Derive keys quickly where only the counting is proved."""
    monkeypatch.setattr(keys, "MEMORY_KIB", 64)
    monkeypatch.setattr(keys, "TIME_COST", 1)


def refused(folder: Path, login: str, password: str, now: datetime = NOW) -> str:
    with pytest.raises(Expected) as told:
        keys.unlock(folder, login, password, now)
    return told.value.sentence


def test_the_password_opens_the_key(folder: Path, made: tuple[Path, bytes, str]) -> None:
    assert keys.unlock(folder, LOGIN, PASSWORD, NOW) == keys.Unlocked(made[1], LOGIN)
    assert keys.logins(folder) == (LOGIN,)


@pytest.mark.usefixtures("cheap")
def test_a_wrong_password_counts_down_locks_and_opens_again(folder: Path) -> None:
    """Five failures lock for ten minutes; the sentence says how many tries and minutes are left."""
    keys.set_password(folder, b"k" * 32, LOGIN, PASSWORD)
    for left in (4, 3, 2, 1):
        assert f"还可以试 {left} 次" in refused(folder, LOGIN, "wrong")
    assert "请 10 分钟后再试" in refused(folder, LOGIN, "wrong")
    assert "请 10 分钟后再试" in refused(folder, LOGIN, PASSWORD)
    almost = NOW + timedelta(minutes=9, seconds=59, microseconds=999_999)
    assert "请 1 分钟后再试" in refused(folder, LOGIN, PASSWORD, almost)
    assert keys.unlock(folder, LOGIN, PASSWORD, NOW + timedelta(minutes=10)).login == LOGIN
    assert "还可以试 4 次" in refused(folder, LOGIN, "wrong", NOW + timedelta(minutes=11))


@pytest.mark.usefixtures("cheap")
def test_after_the_wait_the_count_starts_anew(folder: Path) -> None:
    keys.set_password(folder, b"k" * 32, LOGIN, PASSWORD)
    for _ in range(5):
        refused(folder, LOGIN, "wrong")
    later = NOW + timedelta(minutes=10)
    assert "还可以试 4 次" in refused(folder, LOGIN, "wrong", later)


@pytest.mark.usefixtures("cheap")
def test_a_success_and_a_long_absence_forget_the_failures(folder: Path) -> None:
    keys.set_password(folder, b"k" * 32, LOGIN, PASSWORD)
    for _ in range(4):
        refused(folder, LOGIN, "wrong")
    keys.unlock(folder, LOGIN, PASSWORD, NOW)
    assert "还可以试 4 次" in refused(folder, LOGIN, "wrong")
    assert "还可以试 4 次" in refused(folder, LOGIN, "wrong", NOW + timedelta(minutes=10))


@pytest.mark.usefixtures("cheap")
def test_a_clock_moved_back_does_not_lengthen_the_wait(folder: Path) -> None:
    keys.set_password(folder, b"k" * 32, LOGIN, PASSWORD)
    for _ in range(5):
        refused(folder, LOGIN, "wrong")
    assert keys.unlock(folder, LOGIN, PASSWORD, NOW - timedelta(days=400)).login == LOGIN


@pytest.mark.usefixtures("cheap")
def test_an_unknown_login_is_not_told_from_a_wrong_password_and_never_written(folder: Path) -> None:
    """A password typed into the login box must not end up in a file."""
    keys.set_password(folder, b"k" * 32, LOGIN, PASSWORD)
    assert refused(folder, "My-Secret-Pass1", "wrong") == refused(folder, LOGIN, "wrong")
    assert "My-Secret-Pass1" not in (folder / keys.ATTEMPTS_FILE).read_text("utf-8")


@pytest.mark.parametrize(
    "content", ["", "[]", "{", '{"wangmin": 5}', '{"wangmin": [5, "gestern"]}']
)
@pytest.mark.usefixtures("cheap")
def test_a_damaged_count_keeps_nobody_out(folder: Path, content: str) -> None:
    keys.set_password(folder, b"k" * 32, LOGIN, PASSWORD)
    (folder / keys.ATTEMPTS_FILE).write_text(content, "utf-8")
    assert "还可以试 4 次" in refused(folder, LOGIN, "wrong")


@pytest.mark.parametrize("damage", ["missing", "empty", "cut", "edited", "list"])
def test_a_damaged_key_file_is_told(folder: Path, damage: str) -> None:
    path = folder / keys.KEY_FILE
    whole = path.read_text("utf-8")
    match damage:
        case "missing":
            path.unlink()
        case "empty":
            path.write_text("", "utf-8")
        case "cut":
            path.write_text(whole[: len(whole) // 2], "utf-8")
        case "edited":
            content = json.loads(whole)
            content["wraps"][f"account:{LOGIN}"]["sealed"] = "00"
            path.write_text(json.dumps(content), "utf-8")
        case _:
            path.write_text("[]", "utf-8")
    assert "密钥文件已损坏或缺失" in refused(folder, LOGIN, PASSWORD)
    with pytest.raises(Expected, match="密钥文件已损坏或缺失"):
        keys.key_file_bytes(folder)


@pytest.mark.usefixtures("cheap")
def test_another_passwords_key_replaces_the_old_one(folder: Path) -> None:
    key = b"k" * 32
    keys.set_password(folder, key, LOGIN, PASSWORD)
    keys.set_password(folder, key, LOGIN, "Qingshan-2027")
    assert "还可以试" in refused(folder, LOGIN, PASSWORD)
    assert keys.unlock(folder, LOGIN, "Qingshan-2027", NOW).key == key


@pytest.mark.usefixtures("cheap")
def test_a_removed_account_has_no_way_in_and_the_others_have(folder: Path) -> None:
    key = b"k" * 32
    keys.set_password(folder, key, LOGIN, PASSWORD)
    keys.set_password(folder, key, "lihua", PASSWORD)
    keys.remove(folder, LOGIN)
    keys.remove(folder, "nobody")
    assert keys.logins(folder) == ("lihua",)
    assert "还可以试" in refused(folder, LOGIN, PASSWORD)
    assert keys.unlock(folder, "lihua", PASSWORD, NOW).key == key


@pytest.mark.usefixtures("cheap")
def test_a_wrap_moved_to_another_account_does_not_open(folder: Path) -> None:
    """The account's name is sealed with the key, so nobody logs in as someone else by editing."""
    keys.set_password(folder, b"k" * 32, LOGIN, PASSWORD)
    path = folder / keys.KEY_FILE
    content = json.loads(path.read_text("utf-8"))
    content["wraps"]["account:zhuren"] = content["wraps"][f"account:{LOGIN}"]
    content["checksum"] = keys._checksum(content["wraps"])
    path.write_text(json.dumps(content), "utf-8")
    assert "账号或密码不对" in refused(folder, "zhuren", PASSWORD)


@pytest.mark.parametrize(
    "password, said",
    [
        ("Ab1-xyz", "至少 8 位"),
        ("abcdefgh", "三种"),
        ("abcdefg1", "三种"),
        ("Abcdefgh", "三种"),
        ("Wangmin-1", "登录名"),
    ],
)
def test_weak_passwords_are_refused_and_the_old_one_stays(
    folder: Path, password: str, said: str
) -> None:
    with pytest.raises(Refused, match=said) as told:
        keys.set_password(folder, b"k" * 32, LOGIN, password)
    assert [p.field for p in told.value.problems] == ["password"]
    assert keys.unlock(folder, LOGIN, PASSWORD, NOW).login == LOGIN


@pytest.mark.parametrize("password", ["Abcdef1x", "abcdef-1", "密码Aa1234", "ABCDEF-1"])
def test_eight_characters_of_three_classes_are_enough(password: str) -> None:
    assert keys.password_problems(password) == ()


def test_the_recovery_key_opens_and_a_new_one_replaces_it(
    folder: Path, made: tuple[Path, bytes, str]
) -> None:
    _, key, recovery = made
    assert keys.unlock_by_recovery(folder, recovery) == keys.Unlocked(key, "")
    fresh = keys.new_recovery_key(folder, key)
    assert keys.unlock_by_recovery(folder, fresh).key == key
    with pytest.raises(Expected, match="最近一次打印"):
        keys.unlock_by_recovery(folder, recovery)
    assert keys.unlock(folder, LOGIN, PASSWORD, NOW).key == key


def test_the_recovery_key_may_be_typed_as_people_read_it(
    folder: Path, made: tuple[Path, bytes, str]
) -> None:
    _, key, recovery = made
    assert len(recovery) == 34
    assert recovery.count("-") == 6
    for typed in (recovery.lower(), recovery.replace("-", ""), recovery.replace("-", " ")):
        assert keys.unlock_by_recovery(folder, f" {typed} ").key == key
    confused = recovery.replace("0", "O").replace("1", "l")
    assert keys.unlock_by_recovery(folder, confused).key == key


SECRETS = st.binary(min_size=16, max_size=16)


@given(secret=SECRETS, place=st.integers(0, 27), step=st.integers(1, 31))
@example(secret=bytes(16), place=0, step=1)
@example(secret=b"\xff" * 16, place=27, step=31)
def test_every_mistyped_character_is_named(secret: bytes, place: int, step: int) -> None:
    """A slip of the hand is told apart from a wrong sheet of paper."""
    digits = list(keys._spell(secret).replace("-", ""))
    assert keys._unspell("".join(digits)) == secret
    digits[place] = CROCKFORD[(CROCKFORD.index(digits[place]) + step) % 32]
    with pytest.raises(Refused, match="抄写有误"):
        keys._unspell("".join(digits))


@given(secret=SECRETS, place=st.integers(0, 26))
def test_two_swapped_characters_are_named(secret: bytes, place: int) -> None:
    digits = list(keys._spell(secret).replace("-", ""))
    first, second = digits[place : place + 2]
    assume(first != second)
    digits[place : place + 2] = second, first
    with pytest.raises(Refused, match="抄写有误"):
        keys._unspell("".join(digits))


@pytest.mark.parametrize("typed", ["", "ABCD", "U" * 28, "0" * 29, "密" * 28])
def test_what_cannot_be_a_recovery_key_is_refused(folder: Path, typed: str) -> None:
    with pytest.raises(Refused, match="28 个字母或数字"):
        keys.unlock_by_recovery(folder, typed)


@pytest.mark.usefixtures("cheap")
def test_a_full_disk_keeps_the_old_key_file(folder: Path) -> None:
    """The new file is written beside the old one and takes its place whole."""
    before = (folder / keys.KEY_FILE).read_bytes()
    (folder / (keys.KEY_FILE + ".part")).mkdir()
    with pytest.raises(Expected, match="原来的文件没有变"):
        keys.set_password(folder, b"k" * 32, LOGIN, PASSWORD)
    assert (folder / keys.KEY_FILE).read_bytes() == before


def test_the_data_key_lies_in_no_file(tmp_path: Path) -> None:
    """Neither raw nor spelled; and the database shows no text of its own."""
    folder = tmp_path / "office"
    made = office.found(folder, founding(), clock=SettableClock(), new_id=counting_ids())
    key = keys.unlock(folder, "zhuren", PASSWORD, NOW).key
    made.store.close()
    names = {path.name for path in folder.rglob("*") if path.is_file()}
    assert {keys.KEY_FILE, "bianmin.db"} <= names
    secret = made.recovery_key
    for path in folder.rglob("*"):
        data = path.read_bytes() if path.is_file() else b""
        for open_text in (
            key,
            key.hex().encode(),
            key.hex().upper().encode(),
            secret.encode(),
            secret.replace("-", "").encode(),
            PASSWORD.encode(),
            b"SQLite format 3",
            "青山镇".encode(),
            b"zhuren" if path.name == "bianmin.db" else key,
        ):
            assert open_text not in data, path.name


def test_only_a_sample_office_unlocks_by_itself(folder: Path) -> None:
    assert keys.sample_key(folder) is None
    assert keys.sample_today(folder) is None
    keys.mark_sample(folder, b"k" * 32, "xiaolin", NOW)
    assert keys.sample_key(folder) == keys.Unlocked(b"k" * 32, "xiaolin")
    assert keys.sample_today(folder) == NOW.isoformat()


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"key": "zz", "login": "a", "now": ""}'])
def test_a_damaged_sample_marker_is_none(folder: Path, content: str) -> None:
    (folder / keys.SAMPLE_FILE).write_text(content, "utf-8")
    assert keys.sample_key(folder) is None
    assert keys.sample_today(folder) is None
