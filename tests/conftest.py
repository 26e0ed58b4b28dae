"""What every test shares: a profile of its own and Qt without a screen."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# The same commit gives the same result on a fast and on a slow machine. To look for new examples:
# python3 start.py test --hypothesis-profile=explore
SLOW_IS_FINE = [HealthCheck.too_slow]
settings.register_profile(
    "gates", deadline=None, derandomize=True, suppress_health_check=SLOW_IS_FINE
)
settings.register_profile(
    "explore", deadline=None, max_examples=2000, suppress_health_check=SLOW_IS_FINE
)
settings.load_profile("gates")

# Before anything imports PySide6.
os.environ["QT_QPA_PLATFORM"] = "offscreen"

PROFILE = {
    "HOME": "",
    "USERPROFILE": "",
    "APPDATA": "roaming",
    "LOCALAPPDATA": "local",
    "XDG_CACHE_HOME": "cache",
    "XDG_CONFIG_HOME": "config",
    "XDG_DATA_HOME": "data",
    "XDG_STATE_HOME": "state",
}


@pytest.fixture(autouse=True)
def profile(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home folder, so that no test reads or writes the profile of whoever runs it."""
    home = tmp_path_factory.mktemp("profile")
    for name, folder in PROFILE.items():
        path = home / folder
        path.mkdir(exist_ok=True)
        monkeypatch.setenv(name, str(path))
    return home
