from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.holds.worlds import World, make_world


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    made = await make_world(tmp_path)
    yield made
    made.db.close()
