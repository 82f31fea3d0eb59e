from django.urls import path

from . import views

app_name = "reviews"
urlpatterns = [
    path("films/", views.my_films, name="my_films"),
    path("films/<int:film_id>/", views.my_film, name="my_film"),
    path("films/<int:film_id>/rating/", views.rate, name="rate"),
    path("films/<int:film_id>/rating/clear/", views.clear_rating, name="clear_rating"),
    path("films/<int:film_id>/status/", views.set_status, name="set_status"),
    path("films/<int:film_id>/favorite/", views.set_favorite, name="set_favorite"),
]
