"""What the benchmark asks of the site: for each row of its table the requests, and the ceiling in bare views."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle
from random import Random
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse

from accounts.models import User
from films.models import Film, Person
from films.querysets import SORTS
from pages.generated.rows import USERNAME

FILMS = 60
SORTED_BY = [name for name in SORTS if name != "title_ru"]
FILTERS = [
    "genre=drama&year_from=1990&year_to=2005",
    "genre=comedy&country=FR",
    "genre=drama&genre=crime&match=all&rating_from=7",
    "language=ja&votes_from=5",
    "country=US&runtime_to=90&sort=ranking",
    "without=drama&year_from=2015&sort=newest",
]


@dataclass(frozen=True, slots=True)
class Ask:
    path: str
    body: str = ""  # a POST if there is one


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    asks: Iterator[Ask]
    ceiling: int | None = None
    member: bool = False
    headers: dict[str, str] = field(default_factory=dict)
    status: int = 200
    times: int = 100  # in each round


def busy_member() -> User | None:
    """A generated member who said something of some five hundred films or more."""
    members = User.objects.filter(username__startswith=USERNAME.format(""))
    return members.annotate(films=Count("user_films")).filter(films__gte=500).order_by("pk").first()


def rows(member: User) -> list[Row]:
    random = Random("benchmark")  # noqa: S311  # nothing secret
    popular = list(Film.objects.filter(adult=False).sorted_by("popularity")[: FILMS * 50 : 50])
    films = [Ask(film.get_absolute_url()) for film in popular]
    posts = [Ask(reverse("reviews:rate", args=[film.pk]), f"rating={random.randint(1, 10)}") for film in popular * 5]
    people = Person.objects.filter(credits__film__in=popular).distinct().order_by("pk")[:FILMS]
    film_list, home = reverse("films:list"), [Ask(reverse("home"))]
    return [
        Row("list, 24 cards", cycle([Ask(film_list)]), 14),
        Row("list, cards not in memory", other_pages(film_list, random), 14, times=60),
        Row("list, two filters", cycle(Ask(f"{film_list}?{query}") for query in FILTERS), 14, times=60),
        Row(
            "list, two filters, member", cycle(Ask(f"{film_list}?{query}") for query in FILTERS), member=True, times=60
        ),
        Row("list, pages 480-519", cycle(Ask(f"{film_list}?page={page}") for page in range(480, 520)), 14, times=60),
        Row("list, member", cycle([Ask(film_list)]), member=True),
        Row("film, visitor", cycle(films), 14),
        Row("film, parts not in memory", cycle(many_films()), 14),
        Row("film, member", cycle(films), 20, member=True),
        Row("similar films", cycle(Ask(f"{film.path}similar/") for film in films), headers={"HX-Request": "true"}),
        Row("person", cycle([Ask(person.get_absolute_url()) for person in people])),
        Row("search", cycle(searches(popular, list(people), reverse("films:search"))), 16),
        Row("suggestions", cycle(searches(popular, list(people), reverse("films:suggest")))),
        Row("home, visitor", cycle(home)),
        Row("home, member", cycle(home), member=True),
        Row("my films", cycle([Ask(reverse("reviews:my_films"))]), member=True),
        Row("rate a film", cycle(posts), 16, member=True, status=302),
        Row("rate a film by htmx", cycle(posts), 16, member=True, headers={"HX-Request": "true"}),
    ]


def many_films() -> list[Ask]:
    """More of them than are asked for, so that none is asked for twice."""
    films = Film.objects.filter(adult=False).sorted_by("popularity")[:2000]
    return [Ask(film.get_absolute_url()) for film in films.only("pk", "slug")]


def other_pages(path: str, random: Random) -> Iterator[Ask]:
    """Pages of every sort, hardly one twice."""
    while True:
        yield Ask(f"{path}?sort={random.choice(SORTED_BY)}&page={random.randint(1, 400)}")


def searches(films: list[Film], people: list[Person], path: str) -> list[Ask]:
    """Titles in English and Russian, with a letter left out, single words, and names."""
    queries = []
    for film, person in zip(films[:20], people[:20], strict=True):
        longest = max(film.title.split(), key=len)
        queries += [film.title, film.title.replace(longest, longest[:3] + longest[4:]), longest.lower(), person.name]
        queries += [film.title_ru] if film.title_ru else []
    return [Ask(f"{path}?{urlencode({'q': query})}") for query in queries]
