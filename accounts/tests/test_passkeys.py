import base64
import json

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from .factories import make_verified

pytestmark = pytest.mark.django_db


def b64(text):
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


ANSWER = {
    "id": b64("key"),
    "rawId": b64("key"),
    "type": "public-key",
    "response": {
        "clientDataJSON": b64('{"type": "webauthn.get", "challenge": "AAAA", "origin": "http://testserver"}'),
        "authenticatorData": b64("x" * 37),
        "attestationObject": b64("\x03"),
        "signature": b64("x"),
        "userHandle": b64("1"),
    },
}


def without(key):
    return {name: value for name, value in ANSWER.items() if name != key}


def with_response(**values):
    return {**ANSWER, "response": {**ANSWER["response"], **values}}


JUNK = [
    "",
    "junk",
    "\x00",
    "[" * 5000,
    "1" * 5000,
    *map(
        json.dumps,
        [
            None,
            1,
            "text",
            [],
            {},
            {"id": 1},
            ANSWER,
            without("id"),
            without("rawId"),
            without("response"),
            {**ANSWER, "id": 1},
            {**ANSWER, "rawId": "?"},
            {**ANSWER, "type": []},
            {**ANSWER, "response": None},
            {**ANSWER, "response": []},
            {**ANSWER, "response": "text"},
            with_response(clientDataJSON=b64("junk")),
            with_response(clientDataJSON=b64("[]")),
            with_response(clientDataJSON=b64("{}")),
            with_response(clientDataJSON=b64("[" * 5000)),
            with_response(authenticatorData=""),
            with_response(attestationObject=b64("\x7f")),
            with_response(userHandle=1),
            with_response(userHandle=b64("z" * 50)),
            with_response(userHandle=b64("zzzzzzzzzzzzz")),
        ],
    ),
]


@pytest.mark.parametrize("credential", JUNK)
def test_login_with_junk_leads_back_to_the_login(client, credential):
    client.get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"})

    response = client.post(reverse("mfa_login_webauthn"), {"credential": credential})

    assert response.url == reverse("account_login")


@pytest.mark.parametrize("credential", JUNK)
def test_second_factor_with_junk_shows_the_form_again(client, credential):
    member = make_verified(username="anna")
    member.authenticator_set.create(type=Authenticator.Type.TOTP, data={"secret": "JBSWY3DPEHPK3PXP"})
    client.post(reverse("account_login"), {"login": "anna", "password": "correct horse"})
    client.get(reverse("mfa_authenticate"))

    response = client.post(reverse("mfa_authenticate"), {"credential": credential})

    assert response.status_code == 200
    assert response.context["webauthn_form"].errors
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("credential", JUNK)
def test_adding_junk_shows_the_form_again(client, credential):
    client.force_login(make_verified())
    client.post(reverse("account_reauthenticate"), {"password": "correct horse"})
    client.get(reverse("mfa_add_webauthn"))

    response = client.post(reverse("mfa_add_webauthn"), {"credential": credential, "name": "Phone"})

    assert response.status_code == 200
    assert response.context["form"].errors
    assert not Authenticator.objects.exists()
