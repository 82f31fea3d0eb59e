import os
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from config.tests.e2e.browser import Browser

OPTIONS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
BROWSERS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"]


def start_chromium(profile, *, javascript):
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    driver = shutil.which("chromedriver")
    if not (browser and driver):
        reason = "no Chromium with its chromedriver was found"
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail(f"{reason}, and REQUIRE_BROWSER is set")
        pytest.skip(reason)
    options = webdriver.ChromeOptions()
    options.binary_location = browser
    for option in [*OPTIONS, f"--user-data-dir={profile}"]:
        options.add_argument(option)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    if not javascript:
        options.add_experimental_option("prefs", {"profile.managed_default_content_settings.javascript": 2})
    return webdriver.Chrome(options=options, service=Service(driver))


@pytest.fixture(scope="session")
def chromium(tmp_path_factory):
    driver = start_chromium(tmp_path_factory.mktemp("profile"), javascript=True)
    yield driver
    driver.quit()


@pytest.fixture(scope="session")
def chromium_without_javascript(tmp_path_factory):
    driver = start_chromium(tmp_path_factory.mktemp("profile"), javascript=False)
    yield driver
    driver.quit()


@pytest.fixture
def browser(chromium, live_server, django_db_serialized_rollback, request):
    yield from prepared(chromium, live_server, request)


@pytest.fixture
def browser_without_javascript(chromium_without_javascript, live_server, django_db_serialized_rollback, request):
    yield from prepared(chromium_without_javascript, live_server, request)


def prepared(driver, live_server, request):
    driver.get(f"{live_server.url}/offline/")
    driver.delete_all_cookies()
    browser = Browser(driver, live_server.url)
    browser.resize(1280)
    browser.set_theme("dark")
    browser.errors()  # what the tests before left in the log
    failed_before = request.session.testsfailed
    yield browser
    if request.session.testsfailed > failed_before:
        folder = Path(settings.BASE_DIR) / "var" / "screenshots"
        folder.mkdir(parents=True, exist_ok=True)
        driver.save_screenshot(str(folder / f"{request.node.name}.png"))
    driver.get("about:blank")  # no request may outlive the test's database
