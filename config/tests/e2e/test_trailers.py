"""A trailer: nothing is asked of another host before the click, and the player takes the place of the link after it."""

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from config.tests.e2e.test_accessibility import check
from films.models import Video
from films.tests.factories import make_film

pytestmark = pytest.mark.browser
PLAYER = "iframe.player"


@pytest.fixture
def film(live_server):
    film = make_film(title="Solaris", certification="12+", genres=["drama"])
    Video.objects.create(film=film, key="abc_1", name="Official trailer")
    Video.objects.create(film=film, key="123", site="Vimeo", kind="Teaser", name="Teaser")
    return film


def foreign_requests(browser):
    """The addresses that the page asked of other hosts, as the browser measured them."""
    asked = browser.driver.execute_script("return performance.getEntriesByType('resource').map((entry) => entry.name)")
    assert asked, "the browser measured nothing"
    return [url for url in asked if not url.startswith((browser.url, "data:"))]


@pytest.mark.parametrize("how", ["click", "keyboard"])
def test_player_takes_the_place_of_the_link(browser, film, how):
    browser.open(film.get_absolute_url())
    link = browser.find(".trailers a")
    browser.driver.execute_script("arguments[0].scrollIntoView({behavior: 'instant', block: 'center'})", link)
    place = link.rect
    assert browser.find_all("iframe") == []
    assert foreign_requests(browser) == []

    link.click() if how == "click" else link.send_keys(Keys.ENTER)

    player = browser.find(PLAYER)
    assert player.get_attribute("src") == "https://www.youtube-nocookie.com/embed/abc_1?autoplay=1&rel=0"
    assert player.get_attribute("title") == "Official trailer"
    assert player.get_attribute("referrerpolicy") == "strict-origin-when-cross-origin"
    assert "autoplay" in player.get_attribute("allow")
    assert browser.driver.switch_to.active_element == player
    assert player.rect == place
    assert len(browser.find_all(".trailers a")) == 1
    assert [error for error in browser.errors() if "Content Security Policy" in error] == []


def test_player_of_vimeo_is_let_through(browser, film):
    browser.open(film.get_absolute_url())

    browser.find(".trailers li:nth-child(2) a").send_keys(Keys.ENTER)

    assert browser.find(PLAYER).get_attribute("src") == "https://player.vimeo.com/video/123?autoplay=1&dnt=1"
    assert [error for error in browser.errors() if "Content Security Policy" in error] == []


def test_trailer_is_a_link_without_javascript(browser_without_javascript, film):
    browser = browser_without_javascript
    browser.open(film.get_absolute_url())

    link = browser.driver.find_element(By.CSS_SELECTOR, ".trailers a")

    assert link.get_attribute("href") == "https://www.youtube.com/watch?v=abc_1"


def test_click_for_a_new_tab_stays_a_link(browser, film):
    browser.open(film.get_absolute_url())

    prevented = browser.driver.execute_script(
        "const link = document.querySelector('.trailers a');"
        "let prevented = null;"
        "addEventListener('click', (event) => { prevented = event.defaultPrevented; event.preventDefault(); });"
        "link.dispatchEvent(new MouseEvent('click', {ctrlKey: true, bubbles: true, cancelable: true}));"
        "return prevented;"
    )

    assert prevented is False
    assert browser.find_all("iframe") == []


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("width", [360, 1440])
def test_axe_finds_nothing_on_a_page_with_trailers(browser, film, width, theme):
    browser.resize(width)
    browser.set_theme(theme)
    browser.open(film.get_absolute_url())

    assert check(browser) == []
