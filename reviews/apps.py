from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReviewsConfig(AppConfig):
    name = "reviews"
    verbose_name = _("Ratings")

    def ready(self) -> None:
        from accounts.deletion import members_locked
        from reviews.services.removal import lock_what_members_leave

        members_locked.connect(lock_what_members_leave, dispatch_uid="reviews")
