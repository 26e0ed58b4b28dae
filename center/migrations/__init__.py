"""Schema migrations (Alembic); imported only when a database is created or upgraded."""

from __future__ import annotations

import os
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring a database to a revision, this program's own by default, in one transaction."""
    config = Config()
    config.set_main_option("script_location", os.fspath(Path(__file__).parent).replace("%", "%%"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
