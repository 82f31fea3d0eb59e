import itertools

from allauth.account.models import EmailAddress

from accounts.models import Follow, User

numbers = itertools.count(1)
PASSWORD = "correct horse"


def make_user(*, password=None, **overrides):
    """A member; without a `password` they can only be logged in by `force_login`."""
    number = next(numbers)
    user = User(**{"username": f"member{number}", "email": f"member{number}@example.org", **overrides})
    user.set_password(password)
    user.save()
    return user


def make_staff(**overrides):
    return make_user(**{"is_staff": True, "is_superuser": True, **overrides})


def make_verified(*, password=PASSWORD, **overrides):
    """A member who confirmed the address, as one must to log in by the form."""
    user = make_user(password=password, **overrides)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def make_follow(**overrides):
    return Follow.objects.create(**overrides)
