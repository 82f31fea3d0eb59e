import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models.functions import Upper

from accounts import statements
from accounts.models import Notice, User
from accounts.statements import Compiled
from accounts.tests.factories import make_staff, make_user

pytestmark = pytest.mark.django_db


def prepared(part):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE strpos(statement, %s) > 0", [part])
        return cursor.fetchone()[0]


def test_statement_is_prepared_once():
    answers = [statements.run("SELECT upper(%(text)s) AS once", {"text": text}) for text in ("a", "b", "c")]

    assert answers == [[("A",)], [("B",)], [("C",)]]
    assert prepared("SELECT upper($1) AS once") == 1


def test_statement_stands_in_the_log_with_its_values(django_assert_num_queries):
    with django_assert_num_queries(1) as queries:
        statements.run("SELECT upper(%(text)s)", {"text": "a"})

    assert [query["sql"] for query in queries] == ["SELECT upper('a')"]


def test_what_django_executes_is_not_prepared():
    for _time in range(7):
        User.objects.filter(username="nobody").first()

    assert prepared("accounts_user") == 0


@pytest.mark.parametrize("make_viewer", [AnonymousUser, make_user, make_staff])
def test_compiled_queryset_finds_what_the_queryset_finds(make_viewer):
    viewer = make_viewer()
    users = [make_user(), make_user(is_private=True), *([viewer] if viewer.pk else [])]
    compiled = Compiled(lambda viewer, user: User.objects.visible_to(viewer).filter(pk=user))

    found = [compiled.instances(viewer, compiled.rows(viewer, user.pk)) for user in users]

    assert found == [list(User.objects.visible_to(viewer).filter(pk=user.pk)) for user in users]


def test_compiled_queryset_makes_instances_with_relations_annotations_and_converted_values():
    anna, boris = make_user(name="Anna"), make_user(name="Boris")
    for user in (anna, boris):
        Notice.objects.create(user=user, kind=Notice.Kind.REPLY, data={"name": user.name})
    compiled = Compiled(
        lambda viewer, _subject: (
            Notice.objects.filter(user=viewer.pk).select_related("user").annotate(in_capitals=Upper("user__name"))
        )
    )

    for user in (anna, boris, anna):
        [notice] = compiled.instances(user, compiled.rows(user, 0))

        assert (notice.user, notice.user.name, notice.data) == (user, user.name, {"name": user.name})
        assert notice.in_capitals == user.name.upper()
