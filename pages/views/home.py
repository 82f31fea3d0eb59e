from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from pages.home_page import home_page


def home(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/home.html", {"page": home_page(user=request.user, now=timezone.now())})
