"""What the addresses of objects answer to POST: to a form filled in as it should be, in every role.

An address that is not here answers to POST with 405. A suspended member is refused by every form that others see, and
reads why; that is part of `writers`.
"""

from .outcomes import STAFF, everybody, members, moderation, writers

FILM = "/films/{film}-metropolis/"
REVIEW = "/reviews/{review}-metropolis/"
AMONG_COMMENTS = "/reviews/{review}/"
PRIVATE_REVIEW = "/reviews/{private_review}-metropolis/"
CASE = "/moderation/cases/{case}/"
LOG = "/moderation/log/"
NOTICES = "/accounts/notices/"
TEXT = {"body": "It has a fine ending."}
REVIEW_TEXT = {"title": "Seen", "language": "en", **TEXT}
DISCUSSION_TEXT = {"title": "The end", "room": "spoilers", **TEXT}
VIEWING = {"precision": "day", "day": "2020-01-01"}
REPORT = {"reason": "spam"}


def login(page):
    """For visitors: after the login they come to the page where the form is."""
    return {"visitor": f"/accounts/login/?next={page}"}


def staff(outcome):
    return dict.fromkeys(STAFF, outcome)


def marks(action, **data):
    """What a member says of a film."""
    return {
        f"/my/films/{{film}}/{action}/": (data, writers(FILM) | login("/films/{film}/")),
        f"/my/films/{{adult}}/{action}/": (
            data,
            writers(404) | login("/films/{adult}/") | staff("/films/{adult}-midnight/"),
        ),
    }


def review_forms(action, film, adult):
    """`film` and `adult`: what is answered about the film that all see, and of staff about the other."""
    return {
        f"/my/films/{{film}}/review/{action}/": (REVIEW_TEXT, writers(200) | film | login("/my/films/{film}/review/")),
        f"/my/films/{{adult}}/review/{action}/": (
            REVIEW_TEXT,
            writers(404) | staff(adult) | login("/my/films/{adult}/review/"),
        ),
    }


def votes(action, **data):
    return {
        f"/reviews/{{review}}/{action}/": (data, writers(REVIEW) | login("/reviews/{review}/")),
        f"/reviews/{{private_review}}/{action}/": (
            data,
            writers(404) | {"member": PRIVATE_REVIEW} | staff(PRIVATE_REVIEW) | login("/reviews/{private_review}/"),
        ),
        f"/reviews/{{hidden_review}}/{action}/": (data, writers(404) | login("/reviews/{hidden_review}/")),
    }


PREVIEWS = {
    "reviews/<int:pk>/comments/preview/": {
        "/reviews/{review}/comments/preview/": (TEXT, writers(200) | login("/reviews/{review}/comments/")),
        "/reviews/{draft}/comments/preview/": (
            TEXT,
            writers(404) | {"member": 403} | login("/reviews/{draft}/comments/"),
        ),
    },
    "comments/<int:pk>/answer/preview/": {
        "/comments/{comment}/answer/preview/": (TEXT, writers(200) | login("/comments/{comment}/answer/")),
        "/comments/{held_comment}/answer/preview/": (
            TEXT,
            writers(404) | {"member": 403} | staff(403) | login("/comments/{held_comment}/answer/"),
        ),
    },
    "comments/<int:pk>/edit/preview/": {
        "/comments/{comment}/edit/preview/": (
            TEXT,
            writers(403) | {"member": 200} | login("/comments/{comment}/edit/"),
        ),
        "/comments/{held_comment}/edit/preview/": (
            TEXT,
            writers(404) | staff(403) | {"member": 200} | login("/comments/{held_comment}/edit/"),
        ),
    },
    "films/<int:film_id>-<slug:slug>/discussions/new/preview/": {
        "/films/{film}-metropolis/discussions/new/preview/": (
            DISCUSSION_TEXT,
            writers(200) | login("/films/{film}-metropolis/discussions/new/"),
        ),
        "/films/{adult}-midnight/discussions/new/preview/": (
            DISCUSSION_TEXT,
            writers(404) | staff(200) | login("/films/{adult}-midnight/discussions/new/"),
        ),
    },
    "discussions/<int:pk>/comments/preview/": {
        "/discussions/{discussion}/comments/preview/": (
            TEXT,
            writers(200) | login("/discussions/{discussion}/comments/"),
        ),
        "/discussions/{held_discussion}/comments/preview/": (
            TEXT,
            writers(404) | {"member": 403} | staff(403) | login("/discussions/{held_discussion}/comments/"),
        ),
    },
    "discussions/<int:pk>/edit/preview/": {
        "/discussions/{discussion}/edit/preview/": (
            DISCUSSION_TEXT,
            writers(403) | {"member": 200} | login("/discussions/{discussion}/edit/"),
        ),
        "/discussions/{held_discussion}/edit/preview/": (
            DISCUSSION_TEXT,
            writers(404) | staff(403) | {"member": 200} | login("/discussions/{held_discussion}/edit/"),
        ),
    },
}
POSTS = {
    **PREVIEWS,
    "my/films/<int:film_id>/rating/": marks("rating", rating="7"),
    "my/films/<int:film_id>/rating/clear/": marks("rating/clear"),
    "my/films/<int:film_id>/status/": marks("status", status="planned"),
    "my/films/<int:film_id>/favorite/": marks("favorite", favorite="on"),
    "my/films/<int:film_id>/review/": {  # takes none, but says first who may write
        "/my/films/{film}/review/": (REVIEW_TEXT, writers(405)),
        "/my/films/{adult}/review/": (REVIEW_TEXT, writers(405)),
    },
    "my/films/<int:film_id>/review/preview/": review_forms("preview", {}, 200),
    "my/films/<int:film_id>/review/draft/": review_forms(
        "draft", {"member": 422, "other": 422} | staff("/reviews/{new}-metropolis/"), "/reviews/{new}-midnight/"
    ),
    "my/films/<int:film_id>/review/publish/": review_forms(
        "publish",
        {"member": PRIVATE_REVIEW, "other": REVIEW} | staff("/reviews/{new}-metropolis/"),
        "/reviews/{new}-midnight/",
    ),
    "my/films/<int:film_id>/review/delete/": {"/my/films/{film}/review/delete/": ({}, writers(FILM))},
    "reviews/<int:pk>/vote/": votes("vote", helpful="yes"),
    "reviews/<int:pk>/vote/remove/": votes("vote/remove"),
    # Diary
    "my/films/<int:film_id>/viewings/": {
        "/my/films/{film}/viewings/": (VIEWING, writers(FILM)),
        "/my/films/{adult}/viewings/": (VIEWING, writers(404) | staff("/films/{adult}-midnight/")),
    },
    "my/viewings/<int:pk>/": {
        "/my/viewings/{viewing}/": (VIEWING, writers(403) | {"other": FILM}),
        "/my/viewings/{private_viewing}/": (VIEWING, writers(404) | {"other": FILM}),
        "/my/viewings/{suspended_viewing}/": (VIEWING, writers(403)),
    },
    "my/viewings/<int:pk>/delete/": {
        "/my/viewings/{viewing}/delete/": ({}, writers(403) | {"other": FILM}),
        "/my/viewings/{private_viewing}/delete/": ({}, writers(404) | {"other": FILM}),
        "/my/viewings/{suspended_viewing}/delete/": ({}, writers(403)),
    },
    # Comments and discussions
    "reviews/<int:pk>/comments/": {
        "/reviews/{review}/comments/": (TEXT, writers(f"{AMONG_COMMENTS}?comment={{new}}#comment-{{new}}")),
        "/reviews/{draft}/comments/": (TEXT, writers(404) | {"member": 403}),
    },
    "comments/<int:pk>/answer/": {
        "/comments/{comment}/answer/": (TEXT, writers(f"{AMONG_COMMENTS}?comment={{new}}#comment-{{new}}")),
        "/comments/{held_comment}/answer/": (TEXT, writers(404) | {"member": 403} | staff(403)),
        "/comments/0/answer/": (TEXT, writers(404)),
    },
    "comments/<int:pk>/edit/": {
        "/comments/{comment}/edit/": (
            TEXT,
            writers(403) | {"member": f"{AMONG_COMMENTS}?comment={{comment}}#comment-{{comment}}"},
        ),
        "/comments/{held_comment}/edit/": (
            TEXT,
            writers(404)
            | staff(403)
            | {"member": f"{AMONG_COMMENTS}?comment={{held_comment}}#comment-{{held_comment}}"},
        ),
        "/comments/{suspended_comment}/edit/": (TEXT, writers(403)),
    },
    "comments/<int:pk>/delete/": {
        "/comments/{comment}/delete/": ({}, writers(403) | {"member": f"{REVIEW}?page=1#comments"}),
        "/comments/{held_comment}/delete/": (
            {},
            writers(404) | staff(403) | {"member": f"{REVIEW}?page=1#comments"},
        ),
        "/comments/{suspended_comment}/delete/": ({}, writers(403)),
    },
    "films/<int:film_id>-<slug:slug>/discussions/new/": {
        "/films/{film}-metropolis/discussions/new/": (DISCUSSION_TEXT, writers("/discussions/{new}/")),
        "/films/{adult}-midnight/discussions/new/": (DISCUSSION_TEXT, writers(404) | staff("/discussions/{new}/")),
    },
    "discussions/<int:pk>/comments/": {
        "/discussions/{discussion}/comments/": (
            TEXT,
            writers("/discussions/{discussion}/?comment={new}#comment-{new}"),
        ),
        "/discussions/{held_discussion}/comments/": (TEXT, writers(404) | {"member": 403} | staff(403)),
    },
    "discussions/<int:pk>/edit/": {
        "/discussions/{discussion}/edit/": (
            DISCUSSION_TEXT,
            writers(403) | {"member": "/discussions/{discussion}/"},
        ),
        "/discussions/{held_discussion}/edit/": (
            DISCUSSION_TEXT,
            writers(404) | staff(403) | {"member": "/discussions/{held_discussion}/"},
        ),
    },
    "discussions/<int:pk>/delete/": {
        "/discussions/{discussion}/delete/": ({}, writers(403) | {"member": f"{FILM}discussions/"}),
        "/discussions/{held_discussion}/delete/": (
            {},
            writers(404) | staff(403) | {"member": f"{FILM}discussions/"},
        ),
    },
    # Moderation
    "report/<str:kind>/<int:pk>/": {
        "/report/member/{other}/": (REPORT, writers("/members/other/") | {"other": 403}),
        "/report/member/{member}/": (REPORT, writers(404) | {"member": 403} | staff("/members/member/")),
        "/report/review/{review}/": (REPORT, writers(REVIEW) | {"other": 403}),
        "/report/review/{private_review}/": (REPORT, writers(404) | {"member": 403} | staff(PRIVATE_REVIEW)),
        "/report/review/{hidden_review}/": (REPORT, writers(404) | staff("/reviews/{hidden_review}-metropolis/")),
        "/report/comment/{comment}/": (
            REPORT,
            writers(f"{AMONG_COMMENTS}?comment={{comment}}#comment-{{comment}}") | {"member": 403},
        ),
        "/report/comment/{held_comment}/": (
            REPORT,
            writers(404)
            | {"member": 403}
            | staff(f"{AMONG_COMMENTS}?comment={{held_comment}}#comment-{{held_comment}}"),
        ),
        "/report/discussion/{discussion}/": (REPORT, writers("/discussions/{discussion}/") | {"member": 403}),
        "/report/none/1/": (REPORT, writers(404)),
    },
    "appeals/<int:decision_id>/": {  # of suspended members too
        "/appeals/{decision}/": ({"text": "No."}, members(404) | {"member": "/appeals/{decision}/"}),
        "/appeals/{suspended_decision}/": (
            {"text": "No."},
            members(404) | {"suspended": "/appeals/{suspended_decision}/"},
        ),
    },
    "moderation/cases/<int:pk>/decide/": {
        "/moderation/cases/{case}/decide/": ({"action": "dismiss"}, moderation(CASE) | login(CASE)),
        "/moderation/cases/{open_case}/decide/": (
            {"action": "dismiss"},
            moderation("/moderation/") | login("/moderation/cases/{open_case}/"),
        ),
        "/moderation/cases/{own_case}/decide/": (
            {"action": "dismiss"},
            moderation("/moderation/") | {"moderator": 403} | login("/moderation/cases/{own_case}/"),
        ),
    },
    "moderation/decisions/<int:pk>/take-back/": {
        "/moderation/decisions/{decision}/take-back/": ({"reason": "Wrong."}, moderation(CASE) | login(LOG)),
        "/moderation/decisions/{suspended_decision}/take-back/": (
            {"reason": "Wrong."},
            moderation("/moderation/cases/{suspended_case}/") | login(LOG),
        ),
    },
    "moderation/appeals/<int:pk>/judge/": {
        "/moderation/appeals/{appeal}/judge/": (
            {"action": "uphold", "reason": "Read it."},
            moderation(CASE) | login("/moderation/appeals/"),
        ),
    },
    # Members
    "accounts/follow/<str:username>/": {
        "/accounts/follow/other/": ({}, writers("/members/other/") | login("/members/other/")),
        **{
            f"/accounts/follow/{name}/": ({}, writers(404) | login(f"/members/{name}/"))
            for name in ("member", "gone", "nobody")
        },
    },
    "accounts/unfollow/<str:username>/": {
        "/accounts/unfollow/other/": ({}, writers("/members/other/") | login("/members/other/")),
        "/accounts/unfollow/member/": (
            {},
            writers(404) | {"member": "/members/member/"} | staff("/members/member/") | login("/members/member/"),
        ),
        "/accounts/unfollow/gone/": ({}, writers(404) | staff("/members/gone/") | login("/members/gone/")),
        "/accounts/unfollow/nobody/": ({}, writers(404) | login("/members/nobody/")),
    },
    "accounts/notices/<int:pk>/read/": {  # of suspended members too
        "/accounts/notices/{notice}/read/": ({}, members(404) | {"member": "/about/"} | login(NOTICES)),
        "/accounts/notices/0/read/": ({}, members(404) | login(NOTICES)),
    },
    # allauth's
    "accounts/^confirm-email/(?P<key>[-:\\w]+)/$": {"/accounts/confirm-email/none/": ({}, everybody(404))},
    "accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": {
        "/accounts/password/reset/key/1-a-b/": ({"password1": "a-long-passphrase"}, everybody(200))
    },
    "accounts/2fa/webauthn/keys/<int:pk>/remove/": {
        "/accounts/2fa/webauthn/keys/1/remove/": ({}, members("/accounts/reauthenticate/?next="))
    },
    "accounts/2fa/webauthn/keys/<int:pk>/edit/": {
        "/accounts/2fa/webauthn/keys/1/edit/": ({"name": "Key"}, members("/accounts/reauthenticate/?next="))
    },
}

# Who is taken to fill in a form by which nothing changes: it only shows something, there is nothing to change for them,
# or they read why it cannot be.
STRANGERS = ("staff", "moderator")
UNCHANGED = {
    "/my/films/{film}/rating/clear/": ("other", *STRANGERS),
    "/my/films/{adult}/rating/clear/": STRANGERS,
    "/my/films/{film}/review/preview/": ("member", "other", *STRANGERS),
    "/my/films/{adult}/review/preview/": STRANGERS,
    **{
        address: tuple(role for role in ("member", "other", *STRANGERS) if outcomes[role] == 200)
        for cases in PREVIEWS.values()
        for address, (_data, outcomes) in cases.items()
    },
    "/my/films/{film}/review/delete/": STRANGERS,
    "/reviews/{review}/vote/": ("other",),  # their own
    "/reviews/{private_review}/vote/": ("member",),
    "/appeals/{decision}/": ("member",),  # for the second time
    "/moderation/cases/{case}/decide/": ("moderator",),  # closed
    "/moderation/decisions/{decision}/take-back/": ("moderator",),  # appealed against
    "/accounts/follow/other/": ("other",),
}
# A link that leads nowhere says so in every method.
BROKEN_LINKS = {"/accounts/password/reset/key/1-a-b/"}
