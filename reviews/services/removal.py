from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from reviews.models import UserFilm


def delete_user_films(*, queryset: QuerySet[UserFilm]) -> int:
    """Delete the rows in one statement, after locking members and rows in the order that all writers keep."""
    with transaction.atomic():
        found = list(queryset.order_by().values_list("pk", "user_id"))
        members = User.objects.filter(pk__in={user_id for _, user_id in found}).order_by("pk")
        list(members.select_for_update(no_key=True).values_list("pk"))
        rows = UserFilm.objects.filter(pk__in=[pk for pk, _ in found])
        ids = list(rows.order_by("pk").select_for_update().values_list("pk", flat=True))
        UserFilm.objects.filter(pk__in=ids).delete()
    return len(ids)
