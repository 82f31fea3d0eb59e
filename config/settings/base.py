import re
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent.parent

env = environ.Env()
env.read_env(BASE_DIR / ".env")

from config.database.liveness import WatchedConnection  # noqa: E402  # nothing of the site before its variables

from .api import *  # noqa: E402  # it reads variables too
from .api import API_APPS  # noqa: E402

# Applications

INSTALLED_APPS = [
    *API_APPS,
    "pages",
    "reviews",
    "films",
    "accounts",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "bootstrap",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_filters",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "pgtrigger",
    "whitenoise.runserver_nostatic",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",  # the templates of widgets, for FORM_RENDERER
]

MIDDLEWARE = [
    "config.middleware.request_id",
    "config.health.answer_monitors",
    "config.metrics.measure",
    "config.middleware.drop_broken_cookies",
    "django.middleware.security.SecurityMiddleware",
    "config.middleware.limit_browsers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "config.middleware.share_with_visitors",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.middleware.PathLocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.middleware.keep_members_private",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.ask_whether_to_stay",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# Database. The pool takes the place of CONN_MAX_AGE: a new connection per request costs 6 ms.

if not env.str("DATABASE_URL").startswith(("postgres://", "postgresql://")):
    raise ImproperlyConfigured("DATABASE_URL is not an address that begins with postgres://")
try:
    DATABASES = {"default": env.db_url("DATABASE_URL", engine="config.database")}
except ValueError as error:  # it may quote a part of the password, so it is not passed on
    raise ImproperlyConfigured(
        "DATABASE_URL cannot be read: its port is no number, or its password has / or @ and not %2F or %40"
    ) from error
WEB_THREADS = env.int("WEB_THREADS", default=4)  # gunicorn's, each of which holds one connection at most
DATABASE_LIMITS = {
    "statement_timeout": env.int("DATABASE_STATEMENT_TIMEOUT", default=15_000),
    "lock_timeout": env.int("DATABASE_LOCK_TIMEOUT", default=0),
    "idle_in_transaction_session_timeout": 30_000,
    "tcp_user_timeout": 5000,  # the server's side: connections of hosts that are gone
    "jit": "off",
}
database_options: dict[str, Any] = {
    **DATABASES["default"].get("OPTIONS", {}),
    "prepare_threshold": 0,  # only for accounts.statements: what Django itself executes is never prepared
    "pool": {
        "min_size": 1,
        "max_size": env.int("DATABASE_POOL_SIZE", default=max(8, WEB_THREADS)),
        "timeout": 3,
        "reconnect_timeout": 2,  # then the next request asks for a connection anew, without the pool's growing pauses
        "connection_class": WatchedConnection,
    },
    "connect_timeout": 2,
    "tcp_user_timeout": 3000,
    "keepalives_idle": 1,
    "keepalives_interval": 1,
    "keepalives_count": 3,
    "options": " ".join(f"-c {name}={value}" for name, value in DATABASE_LIMITS.items()),
}
DATABASES["default"]["OPTIONS"] = database_options

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},  # of the usual 300, films that are looked at would push out the limits
    }
}

# Work outside of requests: kept in the database, done by `manage.py db_worker`

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Accounts

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "accounts.backends.PasswordBackend",
    "accounts.backends.AllauthBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "add_email": "accounts.forms.AddEmailForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "login": "accounts.forms.LoginForm",
    "reauthenticate": "accounts.forms.ReauthenticateForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.ResetPasswordKeyForm",
    "set_password": "accounts.forms.SetPasswordForm",
    "signup": "accounts.forms.SignupForm",
}
ACCOUNT_LOGIN_METHODS = {"email", "username"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_USERNAME_MIN_LENGTH = 3
ACCOUNT_USERNAME_VALIDATORS = "accounts.validators.username_validators"
ACCOUNT_PRESERVE_USERNAME_CASING = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # to change the address, as for the second factor
MFA_ALLOW_UNVERIFIED_EMAIL = True  # else who has a second factor could not change the address
MFA_FORMS = {
    "add_webauthn": "accounts.passkeys.AddForm",
    "authenticate_webauthn": "accounts.passkeys.AuthenticateForm",
    "login_webauthn": "accounts.passkeys.LoginForm",
    "reauthenticate_webauthn": "accounts.passkeys.ReauthenticateForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "FilmTracker"

# Languages: English at /, Russian at /ru/

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("ru", _("Russian"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

# Files

STATIC_URL = "/static/"
STATIC_ROOT = env.path("STATIC_ROOT", default=str(BASE_DIR / "var" / "static"))
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = env.str("MEDIA_URL", default="/media/")
MEDIA_ROOT = env.path("MEDIA_ROOT", default=str(BASE_DIR / "var" / "media"))
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "config.storage.MediaStorage"},
    "staticfiles": {"BACKEND": "config.storage.StaticFilesStorage"},
}
if MEDIA_STORAGE_URL := env.str("MEDIA_STORAGE_URL", default=""):
    bucket = urlsplit(MEDIA_STORAGE_URL)
    if bucket.scheme != "s3" or not bucket.hostname:
        raise ImproperlyConfigured("MEDIA_STORAGE_URL is not an address that begins with s3:// and a bucket")
    bucket_options = dict(parse_qsl(bucket.query))
    STORAGES["default"] = {
        "BACKEND": "config.bucket.BucketStorage",
        "OPTIONS": {
            "bucket_name": bucket.netloc,
            "region_name": bucket_options.get("region"),
            "endpoint_url": bucket_options.get("endpoint"),
        },
    }
FILE_UPLOAD_PERMISSIONS = 0o644
FILE_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024  # a picture of the size that is allowed needs no room on the disk
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000  # a film in the admin has many credits

# Mail

DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="FilmTracker <noreply@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
MODERATORS_EMAIL = env.str("MODERATORS_EMAIL", default=DEFAULT_FROM_EMAIL)  # answers to mails about decisions
EMAIL_TIMEOUT = 10

# TMDB: with no token the site works on what it has

TMDB_API_TOKEN = env.str("TMDB_API_TOKEN", default="").strip()
TMDB_API_URL = env.str("TMDB_API_URL", default="https://api.themoviedb.org/3")
TMDB_IMAGE_URL = env.str("TMDB_IMAGE_URL", default="https://image.tmdb.org/t/p")
TMDB_EXPORT_URL = env.str("TMDB_EXPORT_URL", default="https://files.tmdb.org/p/exports")
TMDB_LANGUAGES = env.list("TMDB_LANGUAGES", default=["en-US", "ru-RU"])
TMDB_REGION = env.str("TMDB_REGION", default="")
TMDB_RATE = env.int("TMDB_RATE", default=20)  # requests a second

# Security

# films.checks reports a TMDB_IMAGE_URL that is none; pictures of the site's own host have no origin in MEDIA_URL.
origins = [re.match(r"https?://[\w.:\[\]-]+(?=/|$)", url) for url in (TMDB_IMAGE_URL, MEDIA_URL)]
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "pages.views.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", *(origin[0] for origin in origins if origin)],
        "frame-src": ["https://www.youtube-nocookie.com", "https://player.vimeo.com"],  # a trailer, once it is clicked
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# The admin: where it is, and whether who works in it needs a second factor

ADMIN_PATH = env.str("ADMIN_PATH", default="admin").strip("/")
if not re.fullmatch(r"[\w-]+", ADMIN_PATH, re.ASCII):
    raise ImproperlyConfigured("ADMIN_PATH is not one word of letters, digits, - and _")
STAFF_NEED_SECOND_FACTOR = False

# Logs: one line each, with the id of the request

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "config.middleware.RequestIdFilter"}},
    "formatters": {
        "line": {
            "()": "config.logs.LineFormatter",
            "format": "{asctime} {levelname} {name} [{request_id}] {message}",
            "style": "{",
        },
        "json": {"()": "config.logs.SafeJsonFormatter"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["request_id"]},
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "urllib3": {"level": "ERROR"},  # its DEBUG and WARNING lines quote addresses, and with them TMDB's v3 key
    },
}

# Who may read /metrics, and whom those write to who find a hole

METRICS_ALLOWED = [ip_network(network) for network in env.list("METRICS_ALLOWED", default=["127.0.0.1/32"])]
SECURITY_CONTACT = env.str("SECURITY_CONTACT", default="")

# The site

FILMS_PER_PAGE = 24
MICROCACHE_SECONDS = env.int("MICROCACHE_SECONDS", default=10)  # that a proxy may keep a visitor's page; 0: never
THROTTLED = True  # off for the benchmark alone, which rates more often than a member may
RATING_MIN_VOTES = env.int("RATING_MIN_VOTES", default=3)  # a mean of fewer ratings is not shown
RANKING_WEIGHT = env.int("RANKING_WEIGHT", default=10)  # votes that the site's mean counts for in the ranking
