"""Films that TMDB has and the catalogue lacks: looking for them, and adding one."""

import re
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import HttpResponseClientRedirect

from accounts.decorators import active_member
from accounts.exceptions import ThrottledError
from accounts.requests import MemberRequest, PageRequest
from films import search
from films.services import adding
from films.tmdb.exceptions import TmdbError
from films.tmdb.mapping import LARGEST_ID
from pages import elsewhere_page
from pages.elsewhere_page import ElsewherePage
from pages.shortcuts import render_page_or_fragment


@require_safe
@vary_on_headers("HX-Request")
def search_elsewhere(request: PageRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        if request.htmx:  # the login has ended; the search itself goes on
            return render(request, "films/_elsewhere_login.html")
        return redirect_to_login(request.get_full_path())
    return show(request, elsewhere_page.elsewhere_page(request.GET.get("q", ""), user=request.user))


@require_POST
def add_film(request: PageRequest) -> HttpResponse:
    back = search_url(request.POST.get("q", ""))
    if not request.user.is_authenticated:
        return go(request, redirect_to_login(back).url)
    return add_found(request, back)


@active_member
def add_found(request: MemberRequest, back: str) -> HttpResponse:
    tmdb_id = read_tmdb_id(request.POST.get("tmdb_id", ""))
    try:
        added = adding.add_film(tmdb_id=tmdb_id, user=request.user, now=timezone.now())
    except ThrottledError as error:
        return show(request, elsewhere_page.too_many_added(request.POST.get("q", ""), tmdb_id, error))
    except (adding.NotAddedError, TmdbError) as error:
        messages.error(request, elsewhere_page.problem_text(error, user=request.user))
        return go(request, back)
    if added.is_new:
        text = _("“%(film)s” is in the catalogue now. Its pictures follow in a moment.")
        messages.success(request, text % {"film": added.film.local_title})
    return go(request, added.film.get_absolute_url())


def show(request: PageRequest, page: ElsewherePage) -> HttpResponse:
    response = render_page_or_fragment(
        request, "films/elsewhere.html", "films/_elsewhere.html", {"page": page}, status=429 if page.wait else 200
    )
    if page.wait:
        response["Retry-After"] = str(page.wait)
    return response


def go(request: PageRequest, url: str) -> HttpResponse:
    return HttpResponseClientRedirect(url) if request.htmx else HttpResponseRedirect(url)


def search_url(text: str) -> str:
    return f"{reverse('films:search')}?{urlencode({'q': search.readable(text)})}"


def read_tmdb_id(text: str) -> int:
    if not re.fullmatch(r"[1-9][0-9]{0,9}", text) or int(text) > LARGEST_ID:
        raise BadRequest("tmdb_id is no number of a film")
    return int(text)
