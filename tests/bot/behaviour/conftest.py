"""The one switch of the golden texts."""

import pytest

from tests.bot.behaviour.golden import UPDATE


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Whether golden texts are written anew, not compared."""
    return bool(request.config.getoption(UPDATE))
