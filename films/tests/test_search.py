import pytest
from django.db import connection, transaction
from django.utils.translation import override
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from films import search
from films.models import Film, SearchEntry
from films.tests import search_catalogue
from films.tests.factories import make_film, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def _catalogue(django_db_setup, django_db_blocker):
    """The films and people that every test of this module searches, made once."""
    with django_db_blocker.unblock(), transaction.atomic():
        search_catalogue.load()
        with connection.cursor() as cursor:
            cursor.execute("SELECT setval('films_film_id_seq', 1000000)")
        yield
        transaction.set_rollback(True)


@pytest.fixture
def catalogue(_catalogue, db):
    pass


def first_film(text):
    hits = search.find(text, limit=24)
    return Film.objects.get(pk=hits.film_ids[0]).title if hits.film_ids else None


def first_person(text):
    people = search.find(text).people
    return people[0].name if people else None


WELL_TYPED = [
    # The whole title, whatever its case, article, accents and punctuation
    ("The Godfather", "The Godfather"),
    ("godfather", "The Godfather"),
    ("GODFATHER", "The Godfather"),
    ("the  godfather ", "The Godfather"),
    ("a godfather", "The Godfather"),
    ("thegodfather", "The Godfather"),
    ("the alien", "Alien"),
    ("alien", "Alien"),
    ("aliens", "Aliens"),
    ("batman", "Batman"),
    ("amelie", "Amélie"),
    ("AMÉLIE", "Amélie"),
    ("Ame\u0301lie", "Amélie"),
    ("leon", "Léon: The Professional"),
    ("wall-e", "WALL·E"),
    ("walle", "WALL·E"),
    ("wall e", "WALL·E"),
    ("spiderman", "Spider-Man"),
    ("spider man", "Spider-Man"),
    ("spider-man", "Spider-Man"),
    ("spiderman 2", "Spider-Man 2"),
    ("star wars", "Star Wars"),
    ("starwars", "Star Wars"),
    ("la la land", "La La Land"),
    ("lalaland", "La La Land"),
    ("die hard", "Die Hard"),
    ("das boot", "Das Boot"),
    ("boot", "Das Boot"),
    ("la confidential", "L.A. Confidential"),
    ("l.a. confidential", "L.A. Confidential"),
    ("et", "E.T. the Extra-Terrestrial"),
    ("e.t.", "E.T. the Extra-Terrestrial"),
    ("mash", "M*A*S*H"),
    ("m.a.s.h.", "M*A*S*H"),
    ("schindlers list", "Schindler's List"),
    ("Schindler’s List", "Schindler's List"),
    ("pans labyrinth", "Pan's Labyrinth"),
    ("oceans eleven", "Ocean's Eleven"),
    ("thelma and louise", "Thelma & Louise"),
    ("thelma louise", "Thelma & Louise"),
    ("romeo and juliet", "Romeo + Juliet"),
    ("500 days of summer", "(500) Days of Summer"),
    ("seven", "Se7en"),
    ("se7en", "Se7en"),
    ("rocky 2", "Rocky II"),
    ("rocky ii", "Rocky II"),
    ("godfather 2", "The Godfather Part II"),
    ("godfather part 3", "The Godfather Part III"),
    ("naked gun 33 1/3", "Naked Gun 33⅓: The Final Insult"),
    ("8½", "8½"),
    ("8 1/2", "8½"),
    ("M", "M"),
    ("m", "M"),
    ("Up", "Up"),
    ("v for vendetta", "V for Vendetta"),
    ("2001", "2001: A Space Odyssey"),
    # The original title, in any script
    ("le fabuleux destin d'amelie poulain", "Amélie"),
    ("à bout de souffle", "Breathless"),
    ("a bout de souffle", "Breathless"),
    ("les quatre cents coups", "The 400 Blows"),
    ("quatre cents coups", "The 400 Blows"),
    ("laberinto del fauno", "Pan's Labyrinth"),
    ("cidade de deus", "City of God"),
    ("千と千尋の神隠し", "Spirited Away"),
    ("千と千尋", "Spirited Away"),
    ("千尋", "Spirited Away"),
    ("神隠し", "Spirited Away"),
    ("七人の侍", "Seven Samurai"),
    ("花樣年華", "In the Mood for Love"),
    ("기생충", "Parasite"),
    ("शोले", "Sholay"),
    # Some words, in any order
    ("lord of rings", "The Lord of the Rings: The Fellowship of the Ring"),
    ("lord of the rings towers", "The Lord of the Rings: The Two Towers"),
    ("return king", "The Lord of the Rings: The Return of the King"),
    ("king return", "The Lord of the Rings: The Return of the King"),
    ("fury road", "Mad Max: Fury Road"),
    ("road fury max", "Mad Max: Fury Road"),
    ("spiderverse", "Spider-Man: Into the Spider-Verse"),
    ("space odyssey", "2001: A Space Odyssey"),
    ("redemption", "The Shawshank Redemption"),
    ("strangelove", "Dr. Strangelove or: How I Learned to Stop Worrying and Love the Bomb"),
    (
        "dr strangelove or how i learned to stop worrying and love the bomb",
        "Dr. Strangelove or: How I Learned to Stop Worrying and Love the Bomb",
    ),
    ("good bad ugly", "The Good, the Bad and the Ugly"),
    ("extraterrestrial", "E.T. the Extra-Terrestrial"),
    # The last word unfinished
    ("inter", "Interstellar"),
    ("the shawsh", "The Shawshank Redemption"),
    ("shawshank red", "The Shawshank Redemption"),
    ("upon a time in h", "Once Upon a Time... in Hollywood"),
    ("fellowship of the r", "The Lord of the Rings: The Fellowship of the Ring"),
    ("strikes ba", "The Empire Strikes Back"),
    # Articles alone
    ("the", "Thelma & Louise"),
    ("la", "La La Land"),
]
WELL_TYPED_CYRILLIC = [
    ("крестный отец", "The Godfather"),
    ("Крёстный отец", "The Godfather"),
    ("КРЁСТНЫЙ ОТЕЦ", "The Godfather"),
    ("отец крестный", "The Godfather"),
    ("крестный отец 2", "The Godfather Part II"),
    ("темный рыцарь", "The Dark Knight"),
    ("звездные войны", "Star Wars"),
    ("империя удар", "The Empire Strikes Back"),
    ("чужой", "Alien"),
    ("человек паук", "Spider-Man"),
    ("человекпаук", "Spider-Man"),
    ("валли", "WALL·E"),
    ("семь", "Se7en"),
    ("семь самураев", "Seven Samurai"),
    ("андрей рублев", "Andrei Rublev"),
    ("броненосец потемкин", "Battleship Potemkin"),
    ("с легким паром", "The Irony of Fate, or Enjoy Your Bath!"),
    ("иван васильевич", "Ivan Vasilyevich Changes His Profession"),
    ("москва слезам", "Moscow Does Not Believe in Tears"),
    ("журавли", "The Cranes Are Flying"),
    ("брат", "Brother"),
    ("брат 2", "Brother 2"),
    ("унесенные призр", "Spirited Away"),
    ("тельма луиза", "Thelma & Louise"),
    ("ла ла ленд", "La La Land"),
    ("восемь с половиной", "8½"),
    ("начало", "Inception"),
    ("ПОБЕГ ИЗ ШОУШЕНКА", "The Shawshank Redemption"),
    ("однажды в голливуде", "Once Upon a Time... in Hollywood"),
    ("1+1", "The Intouchables"),
]
MISTYPED = [
    # A letter changed
    ("casabianca", "Casablanca"),
    ("parazite", "Parasite"),
    ("titamic", "Titanic"),
    ("inseption", "Inception"),
    ("xasablanca", "Casablanca"),
    ("alian", "Alien"),
    # A letter too many
    ("matrrix", "The Matrix"),
    ("forrrest gump", "Forrest Gump"),
    ("vertigoo", "Vertigo"),
    ("oldbboy", "Oldboy"),
    # A letter left out
    ("psyco", "Psycho"),
    ("metroplis", "Metropolis"),
    ("gofather", "The Godfather"),
    ("intersellar", "Interstellar"),
    ("solris", "Solaris"),
    ("alen", "Alien"),
    # Two letters swapped
    ("inceptoin", "Inception"),
    ("godfahter", "The Godfather"),
    ("the matirx reloaded", "The Matrix Reloaded"),
    ("aline", "Alien"),
    ("ailen", "Alien"),
    ("laien", "Alien"),
    ("spidreman", "Spider-Man"),
    ("stlaker", "Stalker"),
    # In several words, and the last unfinished
    ("shawhank redemtion", "The Shawshank Redemption"),
    ("fictoin pulp", "Pulp Fiction"),
    ("labyrint pans", "Pan's Labyrinth"),
    ("shawhank red", "The Shawshank Redemption"),
    ("godfahter part 3", "The Godfather Part III"),
    ("the godfater ii", "The Godfather Part II"),
]
MISTYPED_CYRILLIC = [
    ("сталкр", "Stalker"),
    ("сталкнр", "Stalker"),
    ("касабланкка", "Casablanca"),
    ("матриац", "The Matrix"),
    ("кристный отец", "The Godfather"),
    ("левиофан", "Leviathan"),
    ("челусти", "Jaws"),
    ("интерстелар", "Interstellar"),
    ("бреллиантовая рука", "The Diamond Arm"),
    ("утомленые солнцем", "Burnt by the Sun"),
    ("бойцоский клуб", "Fight Club"),
    ("служебнй роман", "Office Romance"),
    ("служебнй рман", "Office Romance"),
]
NAMES = [
    ("steven spielberg", "Steven Spielberg"),
    ("Spielberg", "Steven Spielberg"),
    ("spielberg steven", "Steven Spielberg"),
    ("spiel", "Steven Spielberg"),
    ("спилберг", "Steven Spielberg"),
    ("стивен спилберг", "Steven Spielberg"),
    ("tarkovskiy", "Andrei Tarkovsky"),
    ("тарковский", "Andrei Tarkovsky"),
    ("penelope cruz", "Penélope Cruz"),
    ("alfonso cuaron", "Alfonso Cuarón"),
    ("francois truffaut", "François Truffaut"),
    ("jean luc godard", "Jean-Luc Godard"),
    ("jeanluc godard", "Jean-Luc Godard"),
    ("жан-люк", "Jean-Luc Godard"),
    ("de niro", "Robert De Niro"),
    ("robert deniro", "Robert De Niro"),
    ("leonardo di caprio", "Leonardo DiCaprio"),
    ("samuel jackson", "Samuel L. Jackson"),
    ("黒澤明", "Akira Kurosawa"),
    ("宮崎", "Hayao Miyazaki"),
    ("봉준호", "Bong Joon-ho"),
    ("bong joon ho", "Bong Joon-ho"),
    ("эйзенштейн", "Sergei Eisenstein"),
    ("speilberg", "Steven Spielberg"),
    ("tarantin", "Quentin Tarantino"),
    ("tarrantino", "Quentin Tarantino"),
    ("михолков", "Nikita Mikhalkov"),
    ("scarlet johanson", "Scarlett Johansson"),
    ("keanu reevse", "Keanu Reeves"),
]


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(("text", "title"), [*WELL_TYPED, *WELL_TYPED_CYRILLIC])
def test_film_is_found_first(text, title):
    assert first_film(text) == title
    assert search.find(text).corrections == ()


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(("text", "title"), [*MISTYPED, *MISTYPED_CYRILLIC])
def test_film_is_found_in_spite_of_one_typo_a_word(text, title):
    assert first_film(text) == title
    assert search.find(text).corrections


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(("text", "name"), NAMES)
def test_person_is_found_first(text, name):
    assert first_person(text) == name


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(
    "text",
    [
        *("qwxzkjv", "йцукенг фывапр", "zzz", "the zzz", "???", "", "   "),
        *("jasw", "jawz", "jawws", "pupl fiction", "крестный оетц"),  # a typo in a word of four letters
        *("tiatnci", "titttanic", "cazablanka"),  # two typos in a word
        *("godfather matrix", "alien tarkovsky"),  # words of different names
        *("casablanca nights", "ночи"),  # an adult film
        *("g%er", "g_dfather", "%", "godfather & !matrix", "godfather | matrix", "!godfather:*b"),  # no operators
    ],
)
def test_nothing_is_found(text):
    assert search.find(text) == search.Hits()


@pytest.mark.usefixtures("catalogue")
def test_exact_beats_beginning_beats_words_beats_unfinished_word():
    exact = make_film(title="Zorro", popularity=1)
    beginning = make_film(title="Zorro Returns", popularity=2)
    words = make_film(title="The Mask of Zorro", popularity=3)
    unfinished = make_film(title="Two Zorrolings", popularity=4)
    make_film(title="Zorra", popularity=5)

    hits = search.find("zorro")

    assert hits.film_ids == (exact.pk, beginning.pk, words.pk, unfinished.pk)


@pytest.mark.usefixtures("catalogue")
def test_attention_then_age_break_ties():
    second = make_film(title="Kitezh", popularity=7)
    third = make_film(title="Kitezh", popularity=7)
    first = make_film(title="Kitezh", popularity=8)

    assert search.find("kitezh").film_ids == (first.pk, second.pk, third.pk)


@pytest.mark.usefixtures("catalogue")
def test_credits_break_ties_of_people():
    names = [person.name for person in search.find("jean").people]

    assert names == ["Jean-Luc Godard", "Jean Gabin", "Jean Renoir"]


@pytest.mark.usefixtures("catalogue")
def test_mistyped_whole_title_beats_a_longer_more_popular_one():
    whole = make_film(title="Zardoz", popularity=1)
    longer = make_film(title="Return of Zardoz", popularity=9)

    hits = search.find("zradoz")

    assert hits.film_ids == (whole.pk, longer.pk)
    assert hits.corrections == ("zardoz",)


@pytest.mark.usefixtures("catalogue")
def test_corrections_name_what_was_found():
    assert search.find("the godfahter").corrections == ("the godfather",)
    assert search.find("крисный отец").corrections == ()
    assert search.find("speilberg").corrections == ("spielberg",)
    assert search.find("briter").corrections == ()
    assert search.find("alies").corrections == ("alien", "aliens")


@pytest.mark.usefixtures("catalogue")
def test_film_is_looked_for_in_spite_of_a_typo_when_only_people_are_found():
    person = make_person(name="Ailen Ramos")

    hits = search.find("ailen")

    assert [found.id for found in hits.people] == [person.pk]
    assert first_film("ailen") == "Alien"


@pytest.mark.usefixtures("catalogue")
def test_whole_name_of_a_person_is_not_taken_for_a_mistyped_film():
    make_person(name="Ailen")

    assert search.find("ailen").film_ids == ()


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(("text", "queries"), [("godfather", 1), ("spielberg steven", 2), ("godfahter", 2), ("zz", 1)])
def test_one_query_is_enough_and_two_for_a_typo(text, queries, django_assert_num_queries):
    with django_assert_num_queries(queries):
        search.find(text)


@pytest.mark.usefixtures("catalogue")
def test_limits_are_kept_and_more_is_said():
    hits = search.find("the", limit=3, people=0)

    assert len(hits.film_ids) == 3
    assert hits.has_more_films
    assert hits.people == ()
    assert len(search.find("jean", people=2).people) == 2
    assert search.find("jean", people=2).has_more_people
    assert not search.find("jean", people=3).has_more_people
    assert not search.find("godfather", limit=3).has_more_films


@pytest.mark.usefixtures("catalogue")
def test_very_common_word_finds_the_most_popular_films_for_certain(monkeypatch):
    for number in range(5):
        make_film(title=f"Night {number}")
    famous = make_film(title="Night of Nights", popularity=10_000)
    star = make_person(name="Zed Night", popularity=10_000)
    monkeypatch.setattr(search, "FILM_BOUND", 2)
    monkeypatch.setattr(search, "PERSON_BOUND", 2)
    monkeypatch.setattr(search, "POPULAR", 1)
    monkeypatch.setattr(search, "statement", search.statement.__wrapped__)

    hits = search.find("night")

    assert hits.film_ids[0] == famous.pk
    assert len(hits.film_ids) < 6
    assert hits.people[0].id == star.pk


@pytest.mark.usefixtures("catalogue")
def test_person_is_named_in_the_language_of_the_page():
    person = search.find("спилберг").people[0]

    assert (person.local_name, person.get_absolute_url()) == ("Steven Spielberg", f"/people/{person.id}/")
    with override("ru"):
        assert (person.local_name, person.get_absolute_url()) == ("Стивен Спилберг", f"/ru/people/{person.id}/")


@pytest.mark.usefixtures("catalogue")
def test_queryset_keeps_the_order_of_the_hits(django_assert_num_queries):
    with django_assert_num_queries(2):
        films = list(Film.objects.filter(adult=False).search("godfather"))

    assert [film.title for film in films] == ["The Godfather", "The Godfather Part II", "The Godfather Part III"]
    assert [film.position for film in films] == [1, 2, 3]


@pytest.mark.usefixtures("catalogue")
def test_queryset_of_no_hits_is_empty():
    assert not Film.objects.search("qwxzkjv").exists()


def test_renamed_film_is_found_by_its_new_name_only():
    film = make_film(title="Working Title")
    film.title = "Release Title"
    film.save(update_fields=["title"])

    assert search.find("release").film_ids == (film.pk,)
    assert search.find("working").film_ids == ()


@pytest.mark.parametrize(
    "title", ["&" * 300, "ﷺ" * 300, "a-" * 150, "a " * 150, "ab" * 150, "\U0002070e" * 300, "½" * 300]
)
def test_title_of_any_length_is_indexed(title):
    film = make_film(title=title)

    assert SearchEntry.objects.filter(film=film).exists()
    assert film.pk in search.find(title).film_ids


@pytest.mark.usefixtures("catalogue")
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(codec=None, exclude_categories=()), max_size=150))
@example(text="\0")
@example(text="\ud800 godfather")
@example(text="' OR 1=1 --")
@example(text="\\' \\\\ \"")
@example(text=":*&|!()<->%_")
@example(text="a" * 10_000)
@example(text="word " * 1_000)
@example(text="½" * 100)
@example(text="ﷺ" * 100)
@example(text="%s %(text)s {}")
def test_arbitrary_text_never_fails(text):
    hits = search.find(text)

    assert len(hits.film_ids) <= search.MAX_FILMS


@pytest.mark.usefixtures("catalogue")
def test_odd_characters_around_words_do_not_hide_a_film():
    for text in [
        "godfather\0",
        "\ud800godfather",
        "'godfather'",
        "(godfather)",
        "godfather!",
        "godfather\\",
        "<godfather>",
    ]:
        assert first_film(text) == "The Godfather", text
