import csv
import hashlib
import io
import json
import zipfile

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import avatars, throttling
from accounts.models import Notice
from accounts.tests.factories import make_follow, make_user, make_verified
from accounts.tests.pictures import upload
from films.tests.factories import make_film
from pages.export import letterboxd
from pages.export.archive import make_archive
from reviews.models import Appeal, Case, Decision, Report, ReviewVersion, Vote
from reviews.tests.factories import make_comment, make_discussion, make_review, make_user_film, make_viewing

pytestmark = pytest.mark.django_db

EXPORT = reverse("export_data")
REAUTHENTICATE = reverse("account_reauthenticate")
FILES = {
    "manifest.json",
    *(f"{name}.json" for name in ("profile", "films", "viewings", "reviews", "comments", "discussions", "votes")),
    *(f"{name}.json" for name in ("follows", "notices", "reports", "decisions", "appeals", "email_addresses")),
    *("sessions.json", "second_factors.json"),
    *(f"{name}.csv" for name in ("ratings", "watched", "watchlist", "diary", "reviews")),
}


@pytest.fixture
def member(client):
    """A member who is logged in and has just shown the password."""
    member = make_verified(username="anna", email="anna@example.org", bio="Bio of anna")
    client.force_login(member)
    client.post(REAUTHENTICATE, {"password": "correct horse"})
    return member


def fill(member, mark):
    """One of everything for the member, each text with `mark` in it; what they wrote stands under texts of others."""
    film = make_film(title=f"Film {mark}", imdb_id=f"tt{member.pk:07}", tmdb_id=member.pk)
    make_user_film(user=member, film=film, rating=9)
    make_user_film(user=member, film=make_film(title=f"Planned {mark}"), rating=None, status="planned")
    make_viewing(user=member, film=film, rating=7, is_rewatch=True, place=f"Cinema {mark}", note=f"Note {mark}")
    make_viewing(user=member, film=film, note=f"Secret {mark}", is_private=True)
    review = make_review(user=member, film=film, body=f"Body {mark}", title=f"Title {mark}")
    make_review(user=member, body=f"Draft {mark}", state="draft")
    ReviewVersion.objects.create(review=review, body=f"Before {mark}", written_at=timezone.now())
    theirs = make_review(body="Review by somebody")
    make_comment(user=member, review=theirs, body=f"Comment {mark}")
    make_comment(review=review, body="Answer by somebody")
    make_comment(user=member, discussion=make_discussion(body="Post by somebody"), body=f"Word {mark}")
    make_discussion(user=member, body=f"Post {mark}")
    Vote.objects.create(user=member, review=theirs)
    make_follow(follower=member, followed=make_user(username=f"idol-{mark}"))
    make_follow(follower=make_user(username=f"fan-of-{mark}"), followed=member)
    Notice.objects.create(user=member, kind="reply", data={"who": f"Notice {mark}"})
    case = Case.objects.create(review=theirs)
    Report.objects.create(case=case, reporter=member, reason="spam", text=f"Report {mark}")
    Report.objects.create(case=case, reporter=make_user(), reason="spam", text="Report by somebody")
    decision = Decision.objects.create(
        case_id=case.pk,
        moderator_name="judge",
        member_id=member.pk,
        target="review",
        target_id=review.pk,
        action="hide",
        reason=f"Reason {mark}",
    )
    Appeal.objects.create(decision=decision, case=case, user=member, text=f"Appeal {mark}")
    UserSession.objects.create(user=member, ip="192.0.2.1", session_key=f"key-{mark}", user_agent=f"Agent {mark}")
    Authenticator.objects.create(user=member, type="totp", data={"secret": f"seed-{mark}"})
    return review


def archive_of(member):
    with make_archive(user=member, now=timezone.now()) as file:
        return read(file.read())


def read(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode() for name in archive.namelist() if not name.startswith("picture")}


def rows(files, name):
    content = files[name]
    return json.loads(content) if name.endswith(".json") else list(csv.DictReader(io.StringIO(content, newline="")))


def test_download_is_a_zip_with_a_manifest_of_all_its_files(client, member):
    fill(member, "anna")

    response = client.post(EXPORT)

    assert response.streaming
    assert response.headers["Content-Type"] == "application/zip"
    assert response.headers["Content-Disposition"].startswith('attachment; filename="filmtracker-anna-20')
    assert "private" in response.headers["Cache-Control"]
    files = read(b"".join(response.streaming_content))
    assert set(files) == FILES
    manifest = json.loads(files["manifest.json"])
    assert (manifest["format"], manifest["version"], manifest["username"]) == ("filmtracker-export", 1, "anna")
    assert {file["name"] for file in manifest["files"]} == FILES - {"manifest.json"}
    for file in manifest["files"]:
        content = files[file["name"]]
        assert file["sha256"] == hashlib.sha256(content.encode()).hexdigest()
        assert file["rows"] == len(rows(files, file["name"])), file["name"]
    assert all(file["rows"] for file in manifest["files"])


def test_everything_of_the_member_is_in_it():
    member = make_verified(username="anna", email="anna@example.org", bio="Bio of anna")
    fill(member, "anna")

    files = archive_of(member)

    text = "".join(content for name, content in files.items() if name.endswith(".json"))
    expected = [
        *("Bio of anna", "Film anna", "Planned anna", "Cinema anna", "Note anna", "Secret anna", "Body anna"),
        *("Title anna", "Draft anna", "Before anna", "Comment anna", "Word anna", "Post anna", "idol-anna"),
        *("Notice anna", "Report anna", "Reason anna", "Appeal anna", "Agent anna", "anna@example.org", "192.0.2.1"),
    ]
    assert [word for word in expected if word not in text] == []
    (review, draft) = rows(files, "reviews.json")
    assert [version["body"] for version in review["versions"]] == ["Before anna"]
    assert review["film"] == {
        "title": "Film anna",
        "year": 2000,
        "imdb_id": f"tt{member.pk:07}",
        "tmdb_id": member.pk,
    }
    assert draft["state"] == "draft"


def test_nothing_of_others_is_in_it_and_no_secret():
    member, other = make_verified(username="anna"), make_verified(username="boris", email="boris@example.org")
    fill(member, "anna")
    fill(other, "boris")

    text = "".join(archive_of(member).values())

    leaks = ["boris", "by somebody", "fan-of", "judge", "key-anna", "seed-anna", member.password, "totp-secret"]
    assert [word for word in leaks if word in text] == []
    assert "boris" in "".join(archive_of(other).values())


def test_new_member_gets_the_same_files():
    member = make_user(username="empty")

    files = archive_of(member)

    assert set(files) == FILES
    assert rows(files, "films.json") == []
    assert files["ratings.csv"] == "Title,Year,imdbID,tmdbID,Rating10\r\n"
    assert rows(files, "profile.json")[0]["username"] == "empty"


def test_picture_is_in_it(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    member = make_user()
    avatars.set_avatar(user=member, image=upload())
    member.refresh_from_db()

    with make_archive(user=member, now=timezone.now()) as file, zipfile.ZipFile(file) as archive:
        (name,) = [name for name in archive.namelist() if name.startswith("picture.")]
        assert archive.read(name) == (tmp_path / member.avatar.name).read_bytes()


def test_tables_are_as_letterboxd_imports_them():
    member = make_user()
    fill(member, "anna")

    files = archive_of(member)

    film = {"Title": "Film anna", "Year": "2000", "imdbID": f"tt{member.pk:07}", "tmdbID": str(member.pk)}
    assert rows(files, "ratings.csv") == [{**film, "Rating10": "9"}]
    assert rows(files, "watched.csv") == [film]
    assert [row["Title"] for row in rows(files, "watchlist.csv")] == ["Planned anna"]
    assert rows(files, "diary.csv") == [
        {**film, "WatchedDate": "2026-03-14", "Rating10": "7", "Rewatch": "Yes", "Tags": "Cinema anna"}
    ]
    assert rows(files, "reviews.csv") == [{**film, "Rating10": "9", "Review": "Body anna"}]


def test_viewings_without_a_day_and_private_ones_stay_out_of_the_table():
    member = make_user()
    make_viewing(user=member, watched_on=None, precision="unknown")
    make_viewing(user=member, watched_on="2026-03-01", precision="month")
    make_viewing(user=member, is_private=True)

    files = archive_of(member)

    assert rows(files, "diary.csv") == []
    assert len(rows(files, "viewings.json")) == 3


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝"])
def test_cells_that_a_spreadsheet_would_run_are_defused(start):
    member = make_user()
    film = make_film(title=f"{start}HYPERLINK(1)", imdb_id="")
    make_user_film(user=member, film=film, rating=1)
    make_review(user=member, film=film, body=f"{start}cmd|' /C calc'!A0")

    files = archive_of(member)

    assert rows(files, "ratings.csv")[0]["Title"] == f"'{start}HYPERLINK(1)"
    assert rows(files, "reviews.csv")[0]["Review"] == f"'{start}cmd|' /C calc'!A0"
    assert rows(files, "films.json")[0]["film"]["title"] == film.title


def test_text_keeps_its_letters_quotes_and_lines():
    member = make_user()
    film = make_film(title="Сталкер, «Stalker»")
    make_review(user=member, film=film, body='Он сказал: "да",\nи ушёл 🎬')

    files = archive_of(member)

    assert rows(files, "reviews.csv")[0]["Title"] == "Сталкер, «Stalker»"
    assert rows(files, "reviews.csv")[0]["Review"] == 'Он сказал: "да",\nи ушёл 🎬'
    assert "Сталкер" in files["films.json"] or "Сталкер" in files["reviews.json"]


def test_tables_go_on_in_another_file_beyond_the_limits(monkeypatch):
    monkeypatch.setattr(letterboxd, "MOST_ROWS", 2)
    member = make_user()
    for rating in range(1, 6):
        make_user_film(user=member, rating=rating)

    files = archive_of(member)

    parts = [rows(files, name) for name in ("ratings.csv", "ratings-2.csv", "ratings-3.csv")]
    assert [[row["Rating10"] for row in part] for part in parts] == [["1", "2"], ["3", "4"], ["5"]]
    assert "ratings-4.csv" not in files


def test_tables_keep_the_limit_of_bytes(monkeypatch):
    monkeypatch.setattr(letterboxd, "MOST_BYTES", 700)
    member = make_user()
    for number in range(4):
        make_review(user=member, body=str(number) * 300)

    files = archive_of(member)

    tables = {name: content for name, content in files.items() if name.startswith("reviews") and name.endswith(".csv")}
    assert all(len(content.encode()) <= 700 for content in tables.values())
    assert sum(len(rows(files, name)) for name in tables) == 4


def test_archive_takes_the_same_queries_for_many_rows(django_assert_max_num_queries):
    member = make_user()
    for _ in range(30):
        film = make_film()
        make_user_film(user=member, film=film)
        make_review(user=member, film=film)
        make_viewing(user=member, film=film)
        make_comment(user=member)

    with django_assert_max_num_queries(26):
        archive_of(member)


def test_download_asks_for_the_password_first(client):
    member = make_verified()
    client.force_login(member)

    for response in (client.get(EXPORT), client.post(EXPORT)):
        assert response.url.startswith(f"{REAUTHENTICATE}?next=")
    response = client.post(REAUTHENTICATE, {"password": "correct horse", "next": EXPORT})

    assert "manifest.json" in read(b"".join(response.streaming_content))  # what was asked for
    assert "Download the ZIP file" in client.get(EXPORT).content.decode()


def test_download_is_possible_three_times_an_hour(client, member):
    for _ in range(3):
        assert read(b"".join(client.post(EXPORT).streaming_content))

    response = client.post(EXPORT)

    assert response.status_code == 429
    assert int(response.headers["Retry-After"]) > 3000


def test_suspended_member_may_download(client, member):
    member.suspended_until = timezone.now() + timezone.timedelta(days=3)
    member.save()

    assert read(b"".join(client.post(EXPORT).streaming_content))


@pytest.mark.parametrize("name", ["your_data", "export_data", "delete_account"])
def test_pages_are_for_members(client, name):
    assert client.get(reverse(name)).url == f"{reverse('account_login')}?next={reverse(name)}"


def test_page_leads_to_both(client, member):
    page = client.get(reverse("your_data")).content.decode()

    assert f'href="{EXPORT}"' in page
    assert f'href="{reverse("delete_account")}"' in page
    assert client.post(reverse("your_data")).status_code == 405
    assert client.put(EXPORT).status_code == 405


def test_download_needs_the_token(member):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(member)

    assert strict.post(EXPORT).status_code == 403
    throttling.consume("export", member, limit=1, seconds=60)  # nothing was counted
