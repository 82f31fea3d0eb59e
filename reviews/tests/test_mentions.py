import pytest
from django.utils.translation import override

from accounts.models import User
from accounts.tests.factories import make_user, make_verified
from reviews import markdown, mentions
from reviews.tests.factories import make_comment

MEMBERS = {"anna.k": ("Anna.K", "/members/Anna.K/"), "anna": ("anna", "/members/anna/")}
LINK = '<a href="/members/{0}/" class="mention" rel="nofollow ugc noopener noreferrer">@{0}</a>'
ANNA, ANNA_K = LINK.format("anna"), LINK.format("Anna.K")


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Hello @anna.", f"Hello {ANNA}."),
        ("@ANNA, look", f"{ANNA}, look"),
        ("@anna.k's view", f"{ANNA_K}'s view"),
        ("as @anna.Then nothing", f"as {ANNA}.Then nothing"),
        ("(@anna)", f"({ANNA})"),
        ("**@anna**", f"<strong>{ANNA}</strong>"),
        ("@anna.kё", f"{ANNA}.kё"),
    ],
)
def test_names_of_members_become_links(text, html):
    assert markdown.render(text, MEMBERS) == f"<p>{html}</p>\n"


@pytest.mark.parametrize(
    "text",
    [
        "@nobody",
        "@annabel",
        "@аnna",  # with a Cyrillic letter
        "anna@anna.k",
        "@@anna",
        "\\@anna",
        "`@anna`",
        "https://example.org/@anna",
        "https://example.org/?by=@anna",
        "[a word about @anna](https://example.org)",
        "@" * 500,
        "@" + "a" * 500,
    ],
)
def test_what_only_looks_like_a_name_stays_a_text(text):
    assert "mention" not in markdown.render(text, MEMBERS)
    assert markdown.mentioned(text, MEMBERS) == set()


def test_without_members_nothing_is_a_mention():
    assert markdown.render("@anna") == "<p>@anna</p>\n"
    assert not markdown.has_link("@anna")
    assert markdown.excerpt("Hello @anna") == "Hello @anna"


@pytest.mark.parametrize(
    "text",
    [
        '@"><script>alert(1)</script>',
        '@anna"><script>alert(1)</script>',
        "@anna' onmouseover='alert(1)",
        "<a class=mention href=javascript:alert(1)>@anna</a>",
        "[@anna](javascript:alert(1))",
        "![@anna](data:text/html,<script>alert(1)</script>)",
        "@anna</a><img src=x onerror=alert(1)>",
        '||@anna"<svg/onload=alert(1)>||',
        "[@anna]: javascript:alert(1)\n\n[@anna]",
        "@anna\x00<script>",
        '[x](/members/ "<a href="/members/anna/" class="mention" onclick="alert(1)">")',
    ],
)
def test_hostile_text_around_a_mention_stays_text(text):
    html = markdown.render(text, MEMBERS)

    assert markdown.clean(html) == html
    tags = html.replace("&lt;", "")
    assert not any(sign in tags for sign in ("<script", "<img", "<svg", 'href="javascript', 'href="data'))
    assert " onclick=" not in tags.replace("&quot;", "").split(">")[0]


@pytest.mark.django_db
def test_only_members_whom_everybody_sees_are_found():
    anna = make_verified(username="anna")
    make_verified(username="shy", is_private=True)
    make_verified(username="gone", is_active=False)
    members = mentions.members_named_in("@Anna @shy @gone @nobody")

    assert mentions.mentioned("@Anna @shy @gone", members) == [anna]
    assert mentions.render("@shy @Anna", members) == f"<p>@shy {ANNA}</p>\n"


@pytest.mark.django_db
def test_a_text_names_ten_members_at_most(django_assert_num_queries):
    User.objects.bulk_create(User(username=f"m{n}", email=f"m{n}@example.org") for n in range(12))

    with django_assert_num_queries(1):
        members = mentions.members_named_in(" ".join(f"@m{n}" for n in range(12)))

    assert len(members) == 10


@pytest.mark.django_db
def test_no_query_without_a_name(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert mentions.members_named_in("me@example.org and @ alone") == {}


@pytest.mark.django_db
def test_mentions_lead_to_the_profile_in_the_language_of_the_page():
    member = make_user(username="anna")
    with override("ru"):
        html = mentions.render('@anna <a href="/members/', {"anna": member})
    comment = make_comment(body_html=html)

    with override("ru"):
        assert '<a href="/ru/members/anna/" class="mention"' in comment.html
        assert '&lt;a href="/members/' in comment.html
    assert '<a href="/members/anna/" class="mention"' in comment.html
