from django.urls import path

from . import views

app_name = "accounts"
urlpatterns = [
    path("signup/", views.signup, name="signup"),  # before allauth's, at the same address; links say account_signup
    path("settings/", views.edit_settings, name="settings"),
    path("suspended/", views.suspended, name="suspended"),
    path("follow/<str:username>/", views.follow, name="follow"),
    path("unfollow/<str:username>/", views.unfollow, name="unfollow"),
]
