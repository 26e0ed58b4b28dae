"""The fingerprint of a computer: the same in every process, whatever network card is plugged in."""

from __future__ import annotations

import subprocess
import sys
import uuid
from pathlib import Path

import pytest

from center import continuity

ROOT = Path(__file__).resolve().parents[2]


def test_the_fingerprint_is_the_same_in_another_process() -> None:
    code = "from center.continuity import machine; print(machine())"
    command = [sys.executable, "-c", code]
    told = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, encoding="ascii")
    assert told.stdout.strip() == continuity.machine()


def test_an_invented_network_address_is_not_taken_for_the_computer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Without a card Python invents an address per process; a laptop's dock must not count."""
    monkeypatch.setattr(continuity, "_installation", lambda: "")
    monkeypatch.setattr(uuid, "getnode", lambda: 0x01_0000_000001)
    first = continuity.machine()
    monkeypatch.setattr(uuid, "getnode", lambda: 0x01_0000_000002)
    assert continuity.machine() == first
    monkeypatch.setattr(uuid, "getnode", lambda: 0x02_0000_000001)
    assert continuity.machine() != first


def test_the_name_of_the_installation_goes_before_the_network_card(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(continuity, "_installation", lambda: "one")
    first = continuity.machine()
    monkeypatch.setattr(uuid, "getnode", lambda: 7)
    assert continuity.machine() == first
    monkeypatch.setattr(continuity, "_installation", lambda: "two")
    assert continuity.machine() != first
