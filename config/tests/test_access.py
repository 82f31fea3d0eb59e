"""Who may see what: a table of every address of the site, walked as visitor, as members and as staff of every group."""

import datetime
from itertools import chain

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLResolver, get_resolver
from django_tasks_db.models import DBTaskResult

from accounts.models import User
from accounts.tests.factories import make_user, make_verified
from films.models import (
    Collection,
    FilmRedirect,
    Genre,
    Keyword,
    PersonRedirect,
    RankingBasis,
    SyncError,
    SyncRecord,
    SyncRun,
    TmdbDifference,
)
from films.tests.factories import make_credit, make_film, make_person
from reviews.models import Appeal, Case, Decision, Report, WatchedWord
from reviews.tests.factories import make_comment, make_discussion, make_review, make_user_film, make_viewing

pytestmark = pytest.mark.django_db

ROLES = ("visitor", "member", "other", "staff", "editor", "moderator", "administrator", "superuser")
STAFF = ROLES[3:]
EDITORS = ("editor", "administrator", "superuser")
MODERATORS = ("moderator", "administrator", "superuser")
ADMINISTRATORS = ("administrator", "superuser")
SUPERUSERS = ("superuser",)
NOBODY = ()
NOW = datetime.datetime(2026, 11, 25, tzinfo=datetime.UTC)

# What an answer is: a status, or where it redirects to. These two lead back to the address that was asked for.
LOGIN = "/accounts/login/?next="
ADMIN_LOGIN = "/admin/login/?next="


def everybody(outcome):
    return dict.fromkeys(ROLES, outcome)


def members(outcome, visitor=LOGIN):
    return {**everybody(outcome), "visitor": visitor}


def only(roles, others=404):
    """200 for `roles`."""
    return {**everybody(others), **dict.fromkeys(roles, 200)}


def admin(roles, outcome=200):
    """For these roles; for other staff forbidden, and to everybody else the login is offered."""
    return {
        **dict.fromkeys(("visitor", "member", "other"), ADMIN_LOGIN),
        **dict.fromkeys(STAFF, 403),
        **dict.fromkeys(roles, outcome),
    }


def moderation(outcome):
    """For moderators; the visitor is offered the login."""
    return members(403) | dict.fromkeys(MODERATORS, outcome)


ALL_STAFF = admin(STAFF)
PAGE = everybody(200)
POST_ONLY = everybody(405)
FOR_VISITORS = members("/", visitor=200)
PROVE_AGAIN = members("/accounts/reauthenticate/?next=")

# Route -> the addresses that stand for it and what they answer to GET.
SITE = {
    "favicon.ico": {"/favicon.ico": everybody("/static/img/favicon.svg")},
    "sw.js": {"/sw.js": PAGE},
    "": {"/": PAGE},
    "films/": {"/films/": PAGE, "/films/?mine=rated&sort=my_rating": PAGE},
    "films/<int:pk>/": {
        "/films/{film}/": everybody("/films/{film}-metropolis/"),
        "/films/{adult}/": only(STAFF) | dict.fromkeys(STAFF, "/films/{adult}-midnight/"),
        "/films/{merged_film}/": everybody("/films/{film}-metropolis/"),
    },
    "films/<int:pk>-<slug:slug>/": {
        "/films/{film}-metropolis/": PAGE,
        "/films/{adult}-midnight/": only(STAFF),
        "/films/0-none/": everybody(404),
    },
    "films/<int:pk>-<slug:slug>/credits/": {
        "/films/{film}-metropolis/credits/": PAGE,
        "/films/{adult}-midnight/credits/": only(STAFF),
    },
    "films/<int:pk>-<slug:slug>/similar/": {
        "/films/{film}-metropolis/similar/": PAGE,
        "/films/{adult}-midnight/similar/": only(STAFF),
    },
    "films/<int:pk>-<slug:slug>/reviews/feed/": {
        "/films/{film}-metropolis/reviews/feed/": PAGE,
        "/films/{adult}-midnight/reviews/feed/": everybody(404),
        "/films/{merged_film}-m/reviews/feed/": everybody("/films/{film}-metropolis/reviews/feed/"),
    },
    "search/feed/": {"/search/feed/?q=metropolis": PAGE},
    "search/": {"/search/?q=metropolis": PAGE},
    "search/suggest/": {"/search/suggest/?q=metropolis": PAGE},
    "search/elsewhere/": {"/search/elsewhere/?q=metropolis": members(200)},
    "search/elsewhere/add/": {"/search/elsewhere/add/": POST_ONLY},
    "people/<int:pk>/": {
        "/people/{person}/": everybody("/people/{person}-thea-von-harbou/"),
        "/people/{merged_person}/": everybody("/people/{person}-thea-von-harbou/"),
    },
    "people/<int:pk>-<slug:slug>/": {"/people/{person}-thea-von-harbou/": PAGE, "/people/0-none/": everybody(404)},
    "members/<str:username>/": {
        "/members/other/": PAGE,
        "/members/member/": only(("member", *STAFF)),  # a private profile
        "/members/gone/": only(STAFF),  # a deactivated member
        "/members/unconfirmed/": only(STAFF),
        "/members/nobody/": everybody(404),
    },
    "members/<str:username>/watchlist/": {
        "/members/other/watchlist/": PAGE,
        "/members/member/watchlist/": only(("member", *STAFF)),
        "/members/gone/watchlist/": only(STAFF),
        "/members/unconfirmed/watchlist/": only(STAFF),
        "/members/nobody/watchlist/": everybody(404),
    },
    "members/<str:username>/diary/feed/": {
        "/members/other/diary/feed/": PAGE,
        "/members/member/diary/feed/": everybody(404),
        "/members/gone/diary/feed/": everybody(404),
        "/members/unconfirmed/diary/feed/": everybody(404),
    },
    "my/watchlist/": {"/my/watchlist/": members(200)},
    "members/<str:username>/diary/": {
        "/members/other/diary/": PAGE,
        "/members/member/diary/": only(("member", *STAFF)),
        "/members/gone/diary/": only(STAFF),
        "/members/nobody/diary/": everybody(404),
    },
    "members/<str:username>/diary/<int:year>/<int:month>/": {
        "/members/other/diary/2026/3/": PAGE,
        "/members/member/diary/2026/3/": only(("member", *STAFF)),
        "/members/other/diary/2026/13/": everybody(404),
    },
    "members/<str:username>/diary/entries/<int:pk>/": {
        "/members/other/diary/entries/{viewing}/": PAGE,
        "/members/other/diary/entries/{private_viewing}/": only(("other",)),
        "/members/member/diary/entries/{viewing}/": everybody(404),
    },
    "members/<str:username>/stats/": {
        "/members/other/stats/": PAGE,
        "/members/member/stats/": only(("member", *STAFF)),
        "/members/gone/stats/": only(STAFF),
    },
    "members/<str:username>/stats/<int:year>/": {
        "/members/other/stats/2026/": PAGE,
        "/members/member/stats/2026/": only(("member", *STAFF)),
        "/members/other/stats/1800/": everybody(404),
    },
    "my/films/": {"/my/films/": members(200)},
    "my/films/<int:film_id>/": {
        "/my/films/{film}/": members(
            200, visitor="/accounts/login/?next=/my/films/{film}/%3Fnext%3D%252Ffilms%252F{film}-metropolis%252F"
        ),
        "/my/films/{adult}/": only(STAFF),
    },
    "my/films/<int:film_id>/rating/": {"/my/films/{film}/rating/": POST_ONLY},
    "my/films/<int:film_id>/rating/clear/": {"/my/films/{film}/rating/clear/": POST_ONLY},
    "my/films/<int:film_id>/status/": {"/my/films/{film}/status/": POST_ONLY},
    "my/films/<int:film_id>/favorite/": {"/my/films/{film}/favorite/": POST_ONLY},
    "my/films/<int:film_id>/review/": {
        "/my/films/{film}/review/": members(200),
        "/my/films/{adult}/review/": only(STAFF) | {"visitor": LOGIN},
    },
    "my/films/<int:film_id>/review/preview/": {"/my/films/{film}/review/preview/": POST_ONLY},
    "my/films/<int:film_id>/review/draft/": {"/my/films/{film}/review/draft/": POST_ONLY},
    "my/films/<int:film_id>/review/publish/": {"/my/films/{film}/review/publish/": POST_ONLY},
    "my/films/<int:film_id>/review/delete/": {
        "/my/films/{film}/review/delete/": members(404) | {"member": 200, "other": 200}
    },
    "films/<int:film_id>-<slug:slug>/reviews/": {
        "/films/{film}-metropolis/reviews/": PAGE,
        "/films/{adult}-midnight/reviews/": only(STAFF),
        "/films/{merged_film}-old/reviews/": everybody("/films/{film}-metropolis/reviews/"),
    },
    "members/<str:username>/reviews/": {
        "/members/other/reviews/": PAGE,
        "/members/member/reviews/": only(("member", *STAFF)),
        "/members/gone/reviews/": only(STAFF),
    },
    "reviews/<int:pk>/": {
        "/reviews/{review}/": everybody("/reviews/{review}-metropolis/"),
        "/reviews/{private_review}/": only(("member", *STAFF))
        | dict.fromkeys(("member", *STAFF), "/reviews/{private_review}-metropolis/"),
    },
    "reviews/<int:pk>-<slug:slug>/": {
        "/reviews/{review}-metropolis/": PAGE,
        "/reviews/{private_review}-metropolis/": only(("member", *STAFF)),
        "/reviews/{hidden_review}-metropolis/": only(STAFF),
    },
    "reviews/<int:pk>/versions/": {
        "/reviews/{review}/versions/": PAGE,
        "/reviews/{private_review}/versions/": only(("member", *STAFF)),
        "/reviews/{hidden_review}/versions/": only(STAFF),
    },
    "reviews/<int:pk>/vote/": {"/reviews/{review}/vote/": POST_ONLY},
    "reviews/<int:pk>/vote/remove/": {"/reviews/{review}/vote/remove/": POST_ONLY},
    # Comments and discussions
    "reviews/<int:pk>/comments/": {
        "/reviews/{review}/comments/": members(200),
        "/reviews/{draft}/comments/": members(404) | {"member": 403},
    },
    "comments/<int:pk>/answer/": {
        "/comments/{comment}/answer/": members(200),
        "/comments/{held_comment}/answer/": members(404) | dict.fromkeys(("member", *STAFF), 403),
        "/comments/0/answer/": members(404),
    },
    "comments/<int:pk>/edit/": {
        "/comments/{comment}/edit/": members(403) | {"member": 200},
        "/comments/{held_comment}/edit/": members(404) | dict.fromkeys(STAFF, 403) | {"member": 200},
    },
    "comments/<int:pk>/delete/": {
        "/comments/{comment}/delete/": members(403) | {"member": 200},
        "/comments/{held_comment}/delete/": members(404) | dict.fromkeys(STAFF, 403) | {"member": 200},
    },
    "films/<int:film_id>-<slug:slug>/discussions/": {
        "/films/{film}-metropolis/discussions/": PAGE,
        "/films/{film}-metropolis/discussions/?room=spoilers": PAGE,
        "/films/{adult}-midnight/discussions/": only(STAFF),
        "/films/{merged_film}-m/discussions/": everybody("/films/{film}-metropolis/discussions/"),
    },
    "films/<int:film_id>-<slug:slug>/discussions/new/": {
        "/films/{film}-metropolis/discussions/new/": members(200),
        "/films/{adult}-midnight/discussions/new/": only(STAFF) | {"visitor": LOGIN},
    },
    "discussions/<int:pk>/": {
        "/discussions/{discussion}/": PAGE,
        "/discussions/{held_discussion}/": only(("member", *STAFF)),
        "/discussions/0/": everybody(404),
    },
    "discussions/<int:pk>/comments/": {
        "/discussions/{discussion}/comments/": members(200),
        "/discussions/{held_discussion}/comments/": members(404) | dict.fromkeys(("member", *STAFF), 403),
    },
    "discussions/<int:pk>/edit/": {
        "/discussions/{discussion}/edit/": members(403) | {"member": 200},
        "/discussions/{held_discussion}/edit/": members(404) | dict.fromkeys(STAFF, 403) | {"member": 200},
    },
    "discussions/<int:pk>/delete/": {
        "/discussions/{discussion}/delete/": members(403) | {"member": 200},
        "/discussions/{held_discussion}/delete/": members(404) | dict.fromkeys(STAFF, 403) | {"member": 200},
    },
    "moderation/": {"/moderation/": moderation(200)},
    "moderation/cases/<int:pk>/": {
        "/moderation/cases/{case}/": moderation(200),
        "/moderation/cases/0/": moderation(404),
    },
    "moderation/cases/<int:pk>/decide/": {"/moderation/cases/{case}/decide/": POST_ONLY},
    "moderation/decisions/<int:pk>/take-back/": {"/moderation/decisions/{decision}/take-back/": POST_ONLY},
    "moderation/appeals/": {"/moderation/appeals/": moderation(200)},
    "moderation/appeals/<int:pk>/judge/": {"/moderation/appeals/{appeal}/judge/": POST_ONLY},
    "moderation/log/": {"/moderation/log/": moderation(200)},
    "about/": {"/about/": PAGE},
    "about/moderation/": {"/about/moderation/": PAGE},
    "about/ranking/": {"/about/ranking/": PAGE},
    "offline/": {"/offline/": PAGE},
}
# Pages with a form that is sent to their own address.
DIARY = {
    "my/films/<int:film_id>/viewings/": {
        "/my/films/{film}/viewings/": members(200),
        "/my/films/{adult}/viewings/": {**only(STAFF), "visitor": LOGIN},
    },
    "my/viewings/<int:pk>/": {
        "/my/viewings/{viewing}/": {**only(("other",), others=403), "visitor": LOGIN},
        "/my/viewings/{private_viewing}/": {**only(("other",)), "visitor": LOGIN},
    },
    "my/viewings/<int:pk>/delete/": {
        "/my/viewings/{viewing}/delete/": {**only(("other",), others=403), "visitor": LOGIN},
        "/my/viewings/{private_viewing}/delete/": {**only(("other",)), "visitor": LOGIN},
    },
}
# Pages with a form, at whose address it is posted too.
FORM_PAGES = {
    "report/<str:kind>/<int:pk>/": {
        "/report/member/{other}/": members(200) | {"other": 403},
        "/report/member/{member}/": members(404) | {"member": 403} | dict.fromkeys(STAFF, 200),  # a private profile
        "/report/none/1/": members(404),
    },
    "appeals/<int:decision_id>/": {"/appeals/{decision}/": members(404) | {"member": 200}},
}
ACCOUNTS = {
    "accounts/signup/": {"/accounts/signup/": FOR_VISITORS},
    "accounts/settings/": {"/accounts/settings/": members(200)},
    "accounts/data/": {"/accounts/data/": members(200)},
    "accounts/data/export/": {"/accounts/data/export/": PROVE_AGAIN},
    "accounts/delete/": {"/accounts/delete/": members(200)},
    "accounts/keep/": {"/accounts/keep/": members("/accounts/settings/")},
    "accounts/left/": {"/accounts/left/": PAGE},
    "accounts/suspended/": {"/accounts/suspended/": members(200) | {role: f"/members/{role}/" for role in ROLES[1:]}},
    "accounts/follow/<str:username>/": {"/accounts/follow/other/": POST_ONLY},
    "accounts/unfollow/<str:username>/": {"/accounts/unfollow/other/": POST_ONLY},
    "accounts/notices/": {"/accounts/notices/": members(200)},
    "accounts/notices/read/": {"/accounts/notices/read/": POST_ONLY},
    "accounts/notices/<int:pk>/read/": {"/accounts/notices/0/read/": POST_ONLY},
    "accounts/login/": {"/accounts/login/": FOR_VISITORS},
    "accounts/logout/": {"/accounts/logout/": members(200, visitor="/")},
    "accounts/inactive/": {"/accounts/inactive/": PAGE},
    "accounts/reauthenticate/": {"/accounts/reauthenticate/": members(200)},
    "accounts/email/": {"/accounts/email/": members(200)},
    "accounts/confirm-email/": {"/accounts/confirm-email/": PAGE},
    "accounts/^confirm-email/(?P<key>[-:\\w]+)/$": {"/accounts/confirm-email/none/": PAGE},
    "accounts/password/change/": {"/accounts/password/change/": members(200)},
    "accounts/password/set/": {"/accounts/password/set/": members("/accounts/password/change/")},
    "accounts/password/reset/": {"/accounts/password/reset/": PAGE},
    "accounts/password/reset/done/": {"/accounts/password/reset/done/": PAGE},
    "accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": {
        "/accounts/password/reset/key/1-a-b/": PAGE
    },
    "accounts/password/reset/key/done/": {"/accounts/password/reset/key/done/": PAGE},
    "accounts/login/code/confirm/": {"/accounts/login/code/confirm/": members("/", visitor="/accounts/login/")},
    "accounts/2fa/": {"/accounts/2fa/": members(200)},
    "accounts/2fa/authenticate/": {"/accounts/2fa/authenticate/": members("/", visitor="/accounts/login/")},
    "accounts/2fa/reauthenticate/": {"/accounts/2fa/reauthenticate/": members("/accounts/reauthenticate/")},
    "accounts/2fa/totp/activate/": {"/accounts/2fa/totp/activate/": PROVE_AGAIN},
    "accounts/2fa/totp/deactivate/": {"/accounts/2fa/totp/deactivate/": members(404)},
    "accounts/2fa/recovery-codes/": {"/accounts/2fa/recovery-codes/": members(404)},
    "accounts/2fa/recovery-codes/generate/": {"/accounts/2fa/recovery-codes/generate/": PROVE_AGAIN},
    "accounts/2fa/recovery-codes/download/": {"/accounts/2fa/recovery-codes/download/": members(404)},
    "accounts/2fa/webauthn/": {"/accounts/2fa/webauthn/": members(200)},
    "accounts/2fa/webauthn/add/": {"/accounts/2fa/webauthn/add/": PROVE_AGAIN},
    "accounts/2fa/webauthn/reauthenticate/": {
        "/accounts/2fa/webauthn/reauthenticate/": members("/accounts/reauthenticate/")
    },
    "accounts/2fa/webauthn/keys/<int:pk>/remove/": {"/accounts/2fa/webauthn/keys/1/remove/": PROVE_AGAIN},
    "accounts/2fa/webauthn/keys/<int:pk>/edit/": {"/accounts/2fa/webauthn/keys/1/edit/": PROVE_AGAIN},
    "accounts/2fa/webauthn/login/": {"/accounts/2fa/webauthn/login/": members("/", visitor="/accounts/login/")},
    "accounts/sessions/": {"/accounts/sessions/": members(200)},
}
ADMIN = {
    "admin/": {"/admin/": ALL_STAFF},
    "admin/login/": {"/admin/login/": {**everybody("/admin/"), "visitor": LOGIN, "member": 403, "other": 403}},
    "admin/logout/": {"/admin/logout/": {**POST_ONLY, **dict.fromkeys(ROLES[:3], "/admin/")}},
    "admin/password_change/": {"/admin/password_change/": ALL_STAFF},
    "admin/password_change/done/": {"/admin/password_change/done/": ALL_STAFF},
    "admin/autocomplete/": {
        "/admin/autocomplete/?app_label=films&model_name=credit&field_name=person": admin(EDITORS),
        "/admin/autocomplete/?app_label=reviews&model_name=userfilm&field_name=user": admin(MODERATORS),
    },
    "admin/jsi18n/": {"/admin/jsi18n/": ALL_STAFF},
    "admin/^(?P<app_label>films|django_tasks_database|reviews|accounts|auth|account|mfa)/$": {
        "/admin/films/": admin(EDITORS) | {"staff": 404, "moderator": 404},
        "/admin/reviews/": admin(MODERATORS) | {"staff": 404, "editor": 404},
        "/admin/accounts/": admin(MODERATORS) | {"staff": 404, "editor": 404},
    },
    "admin/(?P<url>.*)$": {"/admin/none/": admin(STAFF, outcome=404)},
    "admin/r/<path:content_type_id>/<path:object_id>/": {"/admin/r/0/0/": admin(STAFF, outcome=404)},
    "admin/films/person/merge/": {"/admin/films/person/merge/": admin(EDITORS, outcome="/admin/films/person/")},
    "admin/films/film/<path:object_id>/sync/": {"/admin/films/film/{film}/sync/": admin(EDITORS, outcome=405)},
    "admin/films/tmdbdifference/<path:object_id>/take/": {
        "/admin/films/tmdbdifference/{difference}/take/": admin(EDITORS, outcome=405)
    },
    "admin/films/tmdbdifference/<path:object_id>/keep/": {
        "/admin/films/tmdbdifference/{difference}/keep/": admin(EDITORS, outcome=405)
    },
    "admin/films/film/merge/": {"/admin/films/film/merge/": admin(EDITORS, outcome="/admin/films/film/")},
    "admin/accounts/user/<id>/password/": {"/admin/accounts/user/{member}/password/": admin(ADMINISTRATORS)},
}

# Model -> one record of it, and who may view, add, change and delete.
MODELS = {
    "films/film": ("{film}", EDITORS, EDITORS, EDITORS, EDITORS),
    "films/person": ("{person}", EDITORS, EDITORS, EDITORS, EDITORS),
    "films/credit": ("{credit}", EDITORS, EDITORS, EDITORS, EDITORS),
    "films/genre": ("{genre}", EDITORS, EDITORS, EDITORS, EDITORS),
    "films/country": ("DE", EDITORS, EDITORS, EDITORS, EDITORS),
    "films/keyword": ("{keyword}", EDITORS, EDITORS, EDITORS, EDITORS),
    "films/collection": ("{collection}", EDITORS, EDITORS, EDITORS, EDITORS),
    "films/filmredirect": ("{merged_film}", EDITORS, NOBODY, NOBODY, NOBODY),
    "films/personredirect": ("{merged_person}", EDITORS, NOBODY, NOBODY, NOBODY),
    "films/tmdbdifference": ("{difference}", EDITORS, NOBODY, NOBODY, NOBODY),
    "films/syncrun": ("{run}", EDITORS, NOBODY, NOBODY, NOBODY),
    "films/syncerror": ("{error}", EDITORS, NOBODY, NOBODY, NOBODY),
    "films/syncrecord": ("{record}", EDITORS, NOBODY, NOBODY, NOBODY),
    "films/rankingbasis": ("{basis}", SUPERUSERS, NOBODY, NOBODY, NOBODY),
    "reviews/case": ("{case}", MODERATORS, NOBODY, NOBODY, NOBODY),
    "reviews/report": ("{report}", MODERATORS, NOBODY, NOBODY, NOBODY),
    "reviews/decision": ("{decision}", MODERATORS, NOBODY, NOBODY, NOBODY),
    "reviews/appeal": ("{appeal}", MODERATORS, NOBODY, NOBODY, NOBODY),
    "reviews/watchedword": ("{word}", MODERATORS, MODERATORS, MODERATORS, MODERATORS),
    "reviews/userfilm": ("{user_film}", MODERATORS, SUPERUSERS, MODERATORS, MODERATORS),
    "accounts/user": ("{member}", MODERATORS, ADMINISTRATORS, MODERATORS, ADMINISTRATORS),
    "django_tasks_database/dbtaskresult": ("{task}", SUPERUSERS, NOBODY, NOBODY, NOBODY),
    "auth/group": ("{group}", ADMINISTRATORS, ADMINISTRATORS, ADMINISTRATORS, ADMINISTRATORS),
    "account/emailaddress": ("{address}", ADMINISTRATORS, NOBODY, NOBODY, NOBODY),
    "mfa/authenticator": ("{authenticator}", ADMINISTRATORS, NOBODY, NOBODY, ADMINISTRATORS),
}


def pages_of(model, record, view, add, change, delete):
    """The pages of a model; who may view a record gets its form, if only to read."""
    root = f"admin/{model}/"
    return {
        root: {f"/{root}": admin(view)},
        f"{root}add/": {f"/{root}add/": admin(add)},
        f"{root}<path:object_id>/": {f"/{root}{record}/": admin(STAFF, outcome=f"/{root}{record}/change/")},
        f"{root}<path:object_id>/change/": {f"/{root}{record}/change/": admin(view)},
        f"{root}<path:object_id>/history/": {f"/{root}{record}/history/": admin(view)},
        f"{root}<path:object_id>/delete/": {f"/{root}{record}/delete/": admin(delete)},
    }


for model, columns in MODELS.items():
    ADMIN |= pages_of(model, *columns)
TABLE = SITE | DIARY | FORM_PAGES | ACCOUNTS | ADMIN


def walk(patterns, prefix=""):
    """The routes of a URLconf, as they are written there."""
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from walk(pattern.url_patterns, route)
        else:
            yield route


@pytest.fixture
def world():
    """One of everything that the addresses of the table name."""
    film = make_film(title="Metropolis", countries=["DE"])
    person = make_person(name="Thea von Harbou", slug="thea-von-harbou")
    people = {name: make_verified(username=name, is_staff=name in STAFF) for name in ROLES[1:]}
    User.objects.filter(username="superuser").update(is_superuser=True)
    User.objects.filter(username="member").update(is_private=True)
    for name, group in (("editor", "Editors"), ("moderator", "Moderators"), ("administrator", "Administrators")):
        people[name].groups.add(Group.objects.get(name=group))
    make_user(username="gone", is_active=False)
    unconfirmed = make_user(username="unconfirmed")
    case = Case.objects.create(member=people["member"], closed_at=NOW)
    decision = Decision.objects.create(
        case_id=case.pk, member_id=people["member"].pk, target="member", target_id=people["member"].pk, action="warn"
    )
    run = SyncRun.objects.create(started_at=NOW)
    review, discussion = make_review(user=people["other"], film=film), make_discussion(film=film, user=people["member"])
    return {
        "film": film.pk,
        "adult": make_film(title="Midnight", adult=True).pk,
        "merged_film": FilmRedirect.objects.create(old_id=10**9, film=film).pk,
        "person": person.pk,
        "merged_person": PersonRedirect.objects.create(old_id=10**9, person=person).pk,
        "credit": make_credit(film=film, person=person).pk,
        "genre": Genre.objects.first().pk,
        "keyword": Keyword.objects.create(name="robot", slug="robot").pk,
        "collection": Collection.objects.create(name="Silent films").pk,
        "difference": TmdbDifference.objects.create(film=film, field="title", theirs="M", seen_at=NOW).pk,
        "run": run.pk,
        "error": SyncError.objects.create(run=run, subject="film 7", reason="404", happened_at=NOW).pk,
        "record": SyncRecord.objects.create(tmdb_id=7).pk,
        "task": DBTaskResult.objects.create(args_kwargs={"args": [], "kwargs": {}}, backend_name="default").pk,
        "basis": RankingBasis.objects.get().pk,
        "member": people["member"].pk,
        "other": people["other"].pk,
        "case": case.pk,
        "decision": decision.pk,
        "report": Report.objects.create(case=case, reporter=people["other"], reason="spam").pk,
        "appeal": Appeal.objects.create(decision=decision, case=case, user=people["member"], text="No.").pk,
        "word": WatchedWord.objects.create(word="casino").pk,
        "user_film": make_user_film(film=film, user=people["member"]).pk,
        "review": review.pk,
        "draft": make_review(user=people["member"], state="draft").pk,
        "comment": make_comment(review=review, user=people["member"]).pk,
        "held_comment": make_comment(review=review, user=people["member"], state="held").pk,
        "discussion": discussion.pk,
        "held_discussion": make_discussion(film=film, user=people["member"], state="held").pk,
        "private_review": make_review(film=film, user=people["member"]).pk,
        "hidden_review": make_review(film=film, state="hidden").pk,
        "viewing": make_viewing(film=film, user=people["other"]).pk,
        "private_viewing": make_viewing(film=film, user=people["other"], is_private=True).pk,
        "group": Group.objects.get(name="Editors").pk,
        "address": EmailAddress.objects.create(user=unconfirmed, email=unconfirmed.email, primary=True).pk,
        "authenticator": Authenticator.objects.create(user=unconfirmed, type="totp", data={"secret": "x"}).pk,
    }


def client_of(role, **kwargs):
    client = Client(**kwargs)
    if role != "visitor":
        client.force_login(User.objects.get(username=role))
    return client


def outcome_of(response, address):
    """The status, or where it redirects to; `?next=` at the end stands for the way back to `address`."""
    location = response.headers.get("Location")
    if location is None:
        return response.status_code
    path, _, query = location.partition("?")
    return f"{path}?next=" if QueryDict(query).get("next") == address else location


def writes_in(queries):
    """What was written, but for the session, where allauth notes what a login is to go on with."""
    statements = [query["sql"] for query in queries]
    return [sql for sql in statements if sql.startswith(("INSERT", "UPDATE", "DELETE")) and "django_session" not in sql]


def addresses(table, role, world):
    """The addresses of the table, with what `role` should be answered."""
    rows = {}
    for address, outcomes in chain.from_iterable(cases.items() for cases in table.values()):
        outcome = outcomes[role]
        rows[address.format(**world)] = outcome.format(**world) if isinstance(outcome, str) else outcome
    return rows


def test_table_has_every_address_of_the_site_and_no_other():
    assert set(TABLE) == set(walk(get_resolver().url_patterns))


@pytest.mark.parametrize("role", ROLES)
def test_every_address_answers_as_the_table_says(role, world, caplog):
    client = client_of(role)
    expected = addresses(TABLE, role, world)

    with CaptureQueriesContext(connection) as queries:
        answers = {address: outcome_of(client.get(address), address) for address in expected}

    assert {address: answer for address, answer in answers.items() if answer != expected[address]} == {}
    assert writes_in(queries) == []


@pytest.mark.parametrize("role", STAFF)
def test_records_are_changed_by_those_alone_who_may(role, world):
    client = client_of(role)
    refused = set()

    for model, (record, *_others) in MODELS.items():
        answer = client.post(f"/admin/{model}/{record.format(**world)}/change/")
        if answer.status_code == 403:
            refused.add(model)

    assert refused == {model for model, (_record, _view, _add, change, _delete) in MODELS.items() if role not in change}


# Pages whose form is sent to their own address.
TAKES_POSTS = {
    "my/films/<int:film_id>/review/delete/",
    "reviews/<int:pk>/comments/",
    "comments/<int:pk>/answer/",
    "comments/<int:pk>/edit/",
    "comments/<int:pk>/delete/",
    "films/<int:film_id>-<slug:slug>/discussions/new/",
    "discussions/<int:pk>/comments/",
    "discussions/<int:pk>/edit/",
    "discussions/<int:pk>/delete/",
}

# Addresses whose forms need the CSRF cookie.
FORMS = {
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
}


@pytest.mark.parametrize("prefix", ["", "/ru"])
def test_public_pages_touch_no_session_and_set_no_cookie(world, prefix):
    rows = addresses(
        {route: cases for route, cases in TABLE.items() if route not in ("favicon.ico", "sw.js")}, "visitor", world
    )
    public = [prefix + address for address, outcome in rows.items() if outcome == 200 and address not in FORMS]
    cookies = {}
    client = Client()

    with CaptureQueriesContext(connection) as queries:
        for address in public:
            response = client.get(address)
            assert response.status_code == 200, address
            cookies |= {address: response.cookies} if response.cookies else {}

    assert cookies == {}
    assert [query["sql"] for query in queries if "session" in query["sql"]] == []


def post_only(world):
    rows = addresses(TABLE, "visitor", world)
    return [address for address, outcome in rows.items() if outcome == 405]


def test_posts_of_visitors_lead_to_the_login_and_change_nothing(world):
    client = Client()

    with CaptureQueriesContext(connection) as queries:
        answers = {
            address: client.post(address, {"rating": "7", "status": "planned", "favorite": "on"})
            for address in post_only(world)
        }

    assert len(answers) >= 15
    assert {answer.status_code for answer in answers.values()} == {302}
    assert {answer["Location"].partition("?")[0] for answer in answers.values()} == {"/accounts/login/"}
    assert writes_in(queries) == []


def test_pages_that_only_read_refuse_posts(world):
    client = client_of("superuser")
    actions = TAKES_POSTS | {route for route in SITE if POST_ONLY in SITE[route].values()}
    rows = addresses({route: SITE[route] for route in SITE.keys() - actions}, "superuser", world)

    answers = {address: client.post(address).status_code for address in rows}

    assert {address: status for address, status in answers.items() if status != 405} == {}


def test_no_post_is_taken_without_the_token(world):
    client = client_of("superuser", enforce_csrf_checks=True)
    rows = addresses(TABLE, "superuser", world)

    with CaptureQueriesContext(connection) as queries:
        answers = {address: client.post(address).status_code for address in rows}

    assert {address: status for address, status in answers.items() if status not in (403, 405)} == {}
    assert writes_in(queries) == []
