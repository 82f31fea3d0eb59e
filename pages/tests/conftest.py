import datetime

import pytest

from films.models import Keyword
from films.tests.factories import make_film, make_person
from reviews.tests.factories import rate


@pytest.fixture
def shelf():
    """Four films that differ in everything that can be filtered by."""
    keyword = Keyword.objects.create(name="space station", slug="space-station")
    actor = make_person(name="Natalya Bondarchuk")
    solaris = make_film(
        title="Solaris",
        title_ru="Солярис",
        genres=["drama", "science-fiction", "mystery"],
        countries=["SU"],
        original_language="ru",
        released_on=datetime.date(1972, 3, 20),
        runtime_minutes=167,
        cast=[actor],
    )
    solaris.keywords.add(keyword)
    rate(solaris, 9, 9, 9)
    alien = make_film(
        title="Alien",
        title_ru="Чужой",
        genres=["horror", "science-fiction"],
        countries=["GB", "US"],
        original_language="en",
        released_on=datetime.date(1979, 5, 25),
        runtime_minutes=117,
    )
    rate(alien, 7, 7, 8, 8)
    amelie = make_film(
        title="Amélie",
        title_ru="Амели",
        genres=["comedy", "drama"],
        countries=["FR", "DE"],
        original_language="fr",
        released_on=datetime.date(2001, 4, 25),
        runtime_minutes=122,
    )
    rate(amelie, 10, 10)
    make_film(title="Untold", released_on=None, runtime_minutes=None)
    return {"actor": actor.pk}
