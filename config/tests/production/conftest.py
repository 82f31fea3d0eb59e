import pytest

from config.tests.production.site import Site, way_to_the_database
from config.tests.production.wire import Wire


@pytest.fixture(scope="module")
def wire_of_the_module(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        wire = Wire(way_to_the_database())
    yield wire
    if wire.listener:
        wire.cut()


@pytest.fixture(scope="module")
def site_of_the_module(wire_of_the_module, django_db_blocker, tmp_path_factory):
    """One for all tests of a module: a start takes longer than most of them."""
    with django_db_blocker.unblock():
        site = Site(tmp_path_factory.mktemp("site"), wire_of_the_module.port)
    with site:
        yield site


@pytest.fixture
def wire(transactional_db, django_db_serialized_rollback, wire_of_the_module):
    yield wire_of_the_module
    wire_of_the_module.mend()


@pytest.fixture
def site(wire, site_of_the_module):
    assert site_of_the_module.answer_within(20, 200, "/readyz")  # after what the last test did to it
    return site_of_the_module
