from django.db import connection, migrations
from django.db.models.expressions import RawSQL

from films.models import Film

TABLE = "films_film"


def find(title, order):
    with connection.cursor() as cursor:
        # ruleid: raw-sql
        cursor.execute(f"SELECT id FROM films_film WHERE title = '{title}'")
        # ruleid: raw-sql
        cursor.execute(f"SELECT id FROM {TABLE} ORDER BY {order}", [])
        # ruleid: raw-sql
        cursor.execute("SELECT id FROM films_film WHERE title = '%s'" % title)
        # ruleid: raw-sql
        cursor.execute("SELECT id FROM films_film WHERE title = '{}'".format(title))
        # ruleid: raw-sql
        cursor.execute("SELECT id FROM films_film ORDER BY " + order)
        # ok: raw-sql
        cursor.execute("SELECT id FROM films_film WHERE title = %s", [title])
        # ok: raw-sql
        cursor.execute(f"SELECT count(*) FROM {TABLE}")
    # ruleid: raw-sql
    Film.objects.raw(f"SELECT * FROM films_film ORDER BY {order}")
    # ruleid: raw-sql
    Film.objects.extra(where=["title = '%s'" % title])
    # ruleid: raw-sql
    Film.objects.annotate(rank=RawSQL(f"({order})", ()))
    # ok: raw-sql
    return Film.objects.annotate(rank=RawSQL("(SELECT %s)", [order]))


# ruleid: raw-sql
migrations.RunSQL("DROP TABLE {}".format(TABLE))
