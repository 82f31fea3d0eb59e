import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.cache import cache
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.models import Count
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from films.models import Film, Keyword, Person
from films.querysets import SORTS
from pages.benchmark.sessions import session_of
from reviews.filters import MINE_CHOICES, MY_RATING, MY_SORT_CHOICES, REVIEW_SORT_CHOICES
from reviews.models import Discussion, Review, Viewing

SLOW = 50  # ms
BIG = {
    "films_film",
    "films_credit",
    "reviews_review",
    "reviews_vote",
    "reviews_comment",
    "reviews_userfilm",
    "reviews_viewing",
}
REVIEW_FILTERS = [
    "min_rating=8",
    "max_rating=4&sort=newest",
    "language=ru",
    "spoiler_free=true",
    "page=20",
]
FILTERS = [
    "genre=drama&year_from=1990&year_to=2005",
    "genre=drama&genre=comedy&year_from=1990",
    "genre=western&year_from=1930&year_to=1935",
    "genre=drama&genre=comedy&match=all&rating_from=7",
    "genre=comedy&country=FR",
    "genre=war&country=CZ",
    "country=AD&year_from=1990",
    "language=fr&votes_from=100",
    "language=sv&runtime_to=90",
    "runtime_from=180&without=drama",
    "runtime_from=100&runtime_to=101&country=FR",
    "rating_from=8.5&votes_from=20",
    "rating_from=9.9&genre=drama",
    "year_from=1900&year_to=1910&rating_from=9",
]


@dataclass(frozen=True, slots=True)
class Statement:
    sql: str
    milliseconds: float
    rows: int
    buffers: int
    scans: bool


@dataclass(frozen=True, slots=True)
class Page:
    name: str
    path: str
    member: bool | User = False  # True: the member of the films
    caches_empty: bool = False


class Command(BaseCommand):
    help = "Print what PostgreSQL does for each page: time, rows, and whether it reads the whole of a big table."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--pages", default="", help="Only the pages whose name has one of these, by commas.")
        parser.add_argument("--plans", action="store_true", help="Print the plans of the statements that are slow.")

    def handle(self, *args: Any, **options: Any) -> None:
        film = Film.objects.filter(adult=False).sorted_by("popularity").first()
        member = (
            User.objects.annotate(films=Count("user_films")).filter(films__lte=500).order_by("-films", "pk").first()
        )
        if film is None or member is None:
            raise CommandError("There is nothing to show: run load_demo or generate_catalogue first.")
        self.client = Client(headers={"host": settings.ALLOWED_HOSTS[0]})
        self.member = member
        for page in [*pages(film, member), *community_pages(film, member)]:
            if any(part in page.name for part in options["pages"].split(",")):
                self.explain(page, plans=options["plans"])
        if not User.objects.filter(is_superuser=True).exists():
            self.stdout.write("The pages of moderators are left out: no superuser is there (createsuperuser).")

    def explain(self, page: Page, *, plans: bool) -> None:
        statements = [statement(sql) for sql in self.selects_of(page)]
        self.stdout.write(
            f"{sum(each.milliseconds for each in statements):8.1f} ms {len(statements):3} statements"
            f" {sum(each.buffers for each in statements):7} buffers"
            f" {'SCAN' if any(each.scans for each in statements) else '    '}  {page.name}"
        )
        for each in statements:
            if each.milliseconds > SLOW or each.scans:
                self.stdout.write(
                    f"    {each.milliseconds:.1f} ms, {each.rows} rows: {each.sql if plans else each.sql[:300]}"
                )
                if plans:
                    self.stdout.write(plan(each.sql))

    def selects_of(self, page: Page) -> list[str]:
        """The page is asked for twice, so that what is cached is not counted, unless caches are to be empty."""
        self.client.cookies.clear()
        if page.member:
            viewer = page.member if isinstance(page.member, User) else self.member
            self.client.cookies[settings.SESSION_COOKIE_NAME] = session_of(viewer)
        if page.caches_empty:
            cache.clear()
        else:
            self.client.get(page.path, secure=True)
        with CaptureQueriesContext(connection) as queries:
            self.client.get(page.path, secure=True)
        statements = [query["sql"].strip() for query in queries]
        return [sql for sql in statements if sql.startswith(("SELECT", "WITH"))]


def pages(film: Film, member: User) -> Iterator[Page]:
    films = reverse("films:list")
    yield Page("list, caches empty", films, caches_empty=True)
    for name in [*SORTS, MY_RATING[0]]:
        yield Page(f"list by {name}", f"{films}?sort={name}", member=name == MY_RATING[0])
        yield Page(f"list by {name}, page 500", f"{films}?sort={name}&page=500", member=name == MY_RATING[0])
    person = Person.objects.filter(credits__film=film).first()
    keyword = Keyword.objects.filter(films=film).first() or Keyword.objects.first()
    own = [f"person={person.pk if person else 1}", f"keyword={keyword.slug if keyword else 'none'}"]
    title = f"title={film.title.split()[-1].lower()}&genre=drama"
    for query in [*FILTERS, *own, title]:
        yield Page(f"list, {query}", f"{films}?{query}")
        yield Page(f"list, {query} by title", f"{films}?{query}&sort=title")
    for name, _label in MINE_CHOICES:
        yield Page(f"list, mine={name}&genre=drama", f"{films}?mine={name}&genre=drama", member=True)
    yield Page("film, visitor", film.get_absolute_url())
    yield Page("film, member", film.get_absolute_url(), member=True)
    yield Page("credits", f"{film.get_absolute_url()}credits/")
    yield Page("similar films", f"{film.get_absolute_url()}similar/")
    if person:
        yield Page("person", person.get_absolute_url(), member=True)
    busiest = Person.objects.annotate(films=Count("credits")).order_by("-films").first()
    if busiest:
        yield Page("the busiest person", busiest.get_absolute_url(), member=True)
    yield Page("home, caches empty", reverse("home"), member=True, caches_empty=True)
    yield Page("home, visitor", reverse("home"))
    yield Page("home, member", reverse("home"), member=True)
    for name, _label in MY_SORT_CHOICES:
        yield Page(f"my films by {name}", f"{reverse('reviews:my_films')}?sort={name}", member=True)
    for name in ("search", "suggest"):
        yield Page(name, f"{reverse(f'films:{name}')}?{urlencode({'q': film.title})}")


def community_pages(film: Film, member: User) -> Iterator[Page]:
    reviewed = Film.objects.filter(adult=False, review_count__gt=0).order_by("-review_count", "pk").first() or film
    address = reverse("reviews:of_film", args=[reviewed.pk, reviewed.slug])
    yield Page("reviewed film", reviewed.get_absolute_url(), member=True)
    for name, _label in REVIEW_SORT_CHOICES:
        yield Page(f"reviews of a film, {name}", f"{address}?sort={name}", member=True)
    for query in REVIEW_FILTERS:
        yield Page(f"reviews of a film, {query}", f"{address}?{query}")
    yield Page("reviews of a film, all filters", f"{address}?min_rating=6&language=en&spoiler_free=true", member=True)
    yield Page("reviews of a member", reverse("reviews:of_member", args=[writer(Review, member).username]))
    yield from talk_pages()
    yield from diary_pages(writer(Viewing, member))
    moderator = User.objects.filter(is_superuser=True).first()
    if moderator:
        for query in ("", "?page=20", "?origin=reports"):
            yield Page(f"moderation queue{query}", f"{reverse('reviews:moderation')}{query}", member=moderator)
        yield Page("moderation log", reverse("reviews:moderation_log"), member=moderator)
    yield Page("home, newest reviews, caches empty", reverse("home"), caches_empty=True)


def writer(model: type[Review | Viewing], member: User) -> User:
    """Who has most of them, but for those of more than a human can write."""
    found = model._default_manager.order_by().values("user").annotate(rows=Count("pk")).filter(rows__lte=3500)
    most = found.order_by("-rows", "user").first()
    return User.objects.get(pk=most["user"]) if most else member


def talk_pages() -> Iterator[Page]:
    review = (
        Review.objects.published()
        .select_related("film")
        .filter(film__adult=False)
        .order_by("-comment_count", "pk")
        .first()
    )
    if review:
        yield Page("busy review", review.get_absolute_url(), member=True)
        yield Page("busy review, page 50", f"{review.get_absolute_url()}?page=50", member=True)
    busiest = Discussion.objects.filter(film__adult=False).order_by("-comment_count", "pk").first()
    if busiest:
        yield Page("busy discussion", busiest.get_absolute_url(), member=True)
    by_film = Discussion.objects.order_by().values("film").annotate(rows=Count("pk")).order_by("-rows", "film").first()
    if by_film:
        film = Film.objects.get(pk=by_film["film"])
        yield Page("discussions of a film", reverse("reviews:discussions", args=[film.pk, film.slug]), member=True)


def diary_pages(member: User) -> Iterator[Page]:
    today = timezone.localdate()
    for viewer, who in ((member, "own"), (False, "visitor")):
        yield Page(f"diary, {who}", reverse("diary", args=[member.username]), member=viewer)
        month = reverse("diary_month", args=[member.username, today.year, today.month])
        yield Page(f"diary, month, {who}", month, member=viewer)
        for name, args in (("stats", [member.username]), ("stats_year", [member.username, today.year])):
            yield Page(f"diary, {name}, {who}, caches empty", reverse(name, args=args), viewer, caches_empty=True)


def statement(sql: str) -> Statement:
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + sql.replace("%", "%%"), [])
        explained = cursor.fetchone()[0]
    root = (json.loads(explained) if isinstance(explained, str) else explained)[0]
    nodes = list(walk(root["Plan"]))
    return Statement(
        sql=sql,
        milliseconds=root["Planning Time"] + root["Execution Time"],
        rows=root["Plan"]["Actual Rows"],
        buffers=root["Plan"]["Shared Hit Blocks"] + root["Plan"]["Shared Read Blocks"],
        scans=any(node["Node Type"] == "Seq Scan" and node["Relation Name"] in BIG for node in nodes),
    )


def walk(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node.get("Plans", []):
        yield from walk(child)


def plan(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, BUFFERS) " + sql.replace("%", "%%"), [])
        return "\n".join(row[0] for row in cursor.fetchall())
