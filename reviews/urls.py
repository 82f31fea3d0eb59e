from django.urls import path

from .views import appeals, comments, diary, discussions, moderation, rating, reports, reviews, voting, writing

app_name = "reviews"
urlpatterns = [
    path("my/films/", rating.my_films, name="my_films"),
    path("my/films/<int:film_id>/", rating.my_film, name="my_film"),
    path("my/films/<int:film_id>/rating/", rating.rate, name="rate"),
    path("my/films/<int:film_id>/rating/clear/", rating.clear_rating, name="clear_rating"),
    path("my/films/<int:film_id>/status/", rating.set_status, name="set_status"),
    path("my/films/<int:film_id>/favorite/", rating.set_favorite, name="set_favorite"),
    # Reviews
    path("my/films/<int:film_id>/review/", writing.write, name="write"),
    path("my/films/<int:film_id>/review/preview/", writing.preview, name="preview"),
    path("my/films/<int:film_id>/review/draft/", writing.save_draft, name="save_draft"),
    path("my/films/<int:film_id>/review/publish/", writing.publish, name="publish"),
    path("my/films/<int:film_id>/review/delete/", writing.delete, name="delete"),
    path("films/<int:film_id>-<slug:slug>/reviews/", reviews.of_film, name="of_film"),
    path("members/<str:username>/reviews/", reviews.of_member, name="of_member"),
    path("reviews/<int:pk>/", reviews.detail, name="detail"),
    path("reviews/<int:pk>-<slug:slug>/", reviews.detail, name="detail"),
    path("reviews/<int:pk>/versions/", reviews.versions, name="versions"),
    path("reviews/<int:pk>/vote/", voting.vote, name="vote"),
    path("reviews/<int:pk>/vote/remove/", voting.remove_vote, name="remove_vote"),
    # Diary
    path("my/films/<int:film_id>/viewings/", diary.log_viewing, name="log_viewing"),
    path("my/viewings/<int:pk>/", diary.edit_viewing, name="edit_viewing"),
    path("my/viewings/<int:pk>/delete/", diary.delete_viewing, name="delete_viewing"),
    # Comments and discussions
    path("reviews/<int:pk>/comments/", comments.comment_review, name="comment_review"),
    path("comments/<int:pk>/answer/", comments.answer, name="answer"),
    path("comments/<int:pk>/edit/", comments.edit_comment, name="edit_comment"),
    path("comments/<int:pk>/delete/", comments.delete_comment, name="delete_comment"),
    path("films/<int:film_id>-<slug:slug>/discussions/", discussions.of_film, name="discussions"),
    path("films/<int:film_id>-<slug:slug>/discussions/new/", discussions.start, name="start_discussion"),
    path("discussions/<int:pk>/", discussions.detail, name="discussion"),
    path("discussions/<int:pk>/comments/", comments.comment_discussion, name="comment_discussion"),
    path("discussions/<int:pk>/edit/", discussions.edit, name="edit_discussion"),
    path("discussions/<int:pk>/delete/", discussions.delete, name="delete_discussion"),
    # Moderation
    path("report/<str:kind>/<int:pk>/", reports.report, name="report"),
    path("appeals/<int:decision_id>/", appeals.appeal, name="appeal"),
    path("moderation/", moderation.queue, name="moderation"),
    path("moderation/cases/<int:pk>/", moderation.case, name="case"),
    path("moderation/cases/<int:pk>/decide/", moderation.decide, name="decide"),
    path("moderation/decisions/<int:pk>/take-back/", moderation.take_back, name="take_back"),
    path("moderation/appeals/", moderation.appeals, name="appeals"),
    path("moderation/appeals/<int:pk>/judge/", moderation.judge_appeal, name="judge_appeal"),
    path("moderation/log/", moderation.log, name="moderation_log"),
]
