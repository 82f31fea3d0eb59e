import datetime

import pytest

from accounts.tests.pictures import draw, encode, stored, upload
from films.models import (
    AlternativeTitle,
    Collection,
    Credit,
    Film,
    FilmRedirect,
    FilmTranslation,
    Keyword,
    Person,
    PersonRedirect,
    SearchEntry,
    Video,
)
from films.services import images, merging
from films.tests.factories import make_credit, make_film, make_person

pytestmark = pytest.mark.django_db


def credits_of(film):
    return set(film.credits.values_list("person__name", "department", "job", "character"))


def test_merge_films_deletes_one_and_leaves_a_redirect():
    keep, merged = make_film(), make_film()
    old_id = merged.pk

    kept = merging.merge_films(keep=keep, merged=merged)

    assert kept == keep
    assert list(Film.objects.values_list("pk", flat=True)) == [keep.pk]
    assert list(FilmRedirect.objects.values_list("old_id", "film_id")) == [(old_id, keep.pk)]


def test_merge_films_repoints_earlier_redirects():
    keep, merged = make_film(), make_film()
    FilmRedirect.objects.create(old_id=-7, film=merged)
    old_id = merged.pk

    merging.merge_films(keep=keep, merged=merged)

    assert set(FilmRedirect.objects.values_list("old_id", "film_id")) == {(-7, keep.pk), (old_id, keep.pk)}


def test_merge_films_fills_empty_facts_and_keeps_the_others():
    collection = Collection.objects.create(name="Trilogy")
    keep = make_film(title="Solaris", runtime_minutes=None, tagline="Kept", imdb_id="tt0069293", released_on=None)
    merged = make_film(
        title="Solaris!",
        runtime_minutes=167,
        tagline="Lost",
        imdb_id="tt0000001",
        tmdb_id=593,
        popularity=3.5,
        overview="A planet.",
        collection=collection,
        released_on=datetime.date(1972, 3, 20),
    )

    kept = merging.merge_films(keep=keep, merged=merged)

    assert (kept.title, kept.tagline, kept.imdb_id) == ("Solaris", "Kept", "tt0069293")
    assert (kept.runtime_minutes, kept.overview, kept.collection, kept.year) == (167, "A planet.", collection, 1972)
    assert (kept.tmdb_id, kept.popularity) == (593, 3.5)


def test_merge_films_takes_no_figures_of_another_tmdb_film():
    keep, merged = make_film(tmdb_id=1, popularity=0), make_film(tmdb_id=2, popularity=9)

    kept = merging.merge_films(keep=keep, merged=merged)

    assert (kept.tmdb_id, kept.popularity) == (1, 0)


def test_merge_films_moves_credits_without_doubles():
    director, star, extra = make_person(name="Director"), make_person(name="Star"), make_person(name="Extra")
    keep = make_film(directors=[director])
    make_credit(film=keep, person=star, order=4)
    merged = make_film(directors=[director])
    make_credit(film=merged, person=star, character="Kelvin", credit_id="abc", order=0)
    make_credit(film=merged, person=extra, character="Guard", order=1)
    make_credit(film=merged, person=director, character="Himself", order=2)

    kept = merging.merge_films(keep=keep, merged=merged)

    assert credits_of(kept) == {
        ("Director", "Directing", "Director", ""),
        ("Star", "Acting", "", "Kelvin"),
        ("Extra", "Acting", "", "Guard"),
        ("Director", "Acting", "", "Himself"),
    }
    assert list(kept.credits.filter(department="Acting").order_by("order").values_list("person__name", flat=True)) == [
        "Star",
        "Extra",
        "Director",
    ]
    assert kept.credits.get(person=star).credit_id == "abc"


def test_merge_films_moves_both_roles_of_an_actor_that_the_kept_film_lacks():
    actor = make_person(name="Sellers")
    keep, merged = make_film(), make_film()
    for character in ("Mandrake", "Strangelove"):
        make_credit(film=merged, person=actor, character=character)

    kept = merging.merge_films(keep=keep, merged=merged)

    assert {credit.character for credit in kept.credits.all()} == {"Mandrake", "Strangelove"}


def test_merge_films_appends_genres_and_countries():
    keep = make_film(genres=["drama"], countries=["SU"])
    merged = make_film(genres=["science-fiction", "drama"], countries=["FR", "SU"])

    kept = merging.merge_films(keep=keep, merged=merged)

    assert [row.genre.slug for row in kept.film_genres.order_by("position")] == ["drama", "science-fiction"]
    assert kept.country_codes == ["SU", "FR"]
    assert len(kept.genre_ids) == 2


def test_merge_films_unites_keywords_and_videos():
    space, ocean = (Keyword.objects.create(name=name, slug=name) for name in ("space", "ocean"))
    keep, merged = make_film(), make_film()
    keep.keywords.set([space])
    merged.keywords.set([space, ocean])
    for film, key in [(keep, "one"), (merged, "one"), (merged, "two")]:
        Video.objects.create(film=film, key=key)

    kept = merging.merge_films(keep=keep, merged=merged)

    assert set(kept.keywords.all()) == {space, ocean}
    assert sorted(kept.videos.values_list("key", flat=True)) == ["one", "two"]


def test_merge_films_unites_translations_and_keeps_every_title_findable():
    keep = make_film(title="Stalker", title_ru="Сталкер")
    merged = make_film(title="The Stalker", original_title="Пикник", title_ru="Проводник")
    FilmTranslation.objects.filter(film=merged, language="ru").update(overview="Зона.")
    FilmTranslation.objects.create(film=merged, language="fr", title="Le Stalker")
    AlternativeTitle.objects.create(film=merged, title="Stalker", country="DE")

    kept = merging.merge_films(keep=keep, merged=merged)

    assert kept.title_ru == "Сталкер"
    assert kept.original_title == "Пикник"
    assert set(kept.translations.values_list("language", "title", "overview")) == {
        ("ru", "Сталкер", "Зона."),
        ("fr", "Le Stalker", ""),
    }
    assert set(kept.alternative_titles.values_list("title", "country")) == {
        ("Stalker", "DE"),
        ("The Stalker", ""),
        ("Проводник", ""),
    }
    assert set(SearchEntry.objects.values_list("film_id", "text")) == {
        (kept.pk, words) for words in ("stalker", "the stalker", "сталкер", "проводник", "пикник", "le stalker")
    }


def test_merge_films_takes_a_poster_and_removes_the_other_pictures(
    settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.MEDIA_ROOT = tmp_path
    keep, merged = make_film(), make_film()
    images.set_poster(film=merged, image=upload())
    images.set_backdrop(film=merged, image=upload())
    images.set_backdrop(film=keep, image=upload(encode(draw(color="red"))))

    with django_capture_on_commit_callbacks(execute=True):
        kept = merging.merge_films(keep=keep, merged=merged)

    assert kept.poster == merged.poster.name
    assert kept.poster.name in stored(tmp_path)
    assert len(stored(tmp_path)) == 5
    assert kept.backdrop == keep.backdrop.name


def test_merge_films_keeps_what_staff_locked_where_it_has_gone_to():
    keep = make_film(tagline="Ours", locked_fields=["title"])
    merged = make_film(overview="Theirs", tagline="Lost", locked_fields=["overview", "tagline"])
    Film.objects.filter(pk=keep.pk).update(overview="")

    keep = merging.merge_films(keep=keep, merged=merged)

    assert keep.overview == "Theirs"
    assert keep.locked_fields == ["overview", "title"]


def test_merge_films_with_itself_is_refused():
    film = make_film()

    with pytest.raises(merging.MergeWithItselfError):
        merging.merge_films(keep=film, merged=film)

    assert Film.objects.count() == 1


def test_merge_films_with_one_that_is_gone_is_refused():
    keep, merged = make_film(), make_film()
    Film.objects.filter(pk=merged.pk).delete()

    with pytest.raises(merging.MergeOfMissingError):
        merging.merge_films(keep=keep, merged=merged)


def test_merge_people_moves_credits_names_and_facts():
    keep = make_person(name="Andrei Tarkovsky", also_known_as=["A. Tarkovsky"], name_ru="Андрей Тарковский")
    merged = make_person(
        name="Andrej Tarkowski",
        also_known_as=["a. tarkovsky", "Tarkovskij"],
        name_ru="Андрей Тарковский",
        tmdb_id=8452,
        popularity=2.0,
        imdb_id="nm0001789",
        born_on=datetime.date(1932, 4, 4),
    )
    both, one = make_film(directors=[keep, merged]), make_film(directors=[merged])
    old_id = merged.pk

    kept = merging.merge_people(keep=keep, merged=merged)

    kept.refresh_from_db()
    assert list(Person.objects.all()) == [keep]
    assert kept.also_known_as == ["A. Tarkovsky", "Andrej Tarkowski", "Tarkovskij"]
    assert (kept.tmdb_id, kept.popularity, kept.imdb_id) == (8452, 2.0, "nm0001789")
    assert kept.born_on == datetime.date(1932, 4, 4)
    assert sorted(Credit.objects.values_list("film", "person")) == sorted([(both.pk, keep.pk), (one.pk, keep.pk)])
    assert list(PersonRedirect.objects.values_list("old_id", "person_id")) == [(old_id, keep.pk)]
    assert "andrej tarkowski" in SearchEntry.objects.filter(person=keep).values_list("text", flat=True)


def test_merge_people_repoints_earlier_redirects():
    first, second, third = make_person(), make_person(), make_person()
    ids = first.pk, second.pk

    merging.merge_people(keep=second, merged=first)
    merging.merge_people(keep=third, merged=second)

    assert set(PersonRedirect.objects.values_list("old_id", "person_id")) == {(ids[0], third.pk), (ids[1], third.pk)}


def test_merge_people_into_merges_all_or_none():
    keep, other = make_person(), make_person()

    with pytest.raises(merging.MergeWithItselfError):
        merging.merge_people_into(keep=keep, others=[other, keep])

    assert Person.objects.count() == 2
    merging.merge_people_into(keep=keep, others=[other, make_person()])
    assert list(Person.objects.all()) == [keep]


def test_merge_people_with_one_that_is_gone_is_refused():
    keep, merged = make_person(), make_person()
    Person.objects.filter(pk=merged.pk).delete()

    with pytest.raises(merging.MergeOfMissingError):
        merging.merge_people(keep=keep, merged=merged)


@pytest.mark.parametrize(("tmdb_id", "remembered"), [(None, None), (1, 2)])
def test_redirect_of_a_film_remembers_the_tmdb_id_that_nobody_has(tmdb_id, remembered):
    keep, merged = make_film(tmdb_id=tmdb_id), make_film(tmdb_id=2)

    kept = merging.merge_films(keep=keep, merged=merged)

    assert kept.tmdb_id == (tmdb_id or 2)
    assert FilmRedirect.objects.get().tmdb_id == remembered


@pytest.mark.parametrize(("tmdb_id", "remembered"), [(None, None), (1, 2)])
def test_redirect_of_a_person_remembers_the_tmdb_id_that_nobody_has(tmdb_id, remembered):
    keep, merged = make_person(tmdb_id=tmdb_id), make_person(tmdb_id=2)

    kept = merging.merge_people(keep=keep, merged=merged)

    assert kept.tmdb_id == (tmdb_id or 2)
    assert PersonRedirect.objects.get().tmdb_id == remembered


def test_merge_films_takes_over_where_a_picture_came_from():
    keep = make_film(backdrop="backdrops/kept.webp")
    merged = make_film(
        poster="posters/a.webp", poster_source="/a.jpg", backdrop="backdrops/b.webp", backdrop_source="/b.jpg"
    )

    kept = merging.merge_films(keep=keep, merged=merged)

    assert (kept.poster.name, kept.poster_source) == ("posters/a.webp", "/a.jpg")
    assert (kept.backdrop.name, kept.backdrop_source) == ("backdrops/kept.webp", "")
