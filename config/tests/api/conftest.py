import json

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from accounts.api import tokens
from accounts.tests.factories import PASSWORD, make_user, make_verified
from films.tests.factories import make_film, make_person
from reviews.models import ReviewVersion
from reviews.tests.factories import make_comment, make_discussion, make_review, make_user_film, make_viewing

from .operations import ROLES


class World(dict):
    """What the addresses of the table name, and the callers."""

    def filled(self, thing):
        """With what `{name}` stands for."""
        if isinstance(thing, dict):
            return {key: self.filled(value) for key, value in thing.items()}
        if not isinstance(thing, str):
            return thing
        return self[thing[1:-1]] if thing[1:-1] in self and thing[0] == "{" else thing.format(**self)

    def call(self, role, operation, data=None):
        method, _space, address = operation.partition(" ")
        headers = {"Authorization": f"Bearer {self['access'][role]}"} if role in self["access"] else {}
        path = f"/api/v1/{self.filled(address)}"
        return Client().generic(method, path, *body_of(self.filled(data)), headers=headers)


def body_of(data):
    return () if data is None else (json.dumps(data), "application/json")


def make_people():
    people = {name: make_verified(username=name, email=f"{name}@example.org") for name in ROLES[1:]}
    for role in ("moderator", "editor", "staff"):
        people[role].is_staff = True
        people[role].save(update_fields=["is_staff"])
    people["moderator"].groups.add(Group.objects.get(name="Moderators"))
    people["editor"].groups.add(Group.objects.get(name="Editors"))
    EmailAddress.objects.filter(user=people["unverified"]).update(verified=False)
    return people


@pytest.fixture
def world(db):
    now = timezone.now()
    people = make_people()
    pairs = {role: tokens.begin(user=user, ip="127.0.0.1", user_agent="test", now=now) for role, user in people.items()}
    owner = people["owner"]
    film = make_film(title="Metropolis", directors=["Thea von Harbou"], genres=["drama"])
    mark = make_user_film(user=owner, film=film, favorite=True)
    planned = make_user_film(user=owner, rating=None, status="planned")
    review = make_review(user=owner, film=film)
    version = ReviewVersion.objects.create(review=review, title="Before", body="Before.", written_at=now)
    private = make_verified(username="private", is_private=True)
    make_user(username="gone", is_active=False)
    session = owner.token_sessions.get()
    return World(
        access={role: pair.access for role, pair in pairs.items()},
        password=PASSWORD,
        refresh=pairs["other"].refresh,
        reset_key=f"{user_pk_to_url_str(people['other'])}-{default_token_generator.make_token(people['other'])}",
        name=f"token-{session.pk}",
        username="owner",
        film=film.pk,
        new_film=make_film(title="Nosferatu").pk,
        person=make_person().pk,
        review=review.pk,
        version=version.pk,
        comment=make_comment(review=review, user=owner).pk,
        discussion=make_discussion(film=film, user=owner).pk,
        ratings=mark.pk,
        statuses=mark.pk,
        favorites=mark.pk,
        watchlist=planned.pk,
        viewing=make_viewing(user=owner, film=film).pk,
        draft=make_review(user=owner, film=planned.film, state="draft").pk,
        hidden_review=make_review(user=owner, state="hidden").pk,
        held_comment=make_comment(review=review, user=owner, state="held").pk,
        held_discussion=make_discussion(film=film, user=owner, state="held").pk,
        private_viewing=make_viewing(user=owner, is_private=True).pk,
        private_review=make_review(user=private).pk,
        adult=make_film(title="Midnight", adult=True).pk,
    )
