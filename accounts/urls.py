from django.urls import path

from . import notice_views, views

app_name = "accounts"
urlpatterns = [
    path("signup/", views.signup, name="signup"),  # before allauth's, at the same address; links say account_signup
    path("settings/", views.edit_settings, name="settings"),
    path("keep/", views.keep, name="keep"),
    path("left/", views.left, name="left"),
    path("suspended/", views.suspended, name="suspended"),
    path("follow/<str:username>/", views.follow, name="follow"),
    path("unfollow/<str:username>/", views.unfollow, name="unfollow"),
    path("notices/", notice_views.notices, name="notices"),
    path("notices/read/", notice_views.read_notices, name="read_notices"),
    path("notices/<int:pk>/read/", notice_views.read_notice, name="read_notice"),
]
