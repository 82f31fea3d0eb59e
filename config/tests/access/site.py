"""The addresses of the site but for the accounts and the admin, and what they answer to GET."""

from .outcomes import NO_WRITERS, PAGE, POST_ONLY, STAFF, everybody, members, moderation, only, writers

# Route -> the addresses that stand for it and what they answer to GET.
PREVIEWS = {  # the addresses are those of `posts.PREVIEWS`
    "reviews/<int:pk>/comments/preview/": ("/reviews/{review}/comments/preview/", "/reviews/{draft}/comments/preview/"),
    "comments/<int:pk>/answer/preview/": (
        "/comments/{comment}/answer/preview/",
        "/comments/{held_comment}/answer/preview/",
    ),
    "comments/<int:pk>/edit/preview/": ("/comments/{comment}/edit/preview/", "/comments/{held_comment}/edit/preview/"),
    "films/<int:film_id>-<slug:slug>/discussions/new/preview/": (
        "/films/{film}-metropolis/discussions/new/preview/",
        "/films/{adult}-midnight/discussions/new/preview/",
    ),
    "discussions/<int:pk>/comments/preview/": (
        "/discussions/{discussion}/comments/preview/",
        "/discussions/{held_discussion}/comments/preview/",
    ),
    "discussions/<int:pk>/edit/preview/": (
        "/discussions/{discussion}/edit/preview/",
        "/discussions/{held_discussion}/edit/preview/",
    ),
}
SITE = {
    **{route: dict.fromkeys(cases, POST_ONLY) for route, cases in PREVIEWS.items()},
    "favicon.ico": {"/favicon.ico": everybody("/static/img/favicon.svg")},
    "sw.js": {"/sw.js": PAGE},
    "robots.txt": {"/robots.txt": PAGE},
    ".well-known/security.txt": {"/.well-known/security.txt": everybody(404)},
    "sitemap.xml": {"/sitemap.xml": PAGE},
    "sitemap-places.xml": {"/sitemap-places.xml": PAGE},
    "sitemap-<slug:name>-<int:number>.xml": {
        "/sitemap-films-0.xml": PAGE,
        "/sitemap-members-0.xml": PAGE,
        "/sitemap-none-0.xml": everybody(404),
    },
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
    "my/films/<int:film_id>/rating/": {"/my/films/{film}/rating/": POST_ONLY, "/my/films/{adult}/rating/": POST_ONLY},
    "my/films/<int:film_id>/rating/clear/": {
        "/my/films/{film}/rating/clear/": POST_ONLY,
        "/my/films/{adult}/rating/clear/": POST_ONLY,
    },
    "my/films/<int:film_id>/status/": {"/my/films/{film}/status/": POST_ONLY, "/my/films/{adult}/status/": POST_ONLY},
    "my/films/<int:film_id>/favorite/": {
        "/my/films/{film}/favorite/": POST_ONLY,
        "/my/films/{adult}/favorite/": POST_ONLY,
    },
    "my/films/<int:film_id>/review/": {
        "/my/films/{film}/review/": writers(200),
        "/my/films/{adult}/review/": only(STAFF) | NO_WRITERS,
    },
    "my/films/<int:film_id>/review/preview/": {
        "/my/films/{film}/review/preview/": POST_ONLY,
        "/my/films/{adult}/review/preview/": POST_ONLY,
    },
    "my/films/<int:film_id>/review/draft/": {
        "/my/films/{film}/review/draft/": POST_ONLY,
        "/my/films/{adult}/review/draft/": POST_ONLY,
    },
    "my/films/<int:film_id>/review/publish/": {
        "/my/films/{film}/review/publish/": POST_ONLY,
        "/my/films/{adult}/review/publish/": POST_ONLY,
    },
    "my/films/<int:film_id>/review/delete/": {
        "/my/films/{film}/review/delete/": writers(404) | {"member": 200, "other": 200}
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
    "reviews/<int:pk>/vote/": {
        "/reviews/{review}/vote/": POST_ONLY,
        "/reviews/{private_review}/vote/": POST_ONLY,
        "/reviews/{hidden_review}/vote/": POST_ONLY,
    },
    "reviews/<int:pk>/vote/remove/": {
        "/reviews/{review}/vote/remove/": POST_ONLY,
        "/reviews/{private_review}/vote/remove/": POST_ONLY,
        "/reviews/{hidden_review}/vote/remove/": POST_ONLY,
    },
    # Comments and discussions
    "reviews/<int:pk>/comments/": {
        "/reviews/{review}/comments/": writers(200),
        "/reviews/{draft}/comments/": writers(404) | {"member": 403},
    },
    "comments/<int:pk>/answer/": {
        "/comments/{comment}/answer/": writers(200),
        "/comments/{held_comment}/answer/": writers(404) | dict.fromkeys(("member", *STAFF), 403),
        "/comments/0/answer/": writers(404),
    },
    "comments/<int:pk>/edit/": {
        "/comments/{suspended_comment}/edit/": writers(403),
        "/comments/{comment}/edit/": writers(403) | {"member": 200},
        "/comments/{held_comment}/edit/": writers(404) | dict.fromkeys(STAFF, 403) | {"member": 200},
    },
    "comments/<int:pk>/delete/": {
        "/comments/{suspended_comment}/delete/": writers(403),
        "/comments/{comment}/delete/": writers(403) | {"member": 200},
        "/comments/{held_comment}/delete/": writers(404) | dict.fromkeys(STAFF, 403) | {"member": 200},
    },
    "films/<int:film_id>-<slug:slug>/discussions/": {
        "/films/{film}-metropolis/discussions/": PAGE,
        "/films/{film}-metropolis/discussions/?room=spoilers": PAGE,
        "/films/{adult}-midnight/discussions/": only(STAFF),
        "/films/{merged_film}-m/discussions/": everybody("/films/{film}-metropolis/discussions/"),
    },
    "films/<int:film_id>-<slug:slug>/discussions/new/": {
        "/films/{film}-metropolis/discussions/new/": writers(200),
        "/films/{adult}-midnight/discussions/new/": only(STAFF) | NO_WRITERS,
    },
    "discussions/<int:pk>/": {
        "/discussions/{discussion}/": PAGE,
        "/discussions/{held_discussion}/": only(("member", *STAFF)),
        "/discussions/0/": everybody(404),
    },
    "discussions/<int:pk>/comments/": {
        "/discussions/{discussion}/comments/": writers(200),
        "/discussions/{held_discussion}/comments/": writers(404) | dict.fromkeys(("member", *STAFF), 403),
    },
    "discussions/<int:pk>/edit/": {
        "/discussions/{discussion}/edit/": writers(403) | {"member": 200},
        "/discussions/{held_discussion}/edit/": writers(404) | dict.fromkeys(STAFF, 403) | {"member": 200},
    },
    "discussions/<int:pk>/delete/": {
        "/discussions/{discussion}/delete/": writers(403) | {"member": 200},
        "/discussions/{held_discussion}/delete/": writers(404) | dict.fromkeys(STAFF, 403) | {"member": 200},
    },
    "moderation/": {"/moderation/": moderation(200)},
    "moderation/cases/<int:pk>/": {
        "/moderation/cases/{case}/": moderation(200),
        "/moderation/cases/0/": moderation(404),
    },
    "moderation/cases/<int:pk>/decide/": {
        f"/moderation/cases/{{{name}}}/decide/": POST_ONLY for name in ("case", "open_case", "own_case")
    },
    "moderation/decisions/<int:pk>/take-back/": {
        "/moderation/decisions/{decision}/take-back/": POST_ONLY,
        "/moderation/decisions/{suspended_decision}/take-back/": POST_ONLY,
    },
    "moderation/appeals/": {"/moderation/appeals/": moderation(200)},
    "moderation/appeals/<int:pk>/judge/": {"/moderation/appeals/{appeal}/judge/": POST_ONLY},
    "moderation/log/": {"/moderation/log/": moderation(200)},
    "about/": {"/about/": PAGE},
    "about/moderation/": {"/about/moderation/": PAGE},
    "about/ranking/": {"/about/ranking/": PAGE},
    "offline/": {"/offline/": PAGE},
    # Diary
    "my/films/<int:film_id>/viewings/": {
        "/my/films/{film}/viewings/": writers(200),
        "/my/films/{adult}/viewings/": only(STAFF) | NO_WRITERS,
    },
    "my/viewings/<int:pk>/": {
        "/my/viewings/{suspended_viewing}/": writers(403),
        "/my/viewings/{viewing}/": only(("other",), others=403) | NO_WRITERS,
        "/my/viewings/{private_viewing}/": only(("other",)) | NO_WRITERS,
    },
    "my/viewings/<int:pk>/delete/": {
        "/my/viewings/{suspended_viewing}/delete/": writers(403),
        "/my/viewings/{viewing}/delete/": only(("other",), others=403) | NO_WRITERS,
        "/my/viewings/{private_viewing}/delete/": only(("other",)) | NO_WRITERS,
    },
    # Reports and appeals
    "report/<str:kind>/<int:pk>/": {
        "/report/member/{other}/": writers(200) | {"other": 403},
        "/report/member/{member}/": writers(404) | {"member": 403} | dict.fromkeys(STAFF, 200),  # a private profile
        "/report/review/{review}/": writers(200) | {"other": 403},
        "/report/review/{private_review}/": writers(404) | {"member": 403} | dict.fromkeys(STAFF, 200),
        "/report/review/{hidden_review}/": writers(404) | dict.fromkeys(STAFF, 200),
        "/report/comment/{comment}/": writers(200) | {"member": 403},
        "/report/comment/{held_comment}/": writers(404) | {"member": 403} | dict.fromkeys(STAFF, 200),
        "/report/discussion/{discussion}/": writers(200) | {"member": 403},
        "/report/none/1/": writers(404),
    },
    "appeals/<int:decision_id>/": {
        "/appeals/{decision}/": members(404) | {"member": 200},
        "/appeals/{suspended_decision}/": members(404) | {"suspended": 200},
    },
}
