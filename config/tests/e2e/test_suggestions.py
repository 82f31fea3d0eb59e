import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from config.tests.e2e.test_accessibility import check
from films.tests.factories import make_film, make_person

pytestmark = pytest.mark.browser

BOX = "header [name=q]"
LIST = "header [role=listbox]"


@pytest.fixture
def catalogue(live_server):
    make_film(title="Solaris", popularity=9, directors=["Andrei Tarkovsky"])
    make_film(title="Solar Winds", popularity=5)
    make_person(name="Solange Knowles", slug="solange-knowles")


@pytest.fixture
def box(browser, catalogue):
    browser.driver.execute_cdp_cmd("Network.clearBrowserCache", {})  # it keeps the suggestions of the test before
    browser.open("/about/")
    box = browser.find(BOX)
    box.send_keys("sola")
    browser.wait_for_text(LIST, "Solange Knowles")
    return box


def active(browser, box):
    """The text of the option that the box says is the active one, if any."""
    pk = box.get_attribute("aria-activedescendant")
    return browser.driver.find_element(By.ID, pk).text.split("\n")[0] if pk else None


def is_open(browser, box):
    shown = browser.driver.find_element(By.CSS_SELECTOR, LIST).is_displayed()
    assert box.get_attribute("aria-expanded") == str(shown).lower()
    return shown


def test_arrows_home_and_end_move_through_the_options(browser, box):
    assert (is_open(browser, box), active(browser, box)) == (True, None)
    seen = []
    for key in [Keys.ARROW_DOWN, Keys.ARROW_DOWN, Keys.END, Keys.ARROW_DOWN, Keys.ARROW_UP, Keys.HOME]:
        box.send_keys(key)
        seen.append(active(browser, box))

    assert [text.split(" 2")[0] for text in seen] == [
        "Solaris",
        "Solar Winds",
        "All results",
        "Solaris",
        "All results",
        "Solaris",
    ]
    assert len(browser.find_all(f"{LIST} [aria-selected=true]")) == 1
    assert [error for error in browser.errors() if "favicon" not in error] == []


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("width", [360, 1440])
def test_axe_finds_nothing_in_the_open_suggestions(browser, box, width, theme):
    browser.resize(width)
    browser.set_theme(theme)
    box.send_keys(Keys.ARROW_DOWN)

    assert is_open(browser, box)
    assert check(browser) == []


def test_enter_opens_the_active_option(browser, box):
    box.send_keys(Keys.ARROW_DOWN)
    box.send_keys(Keys.ENTER)

    browser.wait_for_text("h1", "Solaris")


def test_enter_without_an_active_option_searches(browser, box):
    box.send_keys(Keys.ENTER)

    browser.wait_for_path("/search/")
    assert browser.driver.current_url.endswith("?q=sola")


def test_escape_closes_and_keeps_the_text(browser, box):
    box.send_keys(Keys.ESCAPE)

    assert not is_open(browser, box)
    assert box.get_attribute("value") == "sola"
    box.send_keys(Keys.ARROW_DOWN)
    assert is_open(browser, box)


def test_tab_and_a_click_elsewhere_close(browser, box):
    box.send_keys(Keys.TAB)
    assert not is_open(browser, box)

    box.send_keys("r")
    browser.wait(lambda _driver: is_open(browser, box))
    browser.find("h1").click()
    assert not is_open(browser, box)


def test_click_opens_an_option(browser, box):
    browser.find(f"{LIST} [href*=solange]").click()

    browser.wait_for_text("h1", "Solange Knowles")


def test_count_is_told_and_what_is_outdated_is_not_shown(browser, box):
    assert (
        browser.driver.find_element(By.CSS_SELECTOR, "header [role=search] [role=status]").get_attribute("textContent")
        == "2 films, 1 person"
    )

    box.send_keys(Keys.BACKSPACE * 4, "q")

    assert not is_open(browser, box)
    assert browser.find_all(f"{LIST} [role=option]") == []


def test_failing_server_leaves_a_working_form(browser, box):
    browser.driver.execute_script("window.fetch = () => Promise.reject(new TypeError('offline'))")
    box.send_keys("r")
    browser.wait(lambda _driver: not is_open(browser, box))

    box.send_keys(Keys.ENTER)

    browser.wait_for_path("/search/")


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("query", ["", "?q=sola", "?q=slaris", "?q=" + "xxqqzz" * 16])
def test_axe_finds_nothing_on_the_page_of_the_search(browser, catalogue, query, theme):
    browser.set_theme(theme)
    for width in (360, 1440):
        browser.resize(width)
        browser.open(f"/search/{query}")

        assert check(browser) == []


def test_results_follow_the_typing_and_the_address(browser, catalogue):
    browser.open("/search/")
    field = browser.find("#search-q")
    field.send_keys("solar w")

    browser.wait_for_text("#results", "Solar Winds")
    browser.wait(
        lambda driver: driver.current_url.endswith("?q=solar%20w") or driver.current_url.endswith("?q=solar+w")
    )
    assert browser.driver.find_element(By.ID, "search-status").get_attribute("textContent") == "1 film"
    assert browser.driver.switch_to.active_element == field
    field.clear()
    field.send_keys("solange", Keys.ENTER)
    browser.wait_for_text("#results", "Solange Knowles")
    assert [error for error in browser.errors() if "favicon" not in error and not is_replaced(error)] == []


def is_replaced(error):
    """htmx says so where the next request took the place of one that a busy machine had not answered yet."""
    return "htmx:sendAbort" in error or "htmx:afterRequest" in error
