"""Schema migrations (Alembic); imported only when a database is created or upgraded."""

from __future__ import annotations

import os
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine


def upgrade(engine: Engine) -> None:
    """Bring a database to this program's schema, in one transaction."""
    config = Config()
    config.set_main_option("script_location", os.fspath(Path(__file__).parent).replace("%", "%%"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
