"""Forty members with tastes of their own, and what they rated. The same catalogue always gives the same ratings."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from allauth.account.models import EmailAddress
from django.db import transaction

from accounts.models import Follow, User
from films.models import Film, Genre
from reviews.models import UserFilm

Status = UserFilm.Status

LOGINS = {"demo": "demo-lumiere-1895", "staff": "staff-melies-1902"}
YEARS_OF_RATING = 2

# username, name, language, favorite genres, genres they avoid, the years they like best
MEMBERS = [
    ("demo", "Demo", "en", ["science-fiction", "drama"], ["horror"], (1960, 2025)),
    ("anna.k", "Анна Ковалёва", "ru", ["drama", "history"], ["horror"], (1950, 1990)),
    ("ben_harlow", "Ben Harlow", "en", ["crime", "thriller"], ["music"], (1940, 1980)),
    ("chiyo", "Chiyo Tanaka", "en", ["animation", "family"], ["war"], (1985, 2025)),
    ("dmitri.v", "Дмитрий Веснин", "ru", ["science-fiction", "war"], ["romance"], (1965, 2000)),
    ("elena-m", "Елена Маркова", "ru", ["comedy", "romance"], ["war"], (1955, 1985)),
    ("farid", "Farid Azimi", "en", ["drama", "documentary"], ["fantasy"], (1985, 2025)),
    ("greta", "Greta Lindqvist", "en", ["drama", "mystery"], ["action"], (1920, 1970)),
    ("hugo.b", "Hugo Bertrand", "en", ["romance", "comedy"], ["western"], (1930, 1970)),
    ("irina_s", "Ирина Соколова", "ru", ["family", "animation"], ["crime"], (1970, 2015)),
    ("jonas", "Jonas Keller", "en", ["thriller", "mystery"], ["music"], (1990, 2025)),
    ("kirill", "Кирилл Лапин", "ru", ["action", "science-fiction"], ["drama"], (1980, 2015)),
    ("lucia.r", "Lucía Romero", "en", ["drama", "fantasy"], ["war"], (1990, 2025)),
    ("mikhail-t", "Михаил Трофимов", "ru", ["war", "history"], ["horror"], (1940, 1985)),
    ("nadia", "Nadia Haddad", "en", ["drama", "comedy"], ["horror"], (1995, 2025)),
    ("olga.p", "Ольга Панина", "ru", ["romance", "music"], ["action"], (1930, 1980)),
    ("pavel_z", "Павел Зимин", "ru", ["crime", "comedy"], ["fantasy"], (1985, 2010)),
    ("quentin", "Quentin Moss", "en", ["crime", "western"], ["family"], (1960, 2000)),
    ("rosa", "Rosa Almeida", "en", ["documentary", "drama"], ["action"], (1955, 2020)),
    ("sergey.n", "Сергей Никитин", "ru", ["comedy", "adventure"], ["horror"], (1960, 1990)),
    ("tomoko", "Tomoko Arai", "en", ["drama", "history"], ["action"], (1945, 1970)),
    ("ulrike", "Ulrike Brandt", "en", ["horror", "mystery"], ["family"], (1915, 1980)),
    ("vera", "Вера Орлова", "ru", ["drama", "romance"], ["action"], (1955, 2005)),
    ("will.t", "Will Thornton", "en", ["adventure", "fantasy"], ["documentary"], (1975, 2015)),
    ("xavier", "Xavier Dupuis", "en", ["comedy", "drama"], ["war"], (1955, 1975)),
    ("yana", "Яна Белова", "ru", ["thriller", "horror"], ["western"], (1990, 2025)),
    ("zoe.k", "Zoe Kendrick", "en", ["romance", "music"], ["war"], (1995, 2025)),
    ("arturo", "Arturo Bianchi", "en", ["drama", "comedy"], ["science-fiction"], (1940, 1975)),
    ("boris.l", "Борис Левин", "ru", ["science-fiction", "mystery"], ["romance"], (1965, 2025)),
    ("clara", "Clara Whitfield", "en", ["family", "fantasy"], ["horror"], (1935, 2010)),
    ("denis", "Денис Рябов", "ru", ["action", "thriller"], ["romance"], (1980, 2025)),
    ("emil", "Emil Novak", "en", ["drama", "war"], ["family"], (1955, 1985)),
    ("fatou", "Fatou Diop", "en", ["drama", "history"], ["western"], (1965, 2025)),
    ("galina", "Галина Чернова", "ru", ["comedy", "family"], ["thriller"], (1955, 1985)),
    ("henrik", "Henrik Dahl", "en", ["horror", "thriller"], ["romance"], (1970, 2025)),
    ("ilya.r", "Илья Разин", "ru", ["drama", "crime"], ["music"], (1990, 2025)),
    ("june", "June Okafor", "en", ["science-fiction", "action"], ["history"], (1975, 2025)),
    ("konstantin", "Константин Юдин", "ru", ["drama", "documentary"], ["action"], (1920, 1970)),
    ("lena.f", "Lena Fischer", "en", ["mystery", "romance"], ["war"], (1940, 2000)),
    ("marco_p", "Marco Pellegrini", "en", ["western", "crime"], ["animation"], (1955, 1995)),
]

# What nearly everybody thinks well of, by TMDB id; of the others opinions differ.
ADMIRED = {
    346, 238, 240, 389, 15, 103, 27205, 424, 278, 680, 1891, 129, 496243, 797, 1398, 593, 25237, 20334, 19, 962, 3078,
    599, 832, 510, 28, 539, 426, 348, 289, 947, 18148, 11216, 8587, 901, 3082, 335, 429, 185, 694, 244786,
    105, 7345, 745, 37165, 37799, 275, 78, 603, 550, 155, 62, 122, 11, 13, 194, 637, 8392, 372058, 530915, 77338,
    872585,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Taste:
    likes: frozenset[int]
    dislikes: frozenset[int]
    best_years: tuple[int, int]
    leniency: float
    breadth: float  # the part of the catalogue that they know


@transaction.atomic
def load_members(*, now: datetime) -> int:
    """Make the members that are missing, with their films; the number of ratings given."""
    missing = [row for row in MEMBERS if not User.objects.filter(username=row[0]).exists()]
    films = list(Film.objects.filter(adult=False, tmdb_id__isnull=False).order_by("tmdb_id"))
    genre_ids = dict(Genre.objects.values_list("slug", "pk"))
    marks: list[UserFilm] = []
    for username, name, language, likes, dislikes, years in missing:
        member = make_member(username, name=name, language=language)
        random = Random(f"taste of {username}")
        taste = Taste(
            likes=frozenset(genre_ids.get(slug, 0) for slug in likes),
            dislikes=frozenset(genre_ids.get(slug, 0) for slug in dislikes),
            best_years=years,
            leniency=random.gauss(0, 0.5),
            breadth=random.uniform(0.55, 0.85),
        )
        marks += say(member, films, taste, random, now)
    UserFilm.objects.bulk_create(marks, batch_size=2000)
    follow_each_other()
    return sum(mark.rating is not None for mark in marks)


def make_member(username: str, *, name: str = "", language: str = "en", **flags: bool) -> User:
    """A member whose e-mail address is verified; only those in LOGINS can log in."""
    member = User(username=username, email=f"{username}@example.org", name=name, language=language, **flags)
    member.set_password(LOGINS.get(username))
    member.save()
    EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
    return member


def make_staff() -> None:
    if not User.objects.filter(username="staff").exists():
        make_member("staff", name="Staff", is_staff=True, is_superuser=True)


def quality(film: Film) -> float:
    """What the demo's members agree on."""
    if film.tmdb_id in ADMIRED:
        return 8.3
    return 7.2 + Random(f"quality of {film.tmdb_id}").gauss(0, 0.5)


def say(member: User, films: list[Film], taste: Taste, random: Random, now: datetime) -> list[UserFilm]:
    marks = []
    for film in films:
        fit = fit_of(film, taste)
        chance = random.random()
        if chance > taste.breadth * (0.8 + 0.2 * fit) * (1.5 if film.tmdb_id in ADMIRED else 0.85):
            if chance > 0.93 and fit >= 0:
                marks.append(mark(member, film, random, now, status=Status.PLANNED))
            continue
        if random.random() < 0.02:
            status = Status.DROPPED if fit < 0 else Status.WATCHING
            marks.append(mark(member, film, random, now, status=status))
            continue
        rating = round(quality(film) + 0.6 * fit + taste.leniency + random.gauss(0, 1.0))
        rating = min(10, max(1, rating))
        favorite = rating >= 9 and random.random() < 0.25
        marks.append(mark(member, film, random, now, status=Status.WATCHED, rating=rating, favorite=favorite))
    return marks


def fit_of(film: Film, taste: Taste) -> float:
    """From -1.5, nothing for this member, to 2.5."""
    genres = set(film.genre_ids)
    first, last = taste.best_years
    in_years = 0.5 if film.year and first <= film.year <= last else -0.3
    return 1.0 * bool(genres & taste.likes) - 1.2 * bool(genres & taste.dislikes) + in_years


def mark(
    member: User, film: Film, random: Random, now: datetime, *, status: str, rating: int | None = None, **values: bool
) -> UserFilm:
    moment = now - timedelta(days=random.uniform(0, 365 * YEARS_OF_RATING))
    return UserFilm(
        user=member,
        film=film,
        status=status,
        rating=rating,
        rated_at=moment if rating else None,
        created_at=moment,
        updated_at=moment,
        **values,
    )


def follow_each_other() -> None:
    members = list(User.objects.filter(username__in=[row[0] for row in MEMBERS]).order_by("pk"))
    random = Random("who follows whom")
    Follow.objects.bulk_create(
        (
            Follow(follower=member, followed=other)
            for member in members
            for other in random.sample(members, 6)
            if other != member
        ),
        ignore_conflicts=True,
    )
