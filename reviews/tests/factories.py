from accounts.tests.factories import make_user
from films.tests.factories import make_film
from reviews.models import UserFilm


def make_user_film(**overrides):
    """A member's film, rated 8 and watched unless told otherwise."""
    values = {"rating": 8, "status": UserFilm.Status.WATCHED, **overrides}
    values.setdefault("user", None)
    values.setdefault("film", None)
    return UserFilm.objects.create(
        **{**values, "user": values["user"] or make_user(), "film": values["film"] or make_film()}
    )
