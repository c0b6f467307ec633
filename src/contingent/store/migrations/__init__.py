"""Steps that bring a project of an older format up to date, one file each in `versions`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy import Connection, Engine


def configuration(connection: Connection | None = None) -> Config:
    """Return Alembic's configuration, made here so that no file has to be found; needs Alembic only now."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def migrate(engine: Engine, target: str = "head") -> None:
    """Run the steps up to `target` in one transaction: all of them, or none."""
    from alembic import command

    with engine.execution_options(writing=True).begin() as connection:
        command.upgrade(configuration(connection), target)
