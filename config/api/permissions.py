"""Who may use an address at all. Which rows they find there `visible_to` decides."""

from typing import Any

from allauth.account.models import EmailAddress
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

ACTIONS = {"POST": "add", "PUT": "change", "PATCH": "change", "DELETE": "delete"}


class MembersWrite(BasePermission):
    """Everybody reads; members write who are not suspended and have confirmed their address."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return request.method in SAFE_METHODS or may_write(request)


class MembersOnly(MembersWrite):
    """For what is the member's own: visitors do not even read it."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return request.user.is_authenticated and super().has_permission(request, view)


class EditorsWrite(MembersWrite):
    """Everybody reads; staff write who have the permission of the model, as in the admin."""

    def has_permission(self, request: Request, view: Any) -> bool:
        if request.method in SAFE_METHODS:
            return True
        model = view.queryset.model._meta
        needed = f"{model.app_label}.{ACTIONS[request.method or '']}_{model.model_name}"
        return may_write(request) and request.user.is_staff and request.user.has_perm(needed)


def may_write(request: Request) -> bool:
    """False for visitors; for members who cannot write now PermissionDenied says why."""
    user = request.user
    if not user.is_authenticated:
        return False
    if user.is_suspended(timezone.now()):
        raise PermissionDenied(_("Your account is suspended: you can read, but not write."), code="suspended")
    if EmailAddress.objects.filter(user=user, primary=True, verified=False).exists():
        raise PermissionDenied(_("Confirm your e-mail address first."), code="unverified")
    return True
