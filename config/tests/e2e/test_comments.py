import pytest

from accounts.tests.factories import make_user
from reviews.models import Comment
from reviews.tests.factories import make_comment, make_review

pytestmark = pytest.mark.browser


@pytest.fixture
def comment(live_server):
    return make_comment(review=make_review(), body="It could lose ten minutes.")


def test_an_answer_is_written_in_its_place(browser, comment):
    browser.log_in(make_user())
    browser.open(comment.review.get_absolute_url())

    browser.find(f"#comment-{comment.pk} .tools a").click()
    box = browser.find(f"#comment-{comment.pk} textarea")
    browser.wait(lambda driver: driver.switch_to.active_element == box)
    browser.find("[data-cancel-form]").click()
    browser.wait(lambda driver: not browser.find_all(f"#answer-{comment.pk}"))
    assert browser.driver.switch_to.active_element.text == "Answer"

    browser.find(f"#comment-{comment.pk} .tools a").click()
    browser.find(f"#comment-{comment.pk} textarea").send_keys("   ")
    browser.find(f"#answer-{comment.pk} button").click()
    browser.wait_for_text(f"#answer-{comment.pk}", "Write something first.")
    browser.find(f"#comment-{comment.pk} textarea").send_keys("*Which* ones?")
    browser.wait_for_text(f"#answer-{comment.pk}-preview em", "Which")
    browser.find(f"#answer-{comment.pk} button").click()
    browser.wait_for_text(".answers .comment", "Which ones?")

    answer = Comment.objects.get(parent=comment)
    assert browser.driver.switch_to.active_element.get_attribute("id") == f"comment-{answer.pk}"
    assert browser.driver.current_url.endswith(f"?comment={answer.pk}#comment-{answer.pk}")
    refused = [error for error in browser.errors() if "422" not in error]  # the browser notes the refused form
    assert refused == []


def test_an_answer_is_written_without_javascript(browser_without_javascript, comment):
    browser = browser_without_javascript
    browser.log_in(make_user())
    browser.open(comment.review.get_absolute_url())

    browser.follow(f"#comment-{comment.pk} .tools a")
    browser.fill(body="*Which* ones?")
    browser.follow("main form button[formaction]")
    assert browser.find(".text-preview em").text == "Which"
    browser.submit("main form")

    assert "Which ones?" in browser.find(".answers .comment").text
    assert Comment.objects.get(parent=comment).body == "*Which* ones?"
    assert browser.errors() == []
