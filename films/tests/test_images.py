import pytest

from accounts.images import ImageRefusedError
from accounts.tests import pictures
from accounts.tests.pictures import draw, encode, open_stored, stored, upload
from films import images
from films.services import images as services
from films.tests.factories import make_film


def test_sources_of_a_poster_name_its_three_widths():
    sources = images.sources("posters/7-0123456789abcdef-780.webp")

    assert sources == images.Sources(
        src="/media/posters/7-0123456789abcdef-342.webp",
        srcset="/media/posters/7-0123456789abcdef-185.webp 185w, /media/posters/7-0123456789abcdef-342.webp 342w, "
        "/media/posters/7-0123456789abcdef-780.webp 780w",
    )


def test_sources_of_a_backdrop_name_its_two_widths():
    sources = images.sources("backdrops/7-0123456789abcdef-1280.webp")

    assert sources.src == "/media/backdrops/7-0123456789abcdef-1280.webp"
    assert [part.split()[1] for part in sources.srcset.split(", ")] == ["780w", "1280w"]


def test_sources_of_another_file_are_that_file():
    assert images.sources("elsewhere/poster.jpg") == images.Sources("/media/elsewhere/poster.jpg")


@pytest.mark.django_db
def test_set_poster_stores_three_widths_without_metadata(media):
    film = make_film()
    content = encode(draw((1000, 1500)), exif=pictures.exif(orientation=1))

    services.set_poster(film=film, image=upload(content))

    film.refresh_from_db()
    opened = {name.rpartition("-")[2]: open_stored(media, name) for name in stored(media)}
    assert {name: image.size for name, image in opened.items()} == {
        "185.webp": (185, 278),
        "342.webp": (342, 513),
        "780.webp": (780, 1170),
    }
    assert all(dict(image.getexif()) == {} for image in opened.values())
    assert film.poster.name in stored(media)
    assert f"{film.poster_sources.src} 342w" in film.poster_sources.srcset


@pytest.mark.django_db
def test_small_poster_is_not_enlarged(media):
    film = make_film()

    services.set_poster(film=film, image=upload(encode(draw((200, 300)))))

    assert {open_stored(media, name).width for name in stored(media)} == {185, 200}
    assert film.poster.name.endswith("-780.webp")


@pytest.mark.django_db
def test_poster_is_replaced_and_cleared_after_commit(media, django_capture_on_commit_callbacks):
    film = make_film()
    services.set_poster(film=film, image=upload())
    first = stored(media)

    with django_capture_on_commit_callbacks(execute=True):
        services.set_poster(film=film, image=upload(encode(draw(color="red"))))
        assert set(first) < set(stored(media))

    second = stored(media)
    assert len(second) == 3
    assert not set(first) & set(second)

    with django_capture_on_commit_callbacks(execute=True):
        services.clear_poster(film=film)

    film.refresh_from_db()
    assert (film.poster.name, stored(media)) == ("", [])


@pytest.mark.django_db
def test_backdrop_has_two_widths(media, django_capture_on_commit_callbacks):
    film = make_film()

    services.set_backdrop(film=film, image=upload(encode(draw((1600, 900)))))

    assert sorted(open_stored(media, name).size for name in stored(media)) == [(780, 439), (1280, 720)]

    with django_capture_on_commit_callbacks(execute=True):
        services.clear_backdrop(film=film)

    assert stored(media) == []


@pytest.mark.django_db
def test_refused_poster_keeps_the_old_one(media):
    film = make_film()
    services.set_poster(film=film, image=upload())
    before = (film.poster.name, stored(media))

    with pytest.raises(ImageRefusedError):
        services.set_poster(film=film, image=upload(encode(draw()) + pictures.ZIP))

    film.refresh_from_db()
    assert (film.poster.name, stored(media)) == before


@pytest.mark.django_db
def test_set_poster_leaves_the_figures_alone(media):
    film = make_film()
    type(film).objects.filter(pk=film.pk).update(planned_count=3)

    services.set_poster(film=film, image=upload())

    film.refresh_from_db()
    assert film.planned_count == 3
