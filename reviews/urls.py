from django.urls import path

from .views import diary, rating

app_name = "reviews"
urlpatterns = [
    path("films/", rating.my_films, name="my_films"),
    path("films/<int:film_id>/", rating.my_film, name="my_film"),
    path("films/<int:film_id>/rating/", rating.rate, name="rate"),
    path("films/<int:film_id>/rating/clear/", rating.clear_rating, name="clear_rating"),
    path("films/<int:film_id>/status/", rating.set_status, name="set_status"),
    path("films/<int:film_id>/favorite/", rating.set_favorite, name="set_favorite"),
    path("films/<int:film_id>/viewings/", diary.log_viewing, name="log_viewing"),
    path("viewings/<int:pk>/", diary.edit_viewing, name="edit_viewing"),
    path("viewings/<int:pk>/delete/", diary.delete_viewing, name="delete_viewing"),
]
