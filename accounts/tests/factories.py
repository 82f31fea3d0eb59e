import itertools

from accounts.models import User

numbers = itertools.count(1)


def make_user(*, password=None, **overrides):
    """A member; without a `password` they can only be logged in by `force_login`."""
    number = next(numbers)
    user = User(**{"username": f"member{number}", "email": f"member{number}@example.org", **overrides})
    user.set_password(password)
    user.save()
    return user


def make_staff(**overrides):
    return make_user(**{"is_staff": True, "is_superuser": True, **overrides})
