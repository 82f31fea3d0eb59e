"""What the demo's members wrote in `fixtures/community`: reviews, comments, discussions, and work for moderators."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.db import transaction

from accounts.models import User
from films.models import Film
from reviews import markdown, mentions
from reviews.models import Case, Comment, Decision, Discussion, Report, Review, ReviewVersion, UserFilm, Vote

from .catalogue import FIXTURES
from .members import MEMBERS

Fact = dict[str, Any]
State = Review.State
HALF_A_DAY = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Added:
    reviews: int
    comments: int
    discussions: int


@dataclass(frozen=True, slots=True)
class Demo:
    """What the names in the fixtures stand for."""

    now: datetime
    members: dict[str, int]
    films: dict[int | None, int]
    named: markdown.Members

    def html(self, body: str) -> str:
        return markdown.render(body, self.named)

    def pair(self, fact: Fact) -> tuple[int, int]:
        return self.members[fact["author"]], self.films[fact["film"]]

    def moment(self, days_ago: int, fact: Fact) -> datetime:
        """In the later half of that day: before what is said of it from the next day on."""
        random = Random(f"hour of {fact['author']} on {fact['film']}, {days_ago}")
        return self.now - timedelta(days=days_ago) - random.random() * HALF_A_DAY


def read(name: str) -> list[Fact]:
    facts: list[Fact] = json.loads((FIXTURES / "community" / f"{name}.json").read_text())
    return facts


def read_reviews() -> list[Fact]:
    return read("reviews_en") + read("reviews_ru")


@transaction.atomic
def load_community(*, now: datetime) -> Added:
    """Add the reviews and discussions that are missing, with all that stands under them. The others stay as they are.

    The members and the films have to be there. A member has one review and at most one discussion of a film here.
    """
    names = [row[0] for row in MEMBERS]
    demo = Demo(
        now=now,
        members=dict(User.objects.filter(username__in=names).values_list("username", "pk")),
        films=dict(Film.objects.filter(tmdb_id__isnull=False).values_list("tmdb_id", "pk")),
        named=mentions.linked({member.username.lower(): member for member in User.objects.filter(username__in=names)}),
    )
    reviews = add_reviews(demo)
    discussions = add_discussions(demo)
    threads = {(fact["review"]["author"], fact["review"]["film"]): fact["comments"] for fact in read("comments")}
    roots: list[tuple[Fact, list[Fact]]] = [
        ({"review": review}, threads.get((fact["author"], fact["film"]), [])) for fact, review in reviews
    ]
    roots += [({"discussion": discussion}, fact["comments"]) for fact, discussion in discussions]
    comments = add_comments(demo, roots)
    rows: list[tuple[Fact, Review | Comment]] = [*reviews, *comments]
    for fact, row in rows:
        if "case" in fact:
            add_case(demo, fact["case"], row)
    return Added(reviews=len(reviews), comments=len(comments), discussions=len(discussions))


# Reviews


def add_reviews(demo: Demo) -> list[tuple[Fact, Review]]:
    known = set(Review.objects.values_list("user_id", "film_id"))
    facts = [fact for fact in read_reviews() if demo.pair(fact) not in known]
    rate_as_written(demo, facts)
    pairs = list(zip(facts, Review.objects.bulk_create(make_review(demo, fact) for fact in facts), strict=True))
    ReviewVersion.objects.bulk_create(version for fact, review in pairs for version in versions_of(demo, fact, review))
    Vote.objects.bulk_create(vote for fact, review in pairs for vote in votes_on(demo, fact, review))
    return pairs


def rate_as_written(demo: Demo, facts: Iterable[Fact]) -> None:
    """A text and the rating beside it say the same, whatever the member's taste made of the film."""
    UserFilm.objects.bulk_create(
        (make_mark(demo, fact) for fact in facts),
        update_conflicts=True,
        unique_fields=["user", "film"],
        update_fields=["status", "rating", "rated_at", "updated_at"],
    )


def make_mark(demo: Demo, fact: Fact) -> UserFilm:
    user_id, film_id = demo.pair(fact)
    moment = demo.moment(fact["days_ago"], fact)
    return UserFilm(
        user_id=user_id,
        film_id=film_id,
        status=UserFilm.Status.WATCHED,
        rating=fact["rating"],
        rated_at=moment,
        created_at=moment,
        updated_at=moment,
    )


def make_review(demo: Demo, fact: Fact) -> Review:
    user_id, film_id = demo.pair(fact)
    moment = demo.moment(fact["days_ago"], fact)
    state = fact.get("state", State.PUBLISHED)
    return Review(
        user_id=user_id,
        film_id=film_id,
        title=fact.get("title", ""),
        body=fact["body"],
        body_html=demo.html(fact["body"]),
        excerpt=markdown.excerpt(fact["body"]),
        has_spoilers=fact.get("has_spoilers", False),
        language=fact["language"],
        state=state,
        created_at=moment,
        published_at=None if state == State.DRAFT else moment,
        edited_at=demo.moment(fact["edited_days_ago"], fact) if "edited_days_ago" in fact else None,
    )


def versions_of(demo: Demo, fact: Fact, review: Review) -> Iterator[ReviewVersion]:
    for version in fact.get("versions", []):
        yield ReviewVersion(
            review=review,
            title=version.get("title", ""),
            body=version["body"],
            has_spoilers=review.has_spoilers,
            written_at=demo.moment(version["days_ago"], fact),
        )


def votes_on(demo: Demo, fact: Fact, review: Review) -> Iterator[Vote]:
    """Of some other members; long texts are read by fewer and thanked by more."""
    if review.state != State.PUBLISHED:
        return
    random = Random(f"votes on {fact['author']} on {fact['film']}")
    others = [name for name, *_rest in MEMBERS if name != fact["author"]]
    worth = min(0.95, 0.5 + len(review.body) / 2500) * random.uniform(0.8, 1)
    for name in random.sample(others, random.randint(0, 16)):
        yield Vote(user_id=demo.members[name], review=review, is_helpful=random.random() < worth)


# Discussions and comments


def add_discussions(demo: Demo) -> list[tuple[Fact, Discussion]]:
    known = set(Discussion.objects.values_list("user_id", "film_id"))
    facts = [fact for fact in read("discussions") if demo.pair(fact) not in known]
    return list(zip(facts, Discussion.objects.bulk_create(make_discussion(demo, fact) for fact in facts), strict=True))


def make_discussion(demo: Demo, fact: Fact) -> Discussion:
    user_id, film_id = demo.pair(fact)
    moment = demo.moment(fact["days_ago"], fact)
    return Discussion(
        user_id=user_id,
        film_id=film_id,
        room=fact["room"],
        title=fact["title"],
        body=fact["body"],
        body_html=demo.html(fact["body"]),
        created_at=moment,
        active_at=moment,
    )


def add_comments(demo: Demo, roots: Iterable[tuple[Fact, list[Fact]]]) -> list[tuple[Fact, Comment]]:
    """One level after the other, as an answer needs the key of what it answers."""
    added: list[tuple[Fact, Comment]] = []
    level = [(fact, make_comment(demo, fact, **place)) for place, facts in roots for fact in in_order(facts)]
    while level:
        Comment.objects.bulk_create(comment for _fact, comment in level)
        added += level
        level = [
            (
                answer,
                make_comment(demo, answer, parent=comment, review=comment.review, discussion=comment.discussion),
            )
            for fact, comment in level
            for answer in fact.get("replies", [])
        ]
    return added


def in_order(facts: list[Fact]) -> list[Fact]:
    """The comments of one place, each with its place in the reading order as `position`, those in answer too."""
    for position, fact in enumerate(walk(facts)):
        fact["position"] = position
    return facts


def walk(facts: Iterable[Fact]) -> Iterator[Fact]:
    for fact in facts:
        yield fact
        yield from walk(fact.get("replies", []))


def make_comment(demo: Demo, fact: Fact, **place: Any) -> Comment:
    return Comment(
        user_id=demo.members[fact["author"]],
        body=fact["body"],
        body_html=demo.html(fact["body"]),
        created_at=demo.now - timedelta(days=fact["days_ago"]) - HALF_A_DAY + timedelta(minutes=7 * fact["position"]),
        **place,
    )


# What moderators see


def add_case(demo: Demo, fact: Fact, row: Review | Comment) -> None:
    """What the site held waits from the moment it was written; reports come when they come."""
    opened_at = demo.now - timedelta(days=fact["days_ago"]) if "days_ago" in fact else row.created_at
    decision = fact.get("decision")
    decided_at = opened_at + HALF_A_DAY if decision else None
    kind = row._meta.model_name or ""
    case = Case.objects.create(origin=fact["origin"], opened_at=opened_at, closed_at=decided_at, **{kind: row})
    Report.objects.bulk_create(
        Report(
            case=case,
            reporter_id=demo.members[report["by"]],
            reason=report["reason"],
            text=report.get("text", ""),
            created_at=opened_at,
        )
        for report in fact.get("reports", [])
    )
    if decision and decided_at:
        add_decision(decision, case, row, decided_at)


def add_decision(fact: Fact, case: Case, row: Review | Comment, decided_at: datetime) -> None:
    moderator = User.objects.get(username="staff")
    Decision.objects.create(
        case_id=case.pk,
        moderator_id=moderator.pk,
        moderator_name=moderator.username,
        member_id=row.user_id,
        target=row._meta.model_name or "",
        target_id=row.pk,
        action=fact["action"],
        reason=fact["reason"],
        created_at=decided_at,
    )
