import pytest
from django.template import Context, Origin, Template
from django.template.loader import render_to_string

from .factories import make_verified

pytestmark = pytest.mark.django_db

ELEMENTS = """
{% load allauth %}
{% element alert %}{% slot message %}Beware{% endslot %}{% endelement %}
{% element button_group vertical=True %}{% element button tags="danger,minor" %}Cut{% endelement %}{% endelement %}
{% element button href="/films/" tags="link" %}Films{% endelement %}
{% element details open=True %}{% slot summary %}More{% endslot %}{% slot body %}Text{% endslot %}{% endelement %}
{% element field type="textarea" id="codes" rows=2 readonly=True %}
  {% slot label %}Codes{% endslot %}{% slot value %}1 2{% endslot %}
{% endelement %}
{% element field type="email" id="to" name="to" value="x" errors=errors %}
  {% slot label %}To{% endslot %}{% slot help_text %}Whom{% endslot %}
{% endelement %}
{% element h1 %}One{% endelement %}{% element h2 %}Two{% endelement %}{% element hr %}{% endelement %}
{% element img src="/a.png" alt="A" %}{% endelement %}
{% element panel %}
  {% slot title %}Part{% endslot %}{% slot body %}Inside{% endslot %}{% slot actions %}<b>Do</b>{% endslot %}
{% endelement %}
{% element provider_list %}{% element provider name="GitHub" href="/gh/" %}{% endelement %}{% endelement %}
{% element table %}<tr></tr>{% endelement %}
"""


def test_elements_have_the_look_of_the_site():
    template = Template(ELEMENTS, Origin("elements.html", "elements.html"))

    page = template.render(Context({"errors": ["Wrong"]}))

    for part in (
        '<div class="alert alert-info">',
        '<button class="btn btn-danger btn-sm"',
        '<a class="btn btn-link" href="/films/">',
        '<details class="my-3" open>',
        "readonly>1 2</textarea>",
        'class="form-control is-invalid"',
        "<span>Wrong</span>",
        '<section class="card mb-3">',
        '<img class="img-fluid" src="/a.png" alt="A">',
        '<a class="btn btn-secondary w-100" href="/gh/">GitHub</a>',
        '<table class="table">',
    ):
        assert part in page


def test_page_of_allauth_that_is_not_ours_is_made_of_the_elements(rf):
    request = rf.get("/accounts/email/")
    request.user = member = make_verified(email="anna@example.org")
    address = member.emailaddress_set.get()
    radios = [{"id": "email_radio_0", "checked": True, "emailaddress": address}]

    page = render_to_string(
        "account/email.html",
        {"emailaddresses": [address], "emailaddress_radios": radios, "form": None, "can_add_email": False},
        request,
    )

    assert 'id="content"' in page
    assert '<form class="account-form"' in page
    assert '<input class="form-check-input"' in page
    assert '<span class="badge text-bg-secondary"' in page
