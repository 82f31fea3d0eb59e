"""The addresses of the admin, and what they answer to GET."""

from .outcomes import (
    ADMINISTRATORS,
    ALL_STAFF,
    EDITORS,
    LOGIN,
    MODERATORS,
    NOBODY,
    PLAIN,
    POST_ONLY,
    STAFF,
    SUPERUSERS,
    admin,
    everybody,
)

ADMIN = {
    "admin/": {"/admin/": ALL_STAFF},
    "admin/login/": {
        "/admin/login/": {**everybody("/admin/"), "visitor": LOGIN, "member": 403, "other": 403, "suspended": 403}
    },
    "admin/logout/": {"/admin/logout/": {**POST_ONLY, **dict.fromkeys(PLAIN, "/admin/")}},
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
