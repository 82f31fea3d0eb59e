from django.urls import path

from .views import appeals, moderation, rating, reports

app_name = "reviews"
urlpatterns = [
    path("my/films/", rating.my_films, name="my_films"),
    path("my/films/<int:film_id>/", rating.my_film, name="my_film"),
    path("my/films/<int:film_id>/rating/", rating.rate, name="rate"),
    path("my/films/<int:film_id>/rating/clear/", rating.clear_rating, name="clear_rating"),
    path("my/films/<int:film_id>/status/", rating.set_status, name="set_status"),
    path("my/films/<int:film_id>/favorite/", rating.set_favorite, name="set_favorite"),
    path("report/<str:kind>/<int:pk>/", reports.report, name="report"),
    path("appeals/<int:decision_id>/", appeals.appeal, name="appeal"),
    path("moderation/", moderation.queue, name="moderation"),
    path("moderation/cases/<int:pk>/", moderation.case, name="case"),
    path("moderation/cases/<int:pk>/decide/", moderation.decide, name="decide"),
    path("moderation/decisions/<int:pk>/take-back/", moderation.take_back, name="take_back"),
    path("moderation/appeals/", moderation.appeals, name="appeals"),
    path("moderation/appeals/<int:pk>/judge/", moderation.judge_appeal, name="judge_appeal"),
    path("moderation/log/", moderation.log, name="moderation_log"),
    # Stand in for the pages of reviews and discussions, which are another branch's.
    path("reviews/<int:pk>/", moderation.case, name="detail"),
    path("discussions/<int:pk>/", moderation.case, name="discussion"),
]
