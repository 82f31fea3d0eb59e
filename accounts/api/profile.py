"""The member's own account."""

from datetime import timedelta
from typing import Any

from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from django.contrib.auth import logout
from django.db import transaction
from django.http import Http404, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import leaving, services, throttling
from accounts.api import examples, serializers, sessions
from accounts.models import TokenSession, User
from config.api import conditional, strict
from config.api.parsers import SafeJSONParser, WholeFormParser
from config.api.views import ApiView, member_of

RECENT = timedelta(minutes=5)
WRITTEN = {
    "application/json": serializers.ProfileWriteSerializer,
    "multipart/form-data": serializers.ProfileUploadSerializer,
}
WRITTEN_IN_PART = {kind: serializer(partial=True) for kind, serializer in WRITTEN.items()}


class ProfileView(ApiView):
    permission_classes = [IsAuthenticated]
    parser_classes = [SafeJSONParser, WholeFormParser]

    @extend_schema(summary="My account", responses=serializers.ProfileSerializer)
    def get(self, request: Request) -> Response:
        return self.shown(request, member_of(request))

    @extend_schema(
        summary="Replace my settings",
        request=WRITTEN,
        responses=serializers.ProfileSerializer,
        examples=[*examples.settings, *examples.profile],
    )
    def put(self, request: Request) -> Response:
        return self.save(request, partial=False)

    @extend_schema(
        summary="Change some of my settings",
        request=WRITTEN_IN_PART,
        responses=serializers.ProfileSerializer,
        examples=[*examples.some_settings, *examples.profile],
    )
    def patch(self, request: Request) -> Response:
        return self.save(request, partial=True)

    @extend_schema(
        summary="Delete my account",
        description=(
            "The account is hidden at once and deleted after seven days; until then logging in with `keep_account` "
            "keeps it. Needs a login of the last five minutes: 403 `reauthentication_required` asks for one."
        ),
        responses={202: serializers.LeavingSerializer},
    )
    @transaction.atomic
    def delete(self, request: Request) -> Response:
        user = member_of(request)
        if not is_recent(request):
            raise PermissionDenied(_("Log in again first."), code="reauthentication_required")
        throttling.consume("leave", user, limit=5, seconds=3600)
        self.require_unchanged(request, user)
        leaving.schedule_deletion(user=user, site=request.build_absolute_uri("/"), now=timezone.now())
        if request.auth is None:
            logout(request._request)
        return Response(serializers.LeavingSerializer(user).data, status=202)

    def shown(self, request: Request, user: User) -> Response:
        return Response(serializers.ProfileSerializer(user, context={"request": request}).data)

    def save(self, request: Request, *, partial: bool) -> Response:
        user = member_of(request)
        serializer = self.serializer_for(request)(user, data=sent(request), partial=partial)
        if not has_files(request):
            strict.check_types(serializer)
        serializer.is_valid(raise_exception=True)
        if user.is_suspended(timezone.now()) and serializer.shown_to_others(user):
            raise PermissionDenied(_("Your account is suspended: what others see stays."), code="suspended")
        throttling.consume("settings", user, limit=10, seconds=60)
        with transaction.atomic():
            self.require_unchanged(request, user)
            services.update_profile(user=user, **serializer.values_for(user))
        return self.shown(request, user)

    def serializer_for(self, request: Request) -> type[serializers.ProfileWriteSerializer]:
        return serializers.ProfileUploadSerializer if has_files(request) else serializers.ProfileWriteSerializer

    def require_unchanged(self, request: Request, user: User) -> None:
        def read() -> Any:
            user.refresh_from_db()
            return self.shown(request, user).data

        conditional.require_unchanged(request, f"profile {user.pk}", read)


def has_files(request: Request) -> bool:
    return isinstance(request.data, QueryDict)


def sent(request: Request) -> Any:
    """A form as a dictionary: DRF would take a switch that it lacks as off, as in a form of HTML."""
    return request.data.dict() if isinstance(request.data, QueryDict) else request.data


def is_recent(request: Request) -> bool:
    if isinstance(request.auth, TokenSession):
        return timezone.now() - request.auth.created_at < RECENT
    return not is_reauthentication_required(request._request, app="")


class SessionsView(ApiView):
    permission_classes = [IsAuthenticated]

    @extend_schema(summary="Where I am logged in", responses=serializers.SessionsSerializer)
    def get(self, request: Request) -> Response:
        found = sessions.places_of(member_of(request), **current(request), now=timezone.now())
        return Response(serializers.SessionsSerializer({"results": found}).data)

    @extend_schema(
        operation_id="auth_sessions_destroy_others", summary="Log out everywhere else", responses={204: None}
    )
    def delete(self, request: Request) -> Response:
        sessions.end_others(member_of(request), **current(request))
        return Response(status=204)


class SessionView(ApiView):
    permission_classes = [IsAuthenticated]

    @extend_schema(summary="Log out somewhere", responses={204: None})
    def delete(self, request: Request, name: str) -> Response:
        if not sessions.end_place(member_of(request), name=name):
            raise Http404
        return Response(status=204)


def current(request: Request) -> dict[str, Any]:
    if isinstance(request.auth, TokenSession):
        return {"token_session": request.auth.pk, "session_key": None}
    return {"token_session": None, "session_key": request._request.session.session_key}
