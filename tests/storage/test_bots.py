"""Bots in the database: by the hash of their key, under one name, until they are revoked."""

import pytest

from sluis.bots import hash_key
from sluis.errors import InvalidRequest
from sluis.settings import BotConfig
from sluis.storage.bots import BotRows
from sluis.storage.database import Database


def shop(**more: object) -> BotConfig:
    return BotConfig.model_validate({"name": "shop", "key_hash": hash_key("key-of-shop"), **more})


def test_a_bot_comes_back_with_all_its_settings(db: Database) -> None:
    bot = shop(policies=("gdpr", "lgpd"), subject="header", purposes=("support",), basis="contract", armed="always")
    BotRows(db).add(bot)
    assert BotRows(db).all() == [bot]


def test_a_name_is_taken_once(db: Database) -> None:
    BotRows(db).add(shop())
    with pytest.raises(InvalidRequest):
        BotRows(db).add(shop(key_hash=hash_key("another")))


def test_a_revoked_bot_calls_no_more(db: Database) -> None:
    BotRows(db).add(shop())
    assert BotRows(db).revoke("shop")
    assert BotRows(db).all() == []
    assert not BotRows(db).revoke("shop")
