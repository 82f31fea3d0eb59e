from django.urls import path

from accounts.api import auth, profile

urlpatterns = [
    path("auth/register/", auth.RegisterView.as_view(), name="register"),
    path("auth/login/", auth.LogInView.as_view(), name="login"),
    path("auth/logout/", auth.LogOutView.as_view(), name="logout"),
    path("auth/token/refresh/", auth.RefreshView.as_view(), name="token_refresh"),
    path("auth/profile/", profile.ProfileView.as_view(), name="profile"),
    path("auth/change-password/", auth.ChangePasswordView.as_view(), name="change_password"),
    path("auth/password-reset/", auth.RequestResetView.as_view(), name="password_reset"),
    path("auth/password-reset/confirm/", auth.ResetView.as_view(), name="password_reset_confirm"),
    path("auth/sessions/", profile.SessionsView.as_view(), name="sessions"),
    path("auth/sessions/<str:name>/", profile.SessionView.as_view(), name="session"),
]
