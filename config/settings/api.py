"""The REST API: see "API" in docs/architecture.md."""

from datetime import timedelta

import environ

env = environ.Env()

API_APPS = [
    "corsheaders",
    "rest_framework",
    "rest_framework_simplejwt",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.api.authentication.TokenAuthentication",
        "accounts.api.authentication.SiteSessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["config.api.permissions.MembersWrite"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["config.api.parsers.SafeJSONParser"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "config.api.negotiation.OneFormat",
    "DEFAULT_THROTTLE_CLASSES": ["config.api.throttles.CallerThrottle"],
    "DEFAULT_PAGINATION_CLASS": "config.api.pagination.NumberPages",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "config.api.schema.ApiSchema",
    "DEFAULT_METADATA_CLASS": None,  # the schema says what OPTIONS would
    "EXCEPTION_HANDLER": "config.api.errors.handle",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}

# At most so many requests in so many seconds, by a member, or by the address of who is none.
API_LIMITS = {"user": (60, 10), "address": (60, 10), "auth": (20, 60)}
API_IDEMPOTENCY_KEPT = timedelta(hours=24)
API_IDEMPOTENCY_WAIT = timedelta(seconds=10)  # for the first request with a key

SIMPLE_JWT = {
    "ACCESS_TOKEN_LIFETIME": timedelta(minutes=15),
    "REFRESH_TOKEN_LIFETIME": timedelta(days=7),
    "ALGORITHM": "HS256",
    "ISSUER": "filmtracker",
}

SPECTACULAR_SETTINGS = {
    "TITLE": "FilmTracker API",
    # `fields` is told here and is no parameter of the operations: with it an answer lacks what the schema requires.
    "DESCRIPTION": (
        "Films, ratings, reviews, diaries and discussions of this site, for other programs.\n\n"
        "`?fields=id,title` trims what GET answers to these fields of each object."
    ),
    "VERSION": "1.0.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "persistAuthorization": False},
    "ENUM_NAME_OVERRIDES": {
        "FilmStatusEnum": "films.models.Film.Status",
        "MarkStatusEnum": "reviews.models.UserFilm.Status",
        "ReportedKindEnum": "reviews.api.reporting.KINDS",
        "TextStateEnum": "reviews.models.contributions.Contribution.State",
        "WrittenStateEnum": "reviews.api.review_serializers.WRITABLE_STATES",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "config.api.schema.add_error_answers",
    ],
}

# Which other sites' pages may call the API from a browser: none, unless they are named.
CORS_ALLOWED_ORIGINS = env.list("CORS_ALLOWED_ORIGINS", default=[])
CORS_URLS_REGEX = r"^/api/"
CORS_ALLOW_HEADERS = [
    "accept",
    "accept-language",
    "authorization",
    "content-type",
    "idempotency-key",
    "if-match",
    "if-none-match",
    "x-request-id",
]
CORS_EXPOSE_HEADERS = ["ETag", "Retry-After", "X-Request-ID", "Idempotency-Replayed"]
