import io
import time

import pytest

from films.tests.tmdb_server import KEY, TOKEN, FakeClock, connect, reply, reply_json, serve
from films.tmdb.client import Client
from films.tmdb.exceptions import BadAnswerError, NotConfiguredError, RefusedError, UnavailableError


def page(number, *, total=3):
    return reply_json({"page": number, "results": [{"id": number * 10}, {"id": number * 10 + 1}], "total_pages": total})


def test_get_returns_the_object():
    with serve(reply_json({"id": 603, "title": "Матрица"})) as server, connect(server) as client:
        assert client.get("/movie/603") == {"id": 603, "title": "Матрица"}

    assert server.requests[0].path == "/3/movie/603"
    assert server.requests[0].headers["User-Agent"].startswith("FilmTracker")


def test_get_drops_none_and_writes_booleans_as_tmdb_reads_them():
    with serve(reply()) as server, connect(server) as client:
        client.get("/search/movie", query="Ёлки & co", page=2, region=None, include_adult=False, video=True)

    assert server.requests[0].query == {
        "query": "Ёлки & co",
        "page": "2",
        "include_adult": "false",
        "video": "true",
    }


@pytest.mark.parametrize(
    "path", ["movie/1", "/movie/../account", "/movie/1?api_key=x", "/find/tt1 2", "/movie/1\n", ""]
)
def test_bad_path_is_refused_without_a_request(path):
    with serve(reply()) as server, connect(server) as client, pytest.raises(RefusedError):
        client.get(path)

    assert server.requests == []


def test_bearer_token_goes_in_the_header():
    with serve(reply()) as server, connect(server, token=TOKEN) as client:
        client.get("/configuration")

    assert server.requests[0].headers["Authorization"] == f"Bearer {TOKEN}"
    assert server.requests[0].query == {}


def test_v3_key_goes_in_the_query():
    with serve(reply()) as server, connect(server, token=KEY) as client:
        client.get("/movie/603", language="en-US")

    assert server.requests[0].query == {"api_key": KEY, "language": "en-US"}
    assert "Authorization" not in server.requests[0].headers


@pytest.mark.parametrize("token", [TOKEN, KEY])
def test_images_and_exports_are_asked_for_without_credential(token):
    with serve(reply(b"content")) as server, connect(server, token=token) as client:
        client.image("/poster.jpg", size="w342")
        client.download("movie_ids_08_31_2026.json.gz", io.BytesIO())

    assert [request.query for request in server.requests] == [{}, {}]
    assert not any("Authorization" in request.headers for request in server.requests)


def test_netrc_is_not_read(tmp_path, monkeypatch):
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login anna password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    with serve(reply()) as server, connect(server) as client:
        client.get("/configuration")
        client.image("/poster.jpg", size="w342")

    assert [request.headers.get("Authorization") for request in server.requests] == [f"Bearer {TOKEN}", None]


def test_proxy_of_the_environment_is_used(monkeypatch):
    with serve(reply()) as server, connect(server, api_url="http://films.example/3") as client:
        monkeypatch.setenv("http_proxy", server.url)
        client.get("/configuration")

    assert [request.path for request in server.requests] == ["/3/configuration"]


def test_cookies_are_not_kept():
    with serve(reply(Set_Cookie="visitor=1; Path=/")) as server, connect(server) as client:
        client.get("/configuration")
        client.get("/configuration")

    assert "Cookie" not in server.requests[1].headers


def test_connection_is_used_again():
    with serve(reply()) as server, connect(server) as client:
        for _ in range(3):
            client.get("/configuration")

    assert server.connection_count == 1


def test_client_from_settings_uses_them(settings):
    with serve(reply()) as server:
        settings.TMDB_API_TOKEN = TOKEN
        settings.TMDB_API_URL = f"{server.url}/3/"
        with Client.from_settings(deadline=time.monotonic() + 5, seconds=2, tries=1) as client:
            client.get("/configuration")

    assert server.requests[0].path == "/3/configuration"


@pytest.mark.parametrize("token", ["", "two words", "line\nbreak", "ключ"])
def test_client_without_a_possible_token_is_not_configured(settings, token):
    settings.TMDB_API_TOKEN = token

    with pytest.raises(NotConfiguredError, match="TMDB_API_TOKEN") as caught:
        Client.from_settings()
    assert not token or token not in str(caught.value)


def test_pages_ends_with_the_last_page():
    with serve(page(1), page(2), page(3)) as server, connect(server) as client:
        results = list(client.pages("/movie/popular", limit=10, language="ru-RU"))

    assert [result["id"] for result in results] == [10, 11, 20, 21, 30, 31]
    assert [request.query for request in server.requests] == [
        {"page": "1", "language": "ru-RU"},
        {"page": "2", "language": "ru-RU"},
        {"page": "3", "language": "ru-RU"},
    ]


def test_pages_ends_at_the_limit():
    with serve(page(1), page(2)) as server, connect(server) as client:
        assert len(list(client.pages("/movie/popular", limit=2))) == 4

    assert len(server.requests) == 2


def test_pages_asks_for_nothing_before_it_is_needed():
    with serve(page(1)) as server, connect(server) as client:
        assert next(client.pages("/movie/popular", limit=5)) == {"id": 10}

    assert len(server.requests) == 1


def test_page_501_is_not_asked_for():
    clock = FakeClock()
    with serve(page(1, total=1000)) as server, connect(server, clock=clock) as client:
        assert len(list(client.pages("/trending/movie/day", limit=600))) == 1000

    assert server.requests[-1].query["page"] == "500"


def test_pages_of_nothing_is_empty():
    nothing = {"results": [], "total_pages": 0, "total_results": 0}
    with serve(reply_json(nothing)) as server, connect(server) as client:
        assert list(client.pages("/search/movie", limit=5, query="xyz")) == []


def test_pages_skips_what_is_no_object():
    answer = {"results": [1, None, "x", [], {"id": 7}], "total_pages": 1}
    with serve(reply_json(answer)) as server, connect(server) as client:
        assert list(client.pages("/movie/popular", limit=5)) == [{"id": 7}]


@pytest.mark.parametrize("answer", [{}, {"results": {}, "total_pages": 1}, {"results": [], "total_pages": "1"}])
def test_page_of_another_shape_is_a_bad_answer(answer):
    with serve(reply_json(answer)) as server, connect(server) as client, pytest.raises(BadAnswerError) as caught:
        list(client.pages("/movie/popular", limit=5))

    assert str(caught.value).startswith("/movie/popular: page 1 has no ")


def test_image_returns_the_bytes():
    with serve(reply(b"\x89PNG", Content_Type="text/html")) as server, connect(server) as client:
        assert client.image("/a-B_9.png", size="original") == b"\x89PNG"

    assert server.requests[0].path == "/t/p/original/a-B_9.png"


@pytest.mark.parametrize(
    ("path", "size"),
    [
        ("poster.jpg", "w342"),
        ("/../poster.jpg", "w342"),
        ("//127.0.0.1/poster.jpg", "w342"),
        ("/poster.svg", "w342"),
        ("/poster.jpg?x", "w342"),
        ("/poster.jpg\n", "w342"),
        ("", "w342"),
        ("/poster.jpg", "../w342"),
    ],
)
def test_bad_image_path_is_refused_without_a_request(path, size):
    with serve(reply()) as server, connect(server) as client, pytest.raises(RefusedError) as caught:
        client.image(path, size=size)

    assert server.requests == []
    assert "\n" not in str(caught.value)


def test_download_writes_into_the_target():
    target = io.BytesIO()
    with serve(reply(b"gzip " * 100_000)) as server, connect(server) as client:
        client.download("movie_ids_08_31_2026.json.gz", target)

    assert target.getvalue() == b"gzip " * 100_000
    assert server.requests[0].path == "/exports/movie_ids_08_31_2026.json.gz"


def test_download_that_breaks_off_begins_anew():
    target = io.BytesIO()
    answers = reply(b"one and a h", length=20), reply(b"whole")
    with serve(*answers) as server, connect(server, clock=FakeClock()) as client:
        client.download("movie_ids_08_31_2026.json.gz", target)

    assert target.getvalue() == b"whole"
    assert len(server.requests) == 2


def test_download_is_kept_as_it_was_compressed():
    target = io.BytesIO()
    with serve(reply(b"\x1f\x8b not to be opened", Content_Encoding="gzip")) as server, connect(server) as client:
        client.download("movie_ids_08_31_2026.json.gz", target)

    assert target.getvalue() == b"\x1f\x8b not to be opened"


def test_missing_export_does_not_blame_the_credential():
    with serve(reply(status=403)) as server, connect(server) as client, pytest.raises(RefusedError) as caught:
        client.download("movie_ids_08_31_2026.json.gz", io.BytesIO())

    assert caught.value.status == 403
    assert len(server.requests) == 1


def test_full_disk_is_no_fault_of_tmdb():
    class FullDisk(io.BytesIO):
        def write(self, data):
            raise OSError("no space left")

    with serve(reply(b"content")) as server, connect(server) as client, pytest.raises(OSError, match="no space"):
        client.download("movie_ids_08_31_2026.json.gz", FullDisk())

    assert len(server.requests) == 1


def test_server_that_is_not_there_is_unavailable():
    with serve(reply()) as server:
        pass

    with connect(server, clock=FakeClock()) as client, pytest.raises(UnavailableError) as caught:
        client.get("/movie/603")
    assert str(caught.value) == "/movie/603: the connection fails, 4 times"
