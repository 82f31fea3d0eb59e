import re

from django.contrib.auth.models import Permission
from django.urls import reverse

from accounts.tests.factories import make_user

FILMS = reverse("admin:films_film_changelist")
INLINES = ("film_genres", "film_countries", "credits", "translations", "alternative_titles", "videos")


def make_editor(*codenames):
    user = make_user(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return user


def change_url(film):
    return reverse("admin:films_film_change", args=[film.pk])


def film_data(film=None, **changes):
    """What the browser sends for an unchanged film, or for a new one."""
    data = {
        "title": film.title if film else "",
        "slug": film.slug if film else "",
        "status": film.status if film else "released",
        "released_on": film.released_on if film else "",
        "runtime_minutes": (film and film.runtime_minutes) or "",
    }
    for prefix in INLINES:
        data |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    return data | changes


def cells(response, name):
    """The text of a column of the list."""
    found = re.findall(rf'<t[dh] class="[^"]*field-{name}[^"]*">(.*?)</t[dh]>', response.content.decode(), re.DOTALL)
    return [re.sub(r"<[^>]+>", "", cell).strip() for cell in found]


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


def merge_url(kind, *records):
    return reverse(f"admin:films_{kind}_merge") + "?" + "&".join(f"id={record.pk}" for record in records)
