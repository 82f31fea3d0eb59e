from concurrent.futures import ThreadPoolExecutor

import pytest

from accounts.exceptions import ThrottledError
from accounts.models import User
from accounts.throttling import consume

ANNA, BORIS = User(pk=1), User(pk=2)


def use(action="vote", user=ANNA, *, limit=3, seconds=60, times=1):
    """How many of `times` uses were refused."""
    refused = 0
    for _number in range(times):
        try:
            consume(action, user, limit=limit, seconds=seconds)
        except ThrottledError:
            refused += 1
    return refused


def test_consume_refuses_what_is_more_than_the_limit():
    assert use(times=3) == 0

    with pytest.raises(ThrottledError) as caught:
        consume("vote", ANNA, limit=3, seconds=60)

    assert caught.value.seconds in (59, 60)


def test_consume_counts_each_member_and_each_action_apart():
    use(times=3)

    assert use(user=BORIS) == 0
    assert use(action="comment") == 0
    assert use() == 1


def test_consume_lets_the_first_use_expire_by_itself(monkeypatch):
    now = 1000.0
    monkeypatch.setattr("time.time", lambda: now)
    use(limit=2)
    now += 40
    use(limit=2)

    with pytest.raises(ThrottledError) as caught:
        consume("vote", ANNA, limit=2, seconds=60)
    assert caught.value.seconds == 20

    now += 21  # the first is over, the second is not
    assert use(limit=2, times=2) == 1


def test_consume_counts_exactly_when_many_come_at_once():
    with ThreadPoolExecutor(16) as pool:
        refused = sum(pool.map(lambda _number: use(limit=20), range(60)))

    assert refused == 40
