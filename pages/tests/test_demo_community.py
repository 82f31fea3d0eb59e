import io
import re
import time
from collections import Counter
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from django.core.management import call_command
from django.db import transaction
from django.db.models import Count, F, Q
from django.test import override_settings

from accounts.models import Notice, User
from films.models import Film
from pages.demo import catalogue, community, members, notices
from reviews import markdown, mentions
from reviews.models import Case, Comment, Decision, Discussion, Report, Review, ReviewVersion, UserFilm, Vote

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
MODELS = [Case, Comment, Decision, Discussion, Report, Review, ReviewVersion, UserFilm, Vote]
LANGUAGES = {name: language for name, _name, language, *_taste in members.MEMBERS}
FILMS = {film["tmdb_id"] for film in catalogue.read_films()}
REVIEWS = community.read_reviews()
PUBLISHED = [fact for fact in REVIEWS if "state" not in fact]
THREADS = community.read("comments")
DISCUSSIONS = community.read("discussions")


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """The demo, loaded once for all tests of this module; each of them is rolled back to it."""
    with django_db_blocker.unblock(), transaction.atomic():
        catalogue.load_catalogue()
        members.make_staff()
        members.load_members(now=NOW)
        began = time.perf_counter()
        added = community.load_community(now=NOW)
        yield added, time.perf_counter() - began
        transaction.set_rollback(True)


@pytest.fixture
def loaded(demo, db):
    return demo


# The fixtures


def comments_of(facts):
    return list(community.walk(comment for fact in facts for comment in fact["comments"]))


def bodies():
    facts = [*REVIEWS, *DISCUSSIONS, *comments_of(THREADS), *comments_of(DISCUSSIONS)]
    return [fact["body"] for fact in facts] + [old["body"] for fact in REVIEWS for old in fact.get("versions", [])]


def test_reviews_are_many_and_various():
    languages = Counter(fact["language"] for fact in PUBLISHED)
    paragraphs = Counter(len(fact["body"].split("\n\n")) for fact in PUBLISHED)

    assert languages["en"] >= 100
    assert languages["ru"] >= 50
    assert set(paragraphs) >= {1, 2, 3, 4, 5, 6}
    assert min(len(fact["body"]) for fact in PUBLISHED) < 80
    assert sum("||" in fact["body"] for fact in PUBLISHED) >= 25
    assert sum(fact.get("has_spoilers", False) for fact in PUBLISHED) >= 15
    assert sum("title" in fact for fact in PUBLISHED) / len(PUBLISHED) > 0.6
    assert {fact["rating"] for fact in PUBLISHED} >= set(range(3, 11))
    assert sum("versions" in fact for fact in REVIEWS) == 10


def test_comments_and_discussions_are_many():
    assert len(THREADS) >= 60
    assert len(comments_of(THREADS)) >= 160
    assert len(DISCUSSIONS) == 24
    assert len(comments_of(DISCUSSIONS)) >= 90
    assert {fact["room"] for fact in DISCUSSIONS} == set(Discussion.Room.values)


def test_every_film_and_member_exists():
    facts = [*REVIEWS, *DISCUSSIONS, *comments_of(THREADS), *comments_of(DISCUSSIONS)]

    assert {fact["author"] for fact in facts} == set(LANGUAGES)
    assert {fact["film"] for fact in (*REVIEWS, *DISCUSSIONS)} <= FILMS


def test_a_member_reviews_a_film_once_and_starts_one_discussion_of_it():
    for facts in (REVIEWS, DISCUSSIONS, [thread["review"] for thread in THREADS]):
        pairs = Counter((fact["author"], fact["film"]) for fact in facts)
        assert [pair for pair, times in pairs.items() if times > 1] == []


def test_comments_stand_under_published_reviews():
    published = {(fact["author"], fact["film"]) for fact in PUBLISHED}

    assert {(thread["review"]["author"], thread["review"]["film"]) for thread in THREADS} <= published


def depth_of(facts):
    return 1 + max((depth_of(fact.get("replies", [])) for fact in facts), default=0) if facts else 0


def test_threads_are_up_to_three_deep():
    assert max(depth_of(fact["comments"]) for fact in (*THREADS, *DISCUSSIONS)) == 3


def test_reviews_are_in_the_languages_of_their_authors():
    for fact in REVIEWS:
        letters = Counter("ru" if letter >= "а" else "en" for letter in re.findall("[a-zа-яё]", fact["body"].lower()))
        assert fact["language"] == LANGUAGES[fact["author"]] == letters.most_common(1)[0][0], fact["body"][:40]


def test_no_text_is_there_twice():
    assert [body for body, times in Counter(bodies()).items() if times > 1] == []


def test_mentions_are_of_members():
    names = {name for body in bodies() for name in re.findall(r"(?<![\w/])@([\w.-]*\w)", body)}

    assert len(names) >= 4
    assert names <= set(LANGUAGES)


def test_marks_are_all_rendered_and_no_spoiler_is_in_an_excerpt():
    for body in bodies():
        html = markdown.render(body)
        text = re.sub("<[^>]+>", "", html)
        assert not re.search(r"\|\||\*|~~|_[a-z]", text), body
        assert html.count('class="spoiler"') == body.count("||") / 2, body
        for hidden in re.findall(r"\|\|(.+?)\|\|", body):
            assert hidden[:30] not in markdown.excerpt(body)


# What is loaded


def test_everything_is_loaded_in_a_few_seconds(loaded):
    added, seconds = loaded

    assert added.reviews == Review.objects.count() == len(REVIEWS)
    assert added.discussions == Discussion.objects.count() == len(DISCUSSIONS)
    assert added.comments == Comment.objects.count() == len(comments_of(THREADS) + comments_of(DISCUSSIONS))
    assert seconds < 5


def test_texts_are_rendered(loaded):
    named = mentions.members_named_in(*(row.body for model in (Review, Comment) for row in model.objects.all()))
    for model in (Review, Discussion, Comment):
        for row in model.objects.all():
            assert row.body_html == mentions.render(row.body, named)
    assert Comment.objects.filter(body_html__contains='class="mention"').count() >= 5
    assert not Review.objects.filter(excerpt="").exists()


def test_reviews_carry_the_rating_that_they_were_written_with(loaded):
    ratings = Review.objects.values_list("user__username", "film__tmdb_id", "rating")

    assert set(ratings) == {(fact["author"], fact["film"], fact["rating"]) for fact in REVIEWS}


def test_nobody_votes_on_their_own_review_or_on_an_unpublished_one(loaded):
    assert Vote.objects.count() > 500
    assert Vote.objects.filter(is_helpful=False).count() > 50
    assert not Vote.objects.filter(Q(user=F("review__user")) | ~Q(review__state="published")).exists()


def test_counts_equal_a_recount(loaded):
    reviews = Review.objects.annotate(
        votes_there=Count("votes", distinct=True),
        comments_there=Count("comments", filter=Q(comments__state="published"), distinct=True),
    )
    assert not reviews.exclude(vote_count=F("votes_there"), comment_count=F("comments_there")).exists()
    films = Film.objects.annotate(there=Count("reviews", filter=Q(reviews__state="published")))
    assert not films.exclude(review_count=F("there")).exists()


def test_everything_was_written_in_turn(loaded):
    for comment in Comment.objects.select_related("parent", "review", "discussion"):
        root = comment.parent or comment.place
        assert root.created_at < comment.created_at <= NOW, comment.body
    for review in Review.objects.exclude(versions=None).prefetch_related("versions"):
        moments = [*sorted(version.written_at for version in review.versions.all()), review.edited_at]
        assert moments[0] == review.published_at
        assert all(earlier < later for earlier, later in pairwise(moments))


def test_drafts_are_seen_by_their_authors_alone(loaded):
    drafts = Review.objects.filter(state="draft")

    assert drafts.count() == 4
    assert drafts.filter(user__username="demo").count() == 1
    assert not drafts.visible_to(User.objects.get(username="staff")).exists()


def test_moderators_find_work(loaded):
    cases = Case.objects.open().values_list("origin", "review__state", "comment__state")

    assert set(cases) == {("links", "held", None), ("repeated", "held", None), ("reports", None, "published")}
    assert Report.objects.filter(case__closed_at=None).count() == 2


def test_log_tells_why_a_review_was_hidden(loaded):
    decision = Decision.objects.get()
    review = Review.objects.get(state="hidden")

    assert (decision.action, decision.target, decision.target_id) == ("hide", "review", review.pk)
    assert (decision.member_id, decision.moderator_name) == (review.user_id, "staff")
    assert decision.reason
    case = Case.objects.get(pk=decision.case_id)
    assert review.created_at < case.opened_at < case.closed_at == decision.created_at < NOW
    assert review.user not in [report.reporter for report in case.reports.all()]


def test_second_load_adds_nothing(loaded):
    before = [model.objects.count() for model in MODELS]

    added = community.load_community(now=NOW)

    assert added == community.Added(reviews=0, comments=0, discussions=0)
    assert [model.objects.count() for model in MODELS] == before


def test_second_load_keeps_what_members_changed(loaded):
    review = Review.objects.filter(user__username="greta", state="published").first()
    Review.objects.filter(pk=review.pk).update(body="Changed")
    UserFilm.objects.filter(user=review.user, film=review.film).update(rating=1)

    community.load_community(now=NOW)

    review.refresh_from_db()
    assert (review.body, review.rating) == ("Changed", 1)


def told():
    rows = Notice.objects.order_by("created_at", "pk").values_list(
        "user__username", "kind", "data__place", "created_at"
    )
    return [*rows], [*Notice.objects.order_by("created_at", "pk").values_list("read_at", flat=True)]


def test_the_demo_member_is_told_of_answers_mentions_and_reports_and_read_the_older_ones(loaded):
    added = notices.load_notices(now=NOW)

    rows, read = told()
    assert added == len(rows)
    assert {name for name, *_rest in rows} >= {"demo"}
    own = Notice.objects.filter(user__username="demo").order_by("-created_at")
    assert Counter(own.values_list("kind", flat=True)) == {"reply": 4, "mention": 1, "report": 1}
    assert [notice.read_at is None for notice in own] == [True] * 3 + [False] * 3
    assert all(at is None or at < NOW for at in read)
    assert all(moment < NOW for *_rest, moment in rows)
    assert {notice.url for notice in own.exclude(kind="report")} <= {
        row.get_absolute_url() for row in Comment.objects.all()
    }


def test_the_same_moment_always_gives_the_same_notices_and_a_second_load_none(loaded):
    notices.load_notices(now=NOW)
    before = told()
    Notice.objects.filter(user__username="demo", kind="mention").update(read_at=NOW)

    assert notices.load_notices(now=NOW) == 0
    assert Notice.objects.filter(user__username="demo", read_at=None).count() == 2

    Notice.objects.all().delete()
    notices.load_notices(now=NOW)
    assert told() == before


def said_by_all():
    reviews = Review.objects.values_list("user__username", "film__tmdb_id", "body", "published_at", "helpful_count")
    comments = Comment.objects.values_list("user__username", "body", "depth", "created_at", "parent__body")
    return set(reviews), set(comments), set(Discussion.objects.values_list("user__username", "title", "active_at"))


def test_the_same_moment_always_gives_the_same(loaded):
    before = said_by_all()
    Review.objects.all().delete()
    Discussion.objects.all().delete()

    community.load_community(now=NOW)

    assert said_by_all() == before


def test_members_who_are_missing_come_back_with_what_they_wrote(loaded):
    before = Review.objects.count(), Discussion.objects.exclude(user=None).count()
    User.objects.filter(username__in=["konstantin", "jonas"]).delete()

    members.load_members(now=NOW)
    community.load_community(now=NOW)

    assert (Review.objects.count(), Discussion.objects.exclude(user=None).count()) == before


def test_load_takes_few_queries(loaded, django_assert_max_num_queries):
    Review.objects.all().delete()
    Discussion.objects.all().delete()

    with django_assert_max_num_queries(40):
        community.load_community(now=NOW)


def test_load_demo_loads_the_texts_too(loaded):
    Review.objects.all().delete()
    Discussion.objects.all().delete()
    said = io.StringIO()

    with override_settings(DEBUG=True):
        call_command("load_demo", stdout=said)

    texts = re.search(r"Added (\d+) reviews, (\d+) comments and (\d+) discussions\.", said.getvalue())
    assert [int(count) for count in texts.groups()] == [
        model.objects.count() for model in (Review, Comment, Discussion)
    ]
