"""The demo, loaded once for all tests of this package."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lib.demo.load import Summary
from tests.conftest import Cloner
from tests.demo.loading import TODAY, loaded


@pytest.fixture(scope="package")
def filled(clone: Cloner) -> Iterator[tuple[sa.Engine, Summary]]:
    engine, summary = loaded(clone, TODAY)
    yield engine, summary
    engine.dispose()


@pytest.fixture
def summary(filled: tuple[sa.Engine, Summary]) -> Summary:
    return filled[1]


@pytest.fixture
def school(filled: tuple[sa.Engine, Summary]) -> Iterator[Session]:
    """A session on the loaded database; what a test writes is rolled back."""
    with Session(filled[0]) as session:
        yield session
        session.rollback()
