import pytest

from config.tests.production.site import Site, way_to_the_database
from config.tests.production.wire import Wire


@pytest.fixture
def wire(transactional_db, django_db_serialized_rollback):
    wire = Wire(way_to_the_database())
    yield wire
    if wire.listener:
        wire.cut()


@pytest.fixture
def site(wire, tmp_path):
    with Site(tmp_path, wire.port) as site:
        yield site
