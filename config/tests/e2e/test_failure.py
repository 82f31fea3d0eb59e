import pytest

from films.tests.factories import make_film
from reviews.models import UserFilm
from reviews.tests.factories import make_user, make_user_film

pytestmark = pytest.mark.browser


@pytest.fixture
def network(browser):
    def set_offline(offline):
        conditions = {"offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
        browser.driver.execute_cdp_cmd("Network.emulateNetworkConditions", conditions)

    browser.driver.execute_cdp_cmd("Network.enable", {})
    yield set_offline
    set_offline(False)


def test_rating_that_did_not_arrive_is_told_and_taken_back(browser, network):
    film = make_film(title="Solaris")
    member = make_user()
    make_user_film(user=member, film=film, rating=8)
    browser.log_in(member)
    browser.open("/films/")
    browser.find(".acts .rate").click()
    label = f"dialog[open] label[for=r{film.pk}-3]"

    browser.find(label)
    network(True)
    browser.find(label).click()

    browser.wait_for_text("dialog[open] [role=alert]", "try again")
    assert browser.find("dialog[open] .scale-10 :checked").get_attribute("value") == "8"
    assert browser.find("dialog[open] .said").text.startswith("8")

    network(False)
    browser.find(label).click()
    browser.find("dialog[open] .scale-10 [value='3'][checked]")
    assert not browser.find("[role=alert]").is_displayed()
    assert UserFilm.objects.get().rating == 3
