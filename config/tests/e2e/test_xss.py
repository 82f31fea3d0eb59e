"""What members write, in a browser: every payload, on every page where a text of its kind shows.

Texts in Markdown are rendered one by one where a page has many of them, and some together where it has one. Whatever
the forms of the site refuse cannot be written, so it is left out.
"""

from copy import copy
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import services
from accounts.forms import SettingsForm
from accounts.models import User
from accounts.tests.factories import make_follow, make_verified
from films.tests.factories import make_film, make_person
from reviews.forms.comments import CommentForm, DiscussionForm
from reviews.forms.diary import ViewingForm
from reviews.forms.moderation import AppealForm, DecisionForm, ReportForm
from reviews.forms.reviews import ReviewForm
from reviews.models import Case, Discussion, Review
from reviews.services.appeals import appeal
from reviews.services.commenting import add_comment
from reviews.services.diary import log_viewing
from reviews.services.discussing import start_discussion
from reviews.services.moderation import Verdict, decide
from reviews.services.reporting import report
from reviews.services.reviewing import publish_review
from reviews.tests.cases import make_moderator
from reviews.tests.factories import make_review, make_user_film, make_viewing
from reviews.tests.xss_payloads import PAYLOADS

pytestmark = pytest.mark.browser
TEXTS = [payload for payload in PAYLOADS if "\0" not in payload]
CHUNKS = ["\n\n".join(TEXTS[start : start + 25]) for start in range(0, len(TEXTS), 25)]
NUL = [payload for payload in PAYLOADS if "\0" in payload]
PLAIN_CHUNKS = [" ".join(TEXTS[start : start + 3]) for start in range(0, len(TEXTS), 3)]
WATCH = """
window.seen = [];
for (const name of ["alert", "confirm", "prompt", "print"]) window[name] = () => window.seen.push(name);
document.addEventListener("securitypolicyviolation", (event) =>
  window.seen.push(`CSP: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""
LOOK = """
const found = [...window.seen];
const report = (what, node) => found.push(`${what}: ${node.outerHTML.slice(0, 200)}`);
const own = (address) => new URL(address, location.href).origin === location.origin;
const forbidden = "iframe, object, embed, frame, base, applet, math, marquee, video, audio, style, [style], [srcdoc]";
const drawn = ":not(use, circle, path, rect, text, tspan, g, line, title, desc)";
for (const node of document.querySelectorAll(forbidden)) report("node", node);
for (const node of document.querySelectorAll("script")) {
  if (!node.getAttribute("src")?.startsWith("/static/")) report("script", node);
}
for (const node of document.querySelectorAll("svg")) {
  if (!node.matches(".icon, .poster *, .chart") || node.querySelector(drawn)) report("svg", node);
}
for (const node of document.querySelectorAll("form, button[formaction]")) {
  if (!own(node.getAttribute("action") ?? node.getAttribute("formaction") ?? "")) report("form", node);
}
for (const node of document.querySelectorAll("[href]")) {
  if (node instanceof SVGElement) continue;
  if (!["http:", "https:", "mailto:"].includes(new URL(node.href, location.href).protocol)) report("link", node);
}
for (const node of document.querySelectorAll("*")) {
  for (const { name } of node.attributes) if (/^(on|data-hx-|hx-on)/i.test(name)) report(name, node);
}
const [written, plain] = arguments;
const attributes = ["class", "href", "title", "rel", "start", "type"];
for (const node of document.querySelectorAll(":is(.text, .case-body) *")) {
  if (!node.matches(written)) report("in a text", node);
  for (const { name } of node.attributes) if (!attributes.includes(name)) report(`attribute ${name}`, node);
}
for (const node of document.querySelectorAll(`:is(${plain}) > :not(br)`)) report("in plain words", node);
return found;
"""
WRITTEN = "a, blockquote, br, code, em, h3, h4, hr, input[type=checkbox], label, li, ol, p, pre, s, span, strong, ul"
PLAIN = (
    ".excerpt, .review-title a, .byline-name, .talk-title, .talk-facts > span, .diff > ins, .diff > del, "
    ".profile-bio p, .profile-who h1, .diary-facts > span, .diary-whole-note p, .review-main h1, "
    ".case-list h2 a, .case-text, .notices p > a, .suggestion-name, title"
)


@pytest.fixture
def look(chromium, browser):
    """Open a page, and tell what is wrong on it; nothing that it runs goes unseen."""
    command = chromium.execute_cdp_cmd
    script = command("Page.addScriptToEvaluateOnNewDocument", {"source": WATCH})
    command("Network.clearBrowserCache", {})

    def open_and_look(path):
        browser.open(path)
        assert "alert" in browser.find("main").get_property("textContent"), f"nothing of the corpus is on {path}"
        return [f"{path} {problem}" for problem in problems(browser)]

    yield open_and_look
    command("Page.removeScriptToEvaluateOnNewDocument", script)


def problems(browser):
    return browser.driver.execute_script(LOOK, WRITTEN, PLAIN)


@pytest.fixture
def members(live_server):
    """One for each payload, with a name and a bio as the settings take them."""
    members = [make_verified(date_joined=timezone.now() - timedelta(days=30)) for _ in TEXTS]
    for number, (member, payload) in enumerate(zip(members, TEXTS, strict=True)):
        bio = CHUNKS[number] if number < len(CHUNKS) else payload
        for name in (payload, ""):
            data = {"name": name, "bio": bio[:1000], "language": "en", "theme": "system"}
            form = SettingsForm(data, instance=copy(member))
            if form.is_valid():
                break
        services.update_profile(user=member, **form.cleaned_data)
    return members


@pytest.fixture
def film(live_server):
    return make_film(title=TEXTS[0])


@pytest.mark.parametrize("payload", NUL)
def test_what_has_a_nul_no_form_takes(payload):
    today = timezone.localdate()
    forms = {
        "title": ReviewForm({"title": payload, "body": "Fine", "language": "en"}),
        "body": ReviewForm({"title": "", "body": payload, "language": "en"}),
        "comment": CommentForm({"body": payload}),
        "subject": DiscussionForm({"title": payload, "body": "Fine", "room": "spoilers"}),
        "post": DiscussionForm({"title": "The end", "body": payload, "room": "spoilers"}),
        "note": ViewingForm({"precision": "unknown", "note": payload}, today=today),
        "place": ViewingForm({"precision": "unknown", "place": payload}, today=today),
        "report": ReportForm({"reason": "spam", "text": payload}),
        "appeal": AppealForm({"text": payload}),
        "reason": DecisionForm({"action": "hide", "reason": payload}, now=timezone.now()),
        "name": SettingsForm({"name": payload, "language": "en", "theme": "system"}, instance=User()),
        "bio": SettingsForm({"bio": payload, "language": "en", "theme": "system"}, instance=User()),
    }

    assert {name for name, form in forms.items() if form.is_valid()} == set()


def test_names_and_comments(look, members, film):
    review = make_review(user=members[0], film=film)
    for member, payload in zip(members, TEXTS, strict=True):
        form = CommentForm({"body": payload})
        if form.is_valid():
            add_comment(user=member, place=review, body=form.cleaned_data["body"], now=timezone.now())
    assert review.comments.filter(state="published").count() > 140
    assert look_at_pages(look, review.get_absolute_url(), count=8) == []


def test_notices(browser, look, members, film):
    review = make_review(user=members[0], film=film)
    for member in members[1:70]:
        add_comment(user=member, place=review, body="I disagree.", now=timezone.now())
    browser.log_in(members[0])

    found = look("/accounts/notices/") + look("/ru/accounts/notices/")
    for _page in range(2):
        browser.follow(".notices-page a[rel=next]")
        found += problems(browser)
    assert not browser.find_all(".notices-page a[rel=next]")
    assert found == []


def written(film, member, chunk, plain):
    """One text of each kind by the member, as the forms take them."""
    now = timezone.now()
    review_form = ReviewForm({"title": plain[:150], "body": f"A review. {chunk}", "language": "en"})
    talk_form = DiscussionForm(
        {"title": plain[:150], "body": f"A question. {chunk}", "room": Discussion.Room.SPOILER_FREE}
    )
    data = {"precision": "unknown", "note": chunk[:2000], "place": plain[:100]}
    viewing_form = ViewingForm(data, today=timezone.localdate())
    for form in (review_form, talk_form, viewing_form):
        assert form.is_valid(), form.errors
    review = publish_review(user=member, film=film, text=review_form.text, now=now)
    discussion = start_discussion(user=member, film=film, now=now, **talk_form.cleaned_data)
    comments = [
        add_comment(user=member, place=place, body=f"{beginning} {chunk}"[:5000], now=now)
        for place, beginning in ((review, "To a review."), (discussion, "To a question."))
    ]
    return review, discussion, comments, log_viewing(user=member, film=film, entry=viewing_form.entry(), now=now)


def test_forms_that_have_what_was_written(browser, look, members, film):
    found = []
    for number, chunk in enumerate(CHUNKS):
        member = members[number]
        _review, discussion, comments, viewing = written(film, member, chunk, PLAIN_CHUNKS[number])
        browser.open("/about/")
        browser.log_in(member)
        pages = [
            reverse("reviews:write", args=[film.pk]),
            reverse("reviews:delete", args=[film.pk]),
            reverse("reviews:edit_discussion", args=[discussion.pk]),
            reverse("reviews:delete_discussion", args=[discussion.pk]),
            reverse("reviews:edit_viewing", args=[viewing.pk]),
            reverse("reviews:answer", args=[comments[0].pk]),
            *(reverse("reviews:edit_comment", args=[row.pk]) for row in comments),
            "/accounts/settings/",
        ]
        for path in pages:
            found += look(path)
        browser.open(reverse("reviews:edit_comment", args=[comments[0].pk]))
        browser.find("main form button[formaction$='preview/']").click()
        browser.wait_for_text(".text-preview", "alert")
        found += problems(browser)

    assert found == []


def test_pages_in_russian(look, members, film):
    member = members[0]
    review, discussion, _comments, viewing = written(film, member, CHUNKS[0], PLAIN_CHUNKS[0])

    pages = [
        review.get_absolute_url(),
        discussion.get_absolute_url(),
        film.get_absolute_url(),
        reverse("reviews:of_film", args=[film.pk, film.slug]),
        reverse("reviews:discussions", args=[film.pk, film.slug]),
        member.get_absolute_url(),
        reverse("diary", args=[member.username]),
        reverse("diary_entry", args=[member.username, viewing.pk]),
    ]
    assert [problem for path in pages for problem in look(f"/ru{path}")] == []


def test_statistics(browser, look, members):
    member = members[0]
    for number, payload in enumerate(TEXTS[:40]):
        person = make_person(name=payload, slug=f"person-{number}")
        film = make_film(title=payload, directors=[person], released_on=date(2000, 1, 1))
        make_user_film(user=member, film=film, rating=8)
        make_viewing(user=member, film=film, rating=8, watched_on=date(2026, 3, 1 + number % 28))

    found = []
    for path in (reverse("stats", args=[member.username]), reverse("stats_year", args=[member.username, 2026])):
        found += look(path) + look(f"/ru{path}")
    found += look(reverse("diary_month", args=[member.username, 2026, 3]))
    assert found == []


def test_cases_the_log_and_appeals(browser, look, members, film):
    now, judge = timezone.now(), make_moderator()
    decisions = []
    for number, chunk in enumerate(CHUNKS):
        member = members[number]
        _review, discussion, comments, _viewing = written(film, member, chunk, PLAIN_CHUNKS[number])
        for target in (discussion, *comments):
            report(reporter=members[-1], target=target, reason="spam", text=chunk[:1000], now=now)
        for kind, target in (("comment", comments[0]), ("discussion", discussion)):
            case = Case.objects.get(**{kind: target})
            verdict = Verdict(action="hide", reason=chunk[:1000])
            decisions.append(decide(case=case, moderator=judge, verdict=verdict, now=now, site="https://example.org/"))
        appeal(decision=decisions[-1], user=member, text=chunk[:1000], now=now)
    found = []
    for decision in decisions[:4]:
        browser.open("/about/")
        browser.log_in(User.objects.get(pk=decision.member_id))
        found += look(reverse("reviews:appeal", args=[decision.pk])) + look("/accounts/notices/")
    browser.log_in(judge)
    cases = [case.get_absolute_url() for case in Case.objects.all()]
    for path in ("/moderation/appeals/", "/moderation/log/", "/ru/moderation/log/", "/ru/moderation/", *cases):
        found += look(path)
    assert found == []


def test_profiles_and_diaries(look, members, film):
    found = []
    for number, chunk in enumerate(CHUNKS):
        member = members[number]
        data = {"precision": "unknown", "note": chunk[:2000], "place": PLAIN_CHUNKS[number][:100]}
        form = ViewingForm(data, today=timezone.localdate())
        assert form.is_valid(), form.errors
        viewing = log_viewing(user=member, film=film, entry=form.entry(), now=timezone.now())
        found += look(member.get_absolute_url())
        found += look(reverse("diary", args=[member.username]))
        found += look(reverse("diary_entry", args=[member.username, viewing.pk]))

    assert found == []


def test_headlines_and_excerpts(look, members, film):
    for member, payload in zip(members, TEXTS, strict=True):
        form = ReviewForm({"title": payload, "body": f"Word. {payload}", "language": "en"})
        if form.is_valid():
            publish_review(user=member, film=film, text=form.text, now=timezone.now())
    assert Review.objects.published().count() > 140

    found = look_at_pages(look, reverse("reviews:of_film", args=[film.pk, film.slug]), count=13)
    found += look("/") + look(film.get_absolute_url()) + look(reverse("reviews:of_member", args=[members[0].username]))
    assert found == []


def test_reviews_and_their_versions_before_readers_and_moderators(browser, look, members, film):
    reviews = []
    for number, chunk in enumerate(CHUNKS):
        for body in (CHUNKS[number - 1], chunk):
            form = ReviewForm({"title": PLAIN_CHUNKS[number][:150], "body": body, "language": "en"})
            assert form.is_valid(), form.errors
            review = publish_review(user=members[number], film=film, text=form.text, now=timezone.now())
        reviews.append(review)
        for target in (review, members[number]):
            report(reporter=members[-1], target=target, reason="spam", text=chunk[:1000], now=timezone.now())

    found = []
    for review in reviews:
        found += look(review.get_absolute_url()) + look(reverse("reviews:versions", args=[review.pk]))
    browser.log_in(make_moderator())
    for path in ("/moderation/", *(case.get_absolute_url() for case in Case.objects.all())):
        found += look(path)
    assert found == []


def test_discussions(look, members, film):
    discussions = []
    for number, title in enumerate(PLAIN_CHUNKS):
        body = CHUNKS[number] if number < len(CHUNKS) else title
        form = DiscussionForm({"title": title[:150], "body": body, "room": Discussion.Room.SPOILER_FREE})
        assert form.is_valid(), form.errors
        discussions.append(start_discussion(user=members[number], film=film, now=timezone.now(), **form.cleaned_data))

    found = look_at_pages(look, reverse("reviews:discussions", args=[film.pk, film.slug]), count=3)
    found += look(film.get_absolute_url())
    for discussion in discussions[: len(CHUNKS)]:
        found += look(discussion.get_absolute_url())
    assert found == []


def test_titles_of_films(browser, look):
    follower, followed = make_verified(), make_verified()
    make_follow(follower=follower, followed=followed)
    for payload in TEXTS:
        make_user_film(user=followed, film=make_film(title=payload), rating=8)
    browser.log_in(follower)

    found = look_at_pages(look, "/films/", count=7) + look("/") + look("/search/?q=alert")
    browser.find("header [name=q]").send_keys("alert")
    browser.wait_for_text("header [role=listbox]", "alert(1)")
    assert found + problems(browser) == []


def test_what_would_be_injected_is_found(browser, look, film):
    assert look(film.get_absolute_url()) == []

    insert = "document.querySelector('h1').innerHTML = arguments[0]"
    for html in ("<img src=x onerror=alert(1)>", "<a href='javascript:alert(1)'>x</a>", "<p style='top: 0'></p>"):
        browser.driver.execute_script(insert, html)
        assert problems(browser) != [], html
    browser.wait(lambda driver: any("CSP" in problem for problem in problems(browser)))


def look_at_pages(look, path, *, count):
    return [problem for number in range(1, count + 1) for problem in look(f"{path}?page={number}")]
