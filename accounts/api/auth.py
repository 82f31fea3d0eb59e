"""Getting tokens, and what has to do with passwords."""

from typing import Any, ClassVar

from allauth.account.adapter import get_adapter
from django.contrib.auth import logout
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from accounts.api import entering, serializers, tokens
from accounts.models import TokenSession, User
from config.api import strict
from config.api.throttles import AuthThrottle, CallerThrottle
from config.api.views import ApiView, member_of


class AuthView(ApiView):
    """Answers hold secrets, so none is kept for an Idempotency-Key, or by a cache."""

    permission_classes = [AllowAny]
    throttle_classes = [AuthThrottle]
    is_idempotent = False
    takes: ClassVar[type[Serializer]]

    def sent(self) -> dict[str, Any]:
        return strict.validated(self.takes(data=self.request.data))

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response


class StrangerView(AuthView):
    """Who sends something else than this asks for is not looked at."""

    authentication_classes = []

    def get_authenticate_header(self, request: Request) -> str:
        """Without it a 401 would become a 403."""
        return 'Bearer realm="api"'


def begin_session(request: Request, user: User) -> tokens.Pair:
    return tokens.begin(
        user=user,
        ip=get_adapter().get_client_ip(request._request),
        user_agent=request.headers.get("User-Agent", "").replace("\0", ""),
        now=timezone.now(),
    )


def logged_in(user: User, pair: tokens.Pair, request: Request) -> Response:
    thing = {"access": pair.access, "refresh": pair.refresh, "user": user}
    return Response(serializers.LoggedInSerializer(thing, context={"request": request}).data)


class RegisterView(StrangerView):
    takes = serializers.SignUpSerializer

    @extend_schema(
        summary="Sign up",
        description="The answer is the same whether or not the address is a member's already: a mail tells them.",
        request=serializers.SignUpSerializer,
        responses={201: serializers.SignedUpSerializer},
    )
    def post(self, request: Request) -> Response:
        data = self.sent()
        user = entering.sign_up(request._request, **data)
        pair = begin_session(request, user) if user and not entering.needs_verification() else None
        thing = {"email": data["email"], "verification_required": entering.needs_verification(), "tokens": pair}
        return Response(serializers.SignedUpSerializer(thing).data, status=201)


class LogInView(StrangerView):
    takes = serializers.LogInSerializer

    @extend_schema(
        summary="Log in",
        description=(
            "401 `second_factor_required` asks for `code`; 403 `unverified`, `inactive` and `account_leaving` say why "
            "not. Failed logins are counted together with those of the site."
        ),
        request=serializers.LogInSerializer,
        responses=serializers.LoggedInSerializer,
    )
    def post(self, request: Request) -> Response:
        user = entering.log_in(request._request, **self.sent())
        return logged_in(user, begin_session(request, user), request)


class RefreshView(StrangerView):
    takes = serializers.RefreshSerializer
    throttle_classes = [CallerThrottle]

    @extend_schema(
        summary="Get new tokens",
        description="A refresh token works once. One that comes again later than a moment ends the session: it leaked.",
        request=serializers.RefreshSerializer,
        responses=serializers.TokensSerializer,
    )
    def post(self, request: Request) -> Response:
        _user, pair = tokens.rotate(refresh=self.sent()["refresh"], now=timezone.now())
        return Response(serializers.TokensSerializer(pair).data)


class LogOutView(AuthView):
    takes = serializers.LogOutSerializer
    throttle_classes = [CallerThrottle]

    @extend_schema(
        summary="Log out",
        description="Ends the session of the refresh token, or else the one that asks. Its tokens work no longer.",
        request=serializers.LogOutSerializer,
        responses={204: None},
    )
    def post(self, request: Request) -> Response:
        refresh = self.sent().get("refresh")
        if refresh:
            tokens.end(refresh=refresh)
        elif isinstance(request.auth, TokenSession):
            request.auth.delete()
        else:
            member_of(request)
            logout(request._request)
        return Response(status=204)


class ChangePasswordView(AuthView):
    takes = serializers.ChangePasswordSerializer
    permission_classes = [IsAuthenticated]

    @extend_schema(
        summary="Change the password",
        description="Ends all other sessions: no token that was given before works any more. These are new.",
        request=serializers.ChangePasswordSerializer,
        responses=serializers.LoggedInSerializer,
    )
    def post(self, request: Request) -> Response:
        data, user = self.sent(), member_of(request)
        entering.change_password(
            request._request,
            user,
            old=data["old_password"],
            new=data["new_password"],
            keep_session=request.auth is None,
        )
        return logged_in(user, begin_session(request, user), request)


class RequestResetView(StrangerView):
    takes = serializers.ResetRequestSerializer

    @extend_schema(
        summary="Ask for a new password",
        description="Sends a link to the address. The answer does not tell whether it is a member's.",
        request=serializers.ResetRequestSerializer,
        responses={202: serializers.DetailSerializer},
    )
    def post(self, request: Request) -> Response:
        entering.request_reset(request._request, **self.sent())
        return Response({"detail": _("If this address is a member's, we have sent a link there.")}, status=202)


class ResetView(StrangerView):
    takes = serializers.ResetSerializer

    @extend_schema(
        summary="Set a new password",
        description="`key` is what stands after `/key/` in the link. Ends all sessions.",
        request=serializers.ResetSerializer,
        responses={204: None},
    )
    def post(self, request: Request) -> Response:
        data = self.sent()
        entering.reset_password(request._request, key=data["key"].strip("/"), new=data["new_password"])
        return Response(status=204)
