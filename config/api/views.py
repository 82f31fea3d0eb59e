"""What all views of the API have in common."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar

from django.db import models, transaction
from django.http import HttpResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from rest_framework.exceptions import MethodNotAllowed, NotAuthenticated
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer, Serializer
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from accounts import throttling
from accounts.models import User
from config.api import conditional, idempotency, strict
from config.api.parsers import body_of

MULTIPART = "multipart/form-data"
Limit = tuple[str, int, int]  # the name of what is counted, how often, in how many seconds


class ApiBehavior:
    """Limits of writing, Idempotency-Key, ETag, and what caches are told."""

    post: Callable[..., Any]
    write_limit: ClassVar[Limit | None] = None  # that of the page that does the same, under the same name
    is_idempotent: ClassVar[bool] = True  # off where an answer holds what must not be kept, as tokens

    @classmethod
    def as_view(cls, *args: Any, **kwargs: Any) -> Any:
        """An address without the slash at its end is none: a redirect would lose what was posted."""
        view = super().as_view(*args, **kwargs)  # type: ignore[misc]
        view.should_append_slash = False
        return view

    def get_write_limit(self) -> Limit | None:
        return self.write_limit

    def check_throttles(self, request: Request) -> None:
        super().check_throttles(request)  # type: ignore[misc]
        limit = self.get_write_limit()
        if limit and request.method not in SAFE_METHODS:
            action, times, seconds = limit
            throttling.consume(action, member_of(request), limit=times, seconds=seconds)

    def check_permissions(self, request: Request) -> None:
        """What nobody may do has no permissions to look at."""
        if not hasattr(self, (request.method or "").lower()):
            raise MethodNotAllowed(request.method or "")
        super().check_permissions(request)  # type: ignore[misc]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)  # type: ignore[misc]
        if request.content_type != MULTIPART and not request.content_type.startswith(f"{MULTIPART};"):
            body_of(request._request)
        if request.method == "POST" and self.is_idempotent and request.user.is_authenticated:
            key = idempotency.key_of(request)
            if key is not None:
                self.post = partial(self.post_once, request, key, self.post)

    def post_once(
        self, request: Request, key: str, post: Callable[..., Response], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        return idempotency.run_once(
            user=member_of(request),
            key=key,
            fingerprint=idempotency.fingerprint_of(request),
            now=timezone.now(),
            run=partial(post, *args, **kwargs),
        )

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)  # type: ignore[misc]
        patch_vary_headers(response, ["Authorization", "Cookie"])
        if getattr(request, "user", None) and request.user.is_authenticated:
            patch_cache_control(response, private=True)
        if request.method == "GET" and response.status_code == 200:
            response.add_post_render_callback(partial(conditional.add_etag, request._request))
        return response


def member_of(request: Request) -> User:
    """Who asks, of a view that lets no visitor in."""
    user = request.user
    if not isinstance(user, User):
        raise NotAuthenticated
    return user


class ApiView(ApiBehavior, APIView):
    pass


class ApiViewSet(ApiBehavior, GenericViewSet):
    """`serializer_class` reads; `write_serializer_class` checks what was sent, and hands it to a service."""

    lookup_value_converter = "int"
    write_serializer_class: ClassVar[type[Serializer] | None] = None

    def fetch_page(self, rows: models.QuerySet) -> models.QuerySet:
        """The rows of one page, which were found by their keys, with all that their serializer reads."""
        return rows

    def read(self, thing: Any) -> BaseSerializer:
        return self.get_serializer(thing)

    def validated(self, instance: Any = None, *, partial: bool = False) -> dict[str, Any]:
        serializer_class = self.write_serializer_class or self.get_serializer_class()
        context = self.get_serializer_context()
        serializer = serializer_class(instance, data=self.request.data, partial=partial, context=context)
        return strict.validated(serializer)

    def get_object_to_change(self) -> Any:
        """The object, if it still is what the client read. Within the transaction that changes it."""
        conditional.require_unchanged(self.request, self.request.path, lambda: self.read(self.get_object()).data)
        return self.get_object()


class CreateMixin:
    def make(self, **data: Any) -> Any:
        """Call the service, and return the object as `serializer_class` reads it."""
        raise NotImplementedError

    def create(self: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        return Response(self.read(self.make(**self.validated())).data, status=201)


class UpdateMixin:
    def change(self, thing: Any, **data: Any) -> Any:
        """Call the service, and return the object as `serializer_class` reads it."""
        raise NotImplementedError

    @transaction.atomic
    def update(self: Any, request: Request, *args: Any, partial: bool = False, **kwargs: Any) -> Response:
        thing = self.get_object_to_change()
        return Response(self.read(self.change(thing, **self.validated(thing, partial=partial))).data)

    def partial_update(self: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.update(request, *args, partial=True, **kwargs)


class DestroyMixin:
    def remove(self, thing: Any) -> None:
        """Call the service."""
        raise NotImplementedError

    @transaction.atomic
    def destroy(self: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        self.remove(self.get_object_to_change())
        return Response(status=204)
