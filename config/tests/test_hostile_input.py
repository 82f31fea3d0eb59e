"""Whatever is sent to the site, the answer is no server error and no redirect to another host."""

from contextlib import contextmanager
from urllib.parse import quote, quote_from_bytes, urlsplit

import pytest
from django.core.cache import cache
from django.db import transaction
from django.template import engines
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Notice, User
from accounts.tests.factories import PASSWORD, make_follow, make_staff, make_verified
from config.tests.hostile_pages import ADMIN, CHANGELISTS, FORMS, JUDGING, PAGES, VALID
from films.models import Keyword
from films.tests.factories import make_film, make_person
from reviews.models import Appeal, Case, Decision
from reviews.tests.factories import make_comment, make_discussion, make_review, make_user_film, make_viewing

pytestmark = pytest.mark.django_db


def hostile(examples):
    """The same examples in every run. The fixtures are only read: what an example writes is rolled back."""
    return settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        print_blob=False,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
    )


# What people and programs send: texts, and numbers, dates and addresses that are none.

EVIL = "//evil.example"
SAMPLES = [
    *("", " ", "\0", "a\0b", "\ud800", "\udcff", "\ufeff", "\u202e", "é", "ё", "İ", "ß", "ﬁ", "🎬", "a" * 10_000),
    *("0", "-0", "-1", "1", "7", "11", "00012", "٣", "²", "1_000", "1,5", "1.5", "0x10"),
    *("1e9", "1e400", "-1e400", "nan", "inf", "9" * 40, "9" * 5000),
    *("2147483648", "9223372036854775807", "9223372036854775808", "-9223372036854775809"),
    *("2020-01-01", "2020-13-45", "0000-00-00", "9999-12-31T25:61", "true", "null", "None", "undefined", "on", "[]"),
    *("'", '"', "\\", "%", "_", "%%", "';--", "' OR 1=1 --", ":*", "a & b", "!", "("),
    *("{{ 7 }}", "{% x %}", "%(x)s", "$1", "<script>alert(1)</script>", "../../etc/passwd"),
    *("\r\nX-Evil: 1", "\n", "\t", "\x1b", "\x7f", "\x85", "\u2028"),
    *(EVIL, "https:" + EVIL, "/\\evil.example", "\\\\evil.example", "/" + EVIL),
    *("http://[", "http://a:b/", "javascript:1"),
    *("popularity", "my_rating", "followed", "unseen", "planned", "drama", "fr", "FR", "en", "all", "1,2", "anna"),
]
# Those that most often were too much; every parameter gets each of them.
WORST = ["", "\0", "(", "http://[", EVIL, "1e400", "9" * 40, "9" * 5000]
TEXTS = st.one_of(
    st.sampled_from(WORST),
    st.sampled_from(SAMPLES),
    st.text(st.characters(exclude_categories=()), max_size=12),
    st.integers().map(str),
    st.floats().map(str),
    st.lists(st.sampled_from(SAMPLES), min_size=2, max_size=4).map(" ".join),
)
RAW = st.one_of(
    TEXTS.map(lambda text: quote(text, errors="surrogatepass")),
    st.binary(max_size=12).map(quote_from_bytes),
    st.sampled_from(["%", "%zz", "%ff%fe", "%ed%a0%80", "%c0%80", "%u0041", "+", "a;b"]),
)
SUFFIXES = st.sampled_from(["", "", "", "", "[]", "[0]", "__in", "__regex", "%00", "."])
UNKNOWN = ["utm_source", "", "_", "page", "format", "csrfmiddlewaretoken", "__proto__"]


def queries(*names):
    """Query strings of these parameters and unknown ones, each perhaps repeated."""
    pairs = st.tuples(st.sampled_from([*names, *names, *UNKNOWN]), SUFFIXES, RAW).map("{0[0]}{0[1]}={0[2]}".format)
    return st.lists(pairs, max_size=8).map("&".join)


# Where it is sent


@contextmanager
def undone(caplog, *sent):
    """Roll back what the block writes, forget its limits and what it logged: bad requests are logged as errors."""
    with transaction.atomic():
        try:
            yield
        except Exception as error:
            error.add_note(f"sent: {sent!a}")
            raise
        transaction.set_rollback(True)
    cache.clear()
    caplog.clear()


def check(response):
    assert response.status_code < 500
    for name in ("Location", "HX-Redirect", "HX-Location", "HX-Push-Url", "HX-Replace-Url"):
        url = response.headers.get(name, "")
        assert urlsplit(url.replace("\\", "/")).netloc in ("", "testserver"), f"{name}: {url}"
        assert not url.startswith(("//", "/\\", "javascript:", "data:")), f"{name}: {url}"


@pytest.fixture
def world():
    anna, member = make_verified(username="anna"), make_verified(username="member")
    film = make_film(
        title="Metropolis", title_ru="Метрополис", genres=["drama"], countries=["DE"], cast=["Brigitte Helm"]
    )
    film.keywords.add(Keyword.objects.create(name="robot", slug="robot"))
    make_user_film(user=anna, film=film)
    make_user_film(user=member, film=film)
    make_follow(follower=member, followed=anna)
    review = make_review(user=anna, film=film)
    comment = make_comment(user=member, review=review)
    closed = Case.objects.create(member=member, closed_at=timezone.now())
    decision = Decision.objects.create(
        case_id=closed.pk, member_id=member.pk, target="member", target_id=member.pk, action="warn"
    )
    appealed = Decision.objects.create(
        case_id=closed.pk, member_id=member.pk, target="member", target_id=member.pk, action="warn"
    )
    return {
        "anna": anna.pk,
        "review": review.pk,
        "comment": comment.pk,
        "discussion": make_discussion(user=member, film=film).pk,
        "case": Case.objects.create(comment=comment).pk,
        "decision": decision.pk,
        "appeal": Appeal.objects.create(decision=appealed, case=closed, user=member, text="No.").pk,
        "notice": Notice.objects.create(user=member, kind="reply", url="/about/").pk,
        "film": film.pk,
        "person": make_person(name="Thea", slug="thea").pk,
        "member": member.pk,
        "viewing": make_viewing(user=member, film=film).pk,
    }


@pytest.fixture
def visitor(world):
    return Client()


@pytest.fixture
def member(world):
    client = Client()
    client.force_login(User.objects.get(username="member"))
    return client


@pytest.fixture
def staff(world):
    client = Client()
    client.force_login(make_staff())
    return client


def throw(strategy, act, *, examples):
    """Call `act` with examples of `strategy`; one that fails is printed, as small as it can be."""
    hostile(examples)(given(strategy)(act))()


# Queries


def read(client, caplog, page):
    path, _, begun = page.partition("?")

    def act(query):
        with undone(caplog, path, query):
            check(client.get(path, QUERY_STRING=f"{begun}&{query}"))

    return act


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", ["visitor", "member"])
def test_any_query_is_answered(request, caplog, world, page, who):
    client = request.getfixturevalue(who)

    throw(queries(*PAGES[page]), read(client, caplog, page.format(**world)), examples=20 if PAGES[page] else 5)


@pytest.mark.parametrize("page", ADMIN)
def test_any_query_to_the_admin_is_answered(caplog, monkeypatch, world, staff, page):
    # Django's own page for a query that the database refuses asks for many variables in vain.
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", "")

    throw(queries(*ADMIN[page]), read(staff, caplog, page.format(**world)), examples=15)


@pytest.mark.parametrize(
    "page",
    [
        *("/films/", "/my/films/", "/search/", "/search/suggest/", "/search/elsewhere/"),
        *("/members/anna/", "/accounts/login/"),
    ],
)
def test_every_sample_in_all_parameters_is_answered(caplog, world, member, page):
    act = read(member, caplog, page.format(**world))
    values = [quote(sample, errors="surrogatepass") for sample in SAMPLES]

    for value in values:
        act("&".join(f"{name}={value}" for name in PAGES[page]))


def test_each_parameter_bears_the_worst(caplog, world, member, staff):
    pages = {**PAGES, **{f"/admin/{model}/": names for model, names in CHANGELISTS.items()}}
    pages["/admin/films/film/"] = ADMIN["/admin/films/film/"]
    pages |= {page: names for page, names in ADMIN.items() if page not in pages}

    for page, names in pages.items():
        act = read(staff if page.startswith(("/admin/", "/moderation/")) else member, caplog, page.format(**world))
        for name in names:
            for value in WORST:
                act(f"{name}={quote(value)}")


# Forms

FORM = "application/x-www-form-urlencoded"
PARTS = st.sampled_from(
    [
        'Content-Disposition: form-data; name="rating"',
        'Content-Disposition: form-data; name="avatar"; filename="a.png"',
        "Content-Disposition: form-data; name*=rot13''x; filename*=x''%ff",
        "Content-Transfer-Encoding: base64",
        "Content-Type: image/png; charset=rot13",
        "x",
        "",
    ]
)
MULTIPART = st.lists(st.tuples(PARTS, st.binary(max_size=20)), max_size=4).map(
    lambda parts: b"".join(b"--x\r\n" + head.encode() + b"\r\n\r\n" + body + b"\r\n" for head, body in parts)
)
BODIES = st.one_of(
    st.tuples(st.just("multipart/form-data; boundary=x"), MULTIPART),
    st.tuples(st.just("multipart/form-data; boundary=x"), MULTIPART.map(lambda body: body + b"--x--\r\n")),
    st.tuples(
        st.sampled_from(
            ["multipart/form-data", "multipart/form-data; boundary=", "application/json", "text/plain", "", "x", FORM]
        ),
        st.one_of(
            st.binary(max_size=40),
            st.sampled_from([b"{", b"[" * 5000, b'{"rating": 1e999}', b"null", b"\xff\xfe{", b"=&=&&", b"%"]),
        ),
    ),
)


def post(client, caplog, page):
    def act(body):
        content_type, content = body if isinstance(body, tuple) else (FORM, body)
        with undone(caplog, page, content_type, content):
            check(client.generic("POST", page, content, content_type))

    return act


@pytest.mark.parametrize("page", FORMS)
@pytest.mark.parametrize("who", ["visitor", "member"])
def test_any_form_is_answered(request, caplog, world, page, who):
    client = request.getfixturevalue(who)
    act = post(client, caplog, page.format(**world))

    for name in FORMS[page]:
        for value in WORST:
            act(f"{VALID.get(page, '')}&{name}={quote(value)}")
    throw(queries(*FORMS[page]), act, examples=10)
    throw(BODIES, act, examples=10)


@pytest.mark.parametrize("page", JUDGING)
def test_any_form_of_moderators_is_answered(caplog, world, staff, page):
    act = post(staff, caplog, page.format(**world))

    for name in JUDGING[page]:
        for value in WORST:
            act(f"{VALID.get(page, '')}&{name}={quote(value)}")
    throw(queries(*JUDGING[page]), act, examples=10)
    throw(BODIES, act, examples=5)


# Addresses

ROUTES = [
    *("/{}", "/{}/", "/ru/{}/", "/search/{}", "/media/{}", "/static/{}", "/accounts/{}/", "/admin/{}/"),
    *("/films/{}/", "/films/{}-x/", "/films/1-{}/", "/films/1-x/../{}", "/films/{}-x/credits/", "/films/{}-x/similar/"),
    *("/members/{}/diary/", "/members/anna/diary/2026/{}/", "/members/anna/stats/{}/", "/my/viewings/{}/"),
    *("/people/{}/", "/people/{}-x/", "/members/{}/", "/my/films/{}/", "/my/films/{}/rating/", "/accounts/follow/{}/"),
    *("/accounts/confirm-email/{}/", "/accounts/password/reset/key/{}/", "/accounts/password/reset/key/1-{}/"),
    *("/accounts/2fa/webauthn/keys/{}/remove/", "/admin/mfa/authenticator/{}/change/", "/admin/auth/group/{}/change/"),
    *("/admin/films/film/{}/", "/admin/films/film/{}/change/", "/admin/films/film/{}/delete/"),
    *("/admin/films/country/{}/change/", "/admin/films/country/{}/history/", "/admin/accounts/user/{}/password/"),
    *("/admin/films/film/{}/sync/", "/admin/films/tmdbdifference/{}/change/", "/admin/films/tmdbdifference/{}/take/"),
    *("/admin/films/syncrun/{}/change/", "/admin/django_tasks_database/dbtaskresult/{}/change/"),
    *("/admin/r/{}/1/", "/admin/r/7/{}/"),
    *("/reviews/{}/", "/reviews/{}-x/", "/reviews/{}/versions/", "/reviews/{}/comments/", "/reviews/{}/vote/"),
    *("/comments/{}/answer/", "/discussions/{}/", "/films/{}-x/discussions/", "/films/{}-x/reviews/feed/"),
    *("/my/films/{}/review/", "/report/{}/1/", "/report/comment/{}/", "/report/review/{}/", "/appeals/{}/"),
    *("/moderation/cases/{}/", "/moderation/appeals/{}/judge/", "/moderation/decisions/{}/take-back/"),
    *("/members/{}/watchlist/", "/members/{}/reviews/", "/members/{}/diary/feed/", "/accounts/notices/{}/read/"),
]
SEGMENTS = st.one_of(
    TEXTS.map(lambda text: text.encode(errors="surrogatepass")),
    st.binary(max_size=10),
    st.sampled_from([b"_00", b"..", b".", b"%00", b"1\n"]),
)


@pytest.mark.parametrize("route", ROUTES)
def test_any_address_is_answered(caplog, visitor, staff, route):
    def act(segment, method):
        path = route.encode().replace(b"{}", segment).decode("latin-1")
        for client in (visitor, staff):
            with undone(caplog, method, path):
                check(client.generic(method, "/", PATH_INFO=path))

    hostile(20)(given(SEGMENTS, st.sampled_from(["GET", "GET", "GET", "POST", "HEAD"]))(act))()


@pytest.mark.parametrize(
    "method", ["HEAD", "OPTIONS", "TRACE", "PUT", "PATCH", "DELETE", "CONNECT", "PROPFIND", "get", "A" * 1000, "X Y"]
)
def test_any_method_is_answered(caplog, world, visitor, member, method):
    pages = [*PAGES, *FORMS, "/favicon.ico", "/sw.js", "/admin/", "/none/"]

    for client in (visitor, member):
        for page in pages:
            with undone(caplog, method, page):
                check(client.generic(method, page.format(**world), b"x"))


# Headers

HEADERS = [
    *("hx-request", "hx-current-url", "hx-boosted", "hx-target", "hx-trigger", "hx-prompt", "triggering-event"),
    *("hx-history-restore-request", "hx-current-url-uri-autoencoded", "triggering-event-uri-autoencoded"),
    *("referer", "origin", "accept", "accept-language", "accept-encoding", "user-agent", "range", "upgrade"),
    *("x-request-id", "x-requested-with", "x-csrftoken", "x-http-method-override", "authorization"),
    *("if-none-match", "if-modified-since", "if-match", "x-real-ip", "forwarded"),
    *("x-forwarded-for", "x-forwarded-host", "x-forwarded-proto"),
]
# What the server in front lets through: bytes but those that end a line or a text.
LINES = TEXTS.map(lambda text: text.encode(errors="surrogatepass").translate(None, b"\0\r\n").decode("latin-1"))
KINDS = st.sampled_from([{}, {}, {"hx-request": "true"}, {"x-requested-with": "XMLHttpRequest"}])
COOKIES = [
    *(r'"\000\001aaaaaaaa"', r'"\377aaaaaaaa"', '"', "a" * 32, "a" * 5000),
    *(".e30:x:y", '[["__json_message",0,25,"x"]]'),
]


def headers():
    """Some headers, as a browser, htmx or a script would send them."""
    some = st.dictionaries(st.sampled_from(HEADERS), LINES, min_size=1, max_size=5)
    return st.tuples(some, KINDS).map(lambda pair: pair[0] | pair[1])


@pytest.mark.parametrize(
    "page", ["/", "/films/", "/my/films/{film}/", "/accounts/login/", "/search/suggest/", "/none/", "/admin/"]
)
@pytest.mark.parametrize("who", ["visitor", "member"])
def test_any_header_is_answered(request, caplog, world, page, who):
    client = request.getfixturevalue(who)

    def act(sent):
        with undone(caplog, page, sent):
            check(client.get(page.format(**world), headers=sent))

    throw(headers(), act, examples=20)


@pytest.mark.parametrize(
    "page", ["/my/films/{film}/rating/", "/accounts/follow/anna/", "/accounts/settings/", "/accounts/login/"]
)
def test_any_header_of_a_form_is_answered(caplog, world, member, page):
    def act(sent):
        data = {"rating": "7", "name": "Anna", "language": "ru", "theme": "dark", "login": "anna", "password": PASSWORD}
        with undone(caplog, page, sent):
            check(member.post(page.format(**world), data, headers=sent))

    throw(headers(), act, examples=20)


@pytest.mark.parametrize("kind", [{}, {"hx-request": "true"}])
def test_each_header_bears_the_worst(caplog, world, member, kind):
    for name in HEADERS:
        for value in (value.replace("\0", "\x01") for value in WORST):
            with undone(caplog, name, value):
                check(member.post(f"/my/films/{world['film']}/rating/", {"rating": "7"}, headers={**kind, name: value}))


@pytest.mark.parametrize("name", ["sessionid", "csrftoken", "messages", "django_language", "x"])
def test_any_cookie_is_answered(caplog, world, name):
    def act(value):
        for page in ("/", "/my/films/", "/accounts/login/"):
            with undone(caplog, page, name, value):
                check(Client().get(page, headers={"cookie": f"{name}={value}"}))

    for cookie in COOKIES:
        act(cookie)
    throw(LINES, act, examples=10)


def test_any_host_is_answered(caplog, world):
    def act(host):
        with undone(caplog, host):
            check(Client().get("/films/", headers={"host": host}))

    throw(LINES, act, examples=60)
