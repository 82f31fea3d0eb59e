"""What waits for a worker and what became of it, for superusers."""

from django.contrib import admin
from django_tasks_db.admin import DBTaskResultAdmin
from django_tasks_db.models import DBTaskResult

from accounts.adminbase import ReadOnlyAdmin

admin.site.unregister(DBTaskResult)


@admin.register(DBTaskResult)
class TaskResultAdmin(ReadOnlyAdmin, DBTaskResultAdmin):  # type: ignore[misc]  # names of arguments
    """The library's, with what all admins of the site share."""
