import pytest
from django.urls import reverse

from accounts.tests.factories import make_user
from films.models import Keyword
from films.tests.factories import make_person
from pages.tests.film_lists import CHIPS, EVERYTHING, HTMX, found, get_list
from pages.tests.html import by_class, parse, query, text, texts

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "data",
    [{"mine": "x"}, {"sort": "x"}, {"match": "x"}, {"person": "x"}, {"person": "0"}, {"keyword": "\x00"}, {"x": "1"}],
)
def test_list_with_a_bad_value_that_no_field_holds_shows_all(client, shelf, data):
    assert found(client, data) == EVERYTHING


def test_list_fields_show_what_is_set(client, shelf):
    data = {
        "title": 'a "b" <c>',
        "genre": ["drama", "comedy"],
        "match": "all",
        "without": "horror",
        "year_from": "1970",
        "year_to": "2000",
        "runtime_from": "10",
        "runtime_to": "200",
        "rating_from": "6",
        "votes_from": "2",
        "country": "FR",
        "language": "fr",
        "sort": "title",
        "person": shelf["actor"],
        "keyword": "space-station",
    }

    tree = parse(get_list(client, data))

    assert sorted(submitted(tree, "filters")) == sorted(flat(data))


def flat(data):
    return [
        (name, str(value))
        for name, values in data.items()
        for value in (values if isinstance(values, list) else [values])
    ]


def submitted(tree, name):
    """What a browser would send of the form with this id or class as it stands, without the empty fields."""
    (form,) = [form for form in tree.iter("form") if name in (form.get("id"), form.get("class"))]
    pairs = []
    for field in [*form.iter(), *(field for field in tree.iter("input") if field.get("form") == name)]:
        if field.tag == "input" and (field.get("type") != "checkbox" or "checked" in field.attrib):
            pairs.append((field.get("name"), field.get("value", "")))
        if field.tag == "select":
            options = list(field.iter("option"))
            chosen = next((option for option in options if "selected" in option.attrib), options[0])
            pairs.append((field.get("name"), chosen.get("value", text(chosen))))
    return [(name, value) for name, value in pairs if name and value]


def test_list_country_in_small_letters_is_chosen_in_the_form(client, shelf):
    tree = parse(get_list(client, {"country": "fr"}))

    assert ("country", "FR") in submitted(tree, "filters")


def test_list_sort_form_keeps_the_filters_and_leaves_the_page(client, shelf):
    data = {"genre": ["drama", "comedy"], "year_from": "1970", "title": "<a&b>", "sort": "title", "page": "2"}

    tree = parse(get_list(client, data))

    kept = [pair for pair in flat(data) if pair[0] != "page"]
    assert sorted(submitted(tree, "sort")) == sorted(kept)
    assert tree.find(".//form[@class='sort']").get("action") == reverse("films:list")


def test_list_fragment_brings_the_sort_to_the_filter_form(client, shelf):
    tree = parse(get_list(client, {"sort": "title"}, headers=HTMX))

    # The form of filters is outside of what htmx swaps; a sort chosen in the results must not get lost in it.
    fields = [field for field in tree.iter("input") if field.get("form") == "filters"]
    assert [(field.get("name"), field.get("value")) for field in fields] == [("sort", "title")]


def chip_links(tree):
    return [link.get("href") for chips in by_class(tree, "chips") for link in chips.iter("a")]


def test_list_chips_remove_exactly_one_filter_each(client, shelf):
    client.force_login(make_user())
    data = {**CHIPS, "person": shelf["actor"], "page": "1"}
    everything = {pair for pair in flat(data) if pair[0] != "page"}

    *chips, clear = chip_links(parse(get_list(client, data)))

    assert clear == reverse("films:list")
    removed = [{name for name, _value in everything - set(query(chip))} for chip in chips]
    assert sorted(map(sorted, removed)) == sorted([name] for name in data if name not in {"sort", "match", "page"})
    assert all(set(query(chip)) <= everything for chip in chips)


@pytest.mark.parametrize(
    ("data", "label"),
    [
        ({"genre": ["drama", "science-fiction"]}, "Drama · Science Fiction"),
        ({"without": "drama"}, "Without Drama"),
        ({"country": "su"}, "Soviet Union"),
        ({"country": "IT"}, "IT"),
        ({"language": "ru"}, "Russian"),
        ({"rating_from": "7.5"}, "rated 7.5 or higher"),
        ({"year_from": "2E3"}, "from 2000"),
        ({"votes_from": "0"}, "rated by 0 or more"),
        ({"keyword": "space-station"}, "Keyword: space station"),
        ({"keyword": "no-such"}, "Keyword: no-such"),
        ({"person": "2147483647"}, "Person: 2147483647"),
        ({"title": "<script>"}, "Words of the title: <script>"),
    ],
)
def test_list_chip_says_which_filter_is_set(client, shelf, data, label):
    tree = parse(get_list(client, data))

    chip, _clear = [text(link) for chips in by_class(tree, "chips") for link in chips.iter("a")]
    assert chip.removesuffix("remove this filter").strip() == label


def test_list_chips_of_a_person_and_a_keyword_are_in_the_language_of_the_page(client):
    person = make_person(name="Andrei Tarkovsky", name_ru="Андрей Тарковский")
    Keyword.objects.create(name="dream", name_ru="сон", slug="dream")

    tree = parse(get_list(client, {"person": person.pk, "keyword": "dream"}, language="ru"))

    chips = " ".join(texts(by_class(tree, "chips")))
    assert "Андрей Тарковский" in chips
    assert "сон" in chips


def test_list_without_filters_has_no_chips(client, shelf):
    assert by_class(parse(get_list(client, {"sort": "title", "genre": "", "year_from": ""})), "chips") == []
