"""The bots added by `sluis bots add`, as rows."""

import secrets
import time

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import IntegrityError

from sluis.errors import InvalidRequest
from sluis.settings import BotConfig
from sluis.storage.database import Database
from sluis.storage.tables import Bot

_TABLE = Bot.__table__  # type: ignore[attr-defined]


class BotRows:
    """Adds, lists and revokes. No key is ever here; of the bot's own its hash."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, bot: BotConfig) -> None:
        """InvalidRequest when the name is taken."""
        row = {
            "id": secrets.token_hex(16),
            "name": bot.name,
            "key_hash": bot.key_hash or "",
            "settings": bot.model_dump_json(exclude={"key", "key_hash", "upstream_key", "name"}),
            "created_at": int(time.time()),
        }
        try:
            self._db.run_sync(lambda connection: connection.execute(insert(_TABLE).values(row)))
        except IntegrityError as error:
            raise InvalidRequest(f"There is already a bot named {bot.name}.", code="name_taken") from error

    def all(self) -> list[BotConfig]:
        return self._db.run_sync(read_bots)

    def revoke(self, name: str) -> bool:
        """Whether there was such a bot."""
        wanted = (
            update(_TABLE)
            .where(_TABLE.c.name == name, _TABLE.c.revoked_at.is_(None))
            .values(revoked_at=int(time.time()))
        )
        return self._db.run_sync(lambda connection: bool(connection.execute(wanted).rowcount))


def read_bots(connection: Connection) -> list[BotConfig]:
    """The bots that may call."""
    rows = connection.execute(
        select(_TABLE.c.name, _TABLE.c.key_hash, _TABLE.c.settings).where(_TABLE.c.revoked_at.is_(None))
    )
    return [
        BotConfig.model_validate_json(
            row.settings[:1] + f'"name":"{row.name}","key_hash":"{row.key_hash}",' + row.settings[1:]
        )
        for row in rows
    ]
