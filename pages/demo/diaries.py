"""When the demo's members watched what they rated, with a note here and there. The same films give the same diaries."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random

from django.db import transaction

from accounts.models import User
from pages.demo.members import MEMBERS
from reviews.models import UserFilm, Viewing

Precision = Viewing.Precision

KEPT = 0.55  # the part of their films that they write down
YEARS_BACK = 12  # of first viewings that were long ago

# Of films that were liked, that were all right, and that were not.
NOTES = {
    "en": (
        [
            "I meant to watch ten minutes and go to bed. It is half past two.",
            "The last shot again. I rewound it twice and it worked both times.",
            "Nobody in the row moved until the lights came on.",
            "Better than I remembered, and I remembered it as one of the best.",
            "Watched with my father, who said nothing for an hour afterwards. High praise.",
            "Every cut is where it has to be.",
            "I had forgotten how funny it is.",
            "Saw it on a big screen at last; everything before that was a postcard of it.",
            "The sound of this one! Turn it up.",
            "Cried at a different place than last year.",
            "A film that trusts me to keep up.",
            "I would follow that face through three more hours.",
            "So much said with doors and windows.",
            "Bought a ticket for tomorrow on the way out.",
        ],
        [
            "The first half had me, the second half had the clock.",
            "Good company for a rainy Sunday, not much more.",
            "Fell asleep for a bit in the middle and do not think I missed a lot.",
            "Lovely pictures of a story I did not care about.",
            "I see why people love it. From over here, I see it.",
            "The supporting cast is carrying boxes the whole time.",
            "A fine idea for forty minutes.",
            "Projector trouble, so I owe it another chance.",
        ],
        [
            "Left my patience in the cloakroom.",
            "Two good scenes; both are in the trailer.",
            "The popcorn was excellent.",
            "I wanted to like this so much.",
            "It explains every joke, then explains it again.",
        ],
    ),
    "ru": (
        [
            "Хотела глянуть начало, а за окном уже светает.",
            "В зале никто не встал, пока не погас экран.",
            "Пересматриваю третий раз, и каждый раз другой фильм.",
            "Мама плакала, я делал вид, что нет.",
            "Последний кадр стоит всего сеанса.",
            "Как же здесь молчат! Целый разговор без слов.",
            "Забыл, насколько это смешно.",
            "Наконец-то на большом экране и с живым звуком.",
            "После сеанса шла домой пешком, чтобы подольше не разговаривать.",
            "Музыка со мной уже третий день.",
        ],
        [
            "Первый час отличный, потом стало видно, как всё устроено.",
            "Для дождливого воскресенья в самый раз.",
            "Снято красиво, а рассказать не о чем.",
            "Понимаю, за что любят. Со стороны понимаю.",
            "Посередине задремал и, кажется, ничего не пропустил.",
        ],
        [
            "Очень хотелось полюбить, не вышло.",
            "Две хорошие сцены, и обе были в трейлере.",
            "Досидел из упрямства.",
            "Каждую шутку объясняют дважды.",
        ],
    ),
}
PLACES = {
    "en": ["At home", "The Rex", "On a train", "Film club", "At Nora's", "Open-air screen", "Festival", "On a plane"],
    "ru": ["Дома", "Кинотеатр «Заря»", "В поезде", "Киноклуб", "У Светы", "Летний кинотеатр", "Фестиваль"],
}


@transaction.atomic
def load_diaries() -> int:
    """Give a diary to each of the demo's members that has none; the number of entries."""
    names = [row[0] for row in MEMBERS]
    members = User.objects.filter(username__in=names, viewings=None).order_by("pk")
    marks: dict[int, list[UserFilm]] = {member.pk: [] for member in members}
    watched = UserFilm.objects.filter(user__in=marks, status=UserFilm.Status.WATCHED).select_related("film")
    for mark in watched.only("user_id", "rating", "favorite", "updated_at", "film__tmdb_id").order_by("film__tmdb_id"):
        marks[mark.user_id].append(mark)
    entries = [entry for member in members for entry in diary_of(member, marks[member.pk])]
    Viewing.objects.bulk_create(entries, batch_size=2000)
    return len(entries)


def diary_of(member: User, marks: list[UserFilm]) -> Iterator[Viewing]:
    random = Random(f"diary of {member.username}")
    for mark in marks:
        if random.random() > KEPT:
            continue
        seen_at = mark.updated_at
        loved = mark.favorite or (mark.rating or 0) >= 9
        again = random.random() < (0.5 if loved else 0.06)
        if again:
            yield first_viewing(member, mark, random)
        yield entry(member, mark, random, seen_at, Precision.DAY if again else precision(random), is_rewatch=again)


def precision(random: Random) -> Precision:
    return random.choices(list(Precision), weights=[85, 8, 4, 3])[0]


def first_viewing(member: User, mark: UserFilm, random: Random) -> Viewing:
    """Years ago, so rarely remembered to the day."""
    seen_at = mark.updated_at - timedelta(days=random.uniform(200, 365 * YEARS_BACK))
    known = random.choices(list(Precision), weights=[3, 3, 5, 2])[0]
    return entry(member, mark, random, seen_at, known, is_rewatch=False)


def entry(
    member: User, mark: UserFilm, random: Random, seen_at: datetime, known: Precision, *, is_rewatch: bool
) -> Viewing:
    rating = mark.rating
    if rating and random.random() < 0.15:  # they have come to think otherwise
        rating = min(10, max(1, rating + random.choice([-1, 1])))
    return Viewing(
        user=member,
        film=mark.film,
        watched_on=first_known_day(seen_at.date(), known),
        precision=known,
        is_rewatch=is_rewatch,
        rating=rating,
        note=note(member.language, rating, random) if random.random() < 0.16 else "",
        place=random.choice(PLACES[member.language]) if random.random() < 0.2 else "",
        is_private=random.random() < 0.05,
        created_at=mark.updated_at,
        updated_at=mark.updated_at,
    )


def first_known_day(day: date, known: Precision) -> date | None:
    if known == Precision.UNKNOWN:
        return None
    if known == Precision.YEAR:
        return day.replace(month=1, day=1)
    return day.replace(day=1) if known == Precision.MONTH else day


def note(language: str, rating: int | None, random: Random) -> str:
    liked, fair, disliked = NOTES[language]
    return random.choice(liked if (rating or 7) >= 8 else fair if (rating or 7) >= 5 else disliked)
