import re

import pytest
from django.core.management import CommandError, call_command

from accounts.tests.factories import make_staff
from films.models import Film, Genre, Keyword
from films.tests.factories import make_film
from reviews.tests.cases import make_case
from reviews.tests.factories import make_comment, make_discussion, make_review, make_user_film, make_viewing

pytestmark = pytest.mark.django_db


def test_every_page_is_explained_with_its_time_and_statements(capsys):
    for number in range(3):
        film = make_film(
            title=f"Quiet Harbor {number}",
            genres=list(Genre.objects.values_list("slug", flat=True)),
            countries=["FR", "CZ", "AD"],
            directors=["Ann Reed"],
            cast=["Bo Lund"],
        )
        film.keywords.add(Keyword.objects.get_or_create(slug="harbor", defaults={"name": "harbor"})[0])
        make_user_film(film=film)
    review = make_review(film=film)
    make_comment(review=review)
    make_comment(discussion=make_discussion(film=film))
    make_viewing(film=film)
    make_case(review)
    make_staff()

    call_command("explain_pages")

    told = capsys.readouterr().out
    assert re.search(r"ms +\d+ statements +\d+ buffers( SCAN)? +list by ranking", told)
    assert re.search(r"ms +\d+ statements +\d+ buffers( SCAN)? +film, member", told)
    assert re.search(r"ms +\d+ statements +\d+ buffers( SCAN)? +search", told)
    for name in ("reviews of a film, helpful", "busy review", "busy discussion", "discussions of a film"):
        assert re.search(rf"ms +\d+ statements +\d+ buffers( SCAN)? +{name}", told)
    for name in ("diary, stats_year", "moderation queue", "reviews of a member", "home, newest reviews"):
        assert re.search(rf"ms +\d+ statements +\d+ buffers( SCAN)? +{name}", told)
    assert Film.objects.count() == 3


def test_explain_pages_without_films_says_what_is_missing():
    with pytest.raises(CommandError):
        call_command("explain_pages")
