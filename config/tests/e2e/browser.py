from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.common.by import By
from selenium.webdriver.support.expected_conditions import staleness_of
from selenium.webdriver.support.ui import WebDriverWait

SECONDS = 10


class Browser:
    """What a person does in a browser, waiting for its effect and not for time to pass."""

    def __init__(self, driver, url):
        self.driver = driver
        self.url = url

    def open(self, path):
        self.driver.get(self.url + path)

    def resize(self, width, height=900):
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False},
        )

    def set_theme(self, theme):
        self.driver.execute_cdp_cmd(
            "Emulation.setEmulatedMedia",
            {
                "features": [
                    {"name": "prefers-color-scheme", "value": theme},
                    {"name": "prefers-reduced-motion", "value": "reduce"},  # nothing is on its way
                ]
            },
        )

    def log_in(self, user):
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        self.driver.add_cookie({"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "path": "/"})

    def find(self, selector):
        return self.wait(lambda driver: driver.find_element(By.CSS_SELECTOR, selector))

    def find_all(self, selector):
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def wait(self, condition):
        """Until it is true; an element that is swapped while it is looked at is looked for again."""
        return WebDriverWait(self.driver, SECONDS, ignored_exceptions=[StaleElementReferenceException]).until(condition)

    def wait_for_text(self, selector, text):
        self.wait(lambda driver: text in driver.find_element(By.CSS_SELECTOR, selector).text)

    def wait_for_path(self, path):
        self.wait(lambda driver: driver.current_url.removeprefix(self.url).split("?")[0] == path)

    def follow(self, selector):
        """Click on what leads to another page, and wait until this one is gone."""
        page = self.driver.find_element(By.TAG_NAME, "html")
        self.find(selector).click()
        self.wait(staleness_of(page))

    def fill(self, **fields):
        for name, value in fields.items():
            field = self.find(f"main [name={name}]")
            field.clear()
            field.send_keys(value)

    def submit(self, selector):
        page = self.driver.find_element(By.TAG_NAME, "html")
        self.find(selector).submit()
        self.wait(staleness_of(page))

    def errors(self):
        """What the browser complained of, a broken Content-Security-Policy among it."""
        return [entry["message"] for entry in self.driver.get_log("browser") if entry["level"] == "SEVERE"]
