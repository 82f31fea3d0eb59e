from typing import Any

from allauth.account.admin import EmailAddressAdmin as AllauthEmailAddressAdmin
from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.admin import AuthenticatorAdmin as AllauthAuthenticatorAdmin
from allauth.mfa.models import Authenticator
from allauth.usersessions.admin import UserSessionAdmin  # noqa: F401  # registers it
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts import avatars, deletion
from accounts.adminbase import ReadOnlyAdmin, SiteModelAdmin
from accounts.models import User
from accounts.permissions import may_edit_account, protected_fields
from accounts.secondfactor import may_work_here, second_factor_first

admin.site.site_header = admin.site.site_title = "FilmTracker"
admin.site.index_title = _("Administration")
# One login, with second factor
admin.site.login = second_factor_first(secure_admin_login(admin.site.login))  # type: ignore[method-assign]
admin.site.has_permission = may_work_here  # type: ignore[method-assign]


class UserCreationForm(AdminUserCreationForm):
    class Meta(AdminUserCreationForm.Meta):
        model = User
        fields = ("username", "email")
        field_classes = {}  # the model's own rule for usernames


@admin.register(User)
class UserAdmin(SiteModelAdmin, DjangoUserAdmin):
    """Whose account, and what of it, `accounts.permissions` says."""

    add_form = UserCreationForm
    list_display = ["username", "name", "email", "is_staff", "is_active", "date_joined", "last_login"]
    list_filter = ["is_active", "is_staff", "is_superuser", "groups", "language"]
    search_fields = ["^username", "^name", "=email"]
    ordering = ["-pk"]
    actions = ["remove_pictures"]
    filter_horizontal = ["user_permissions"]
    readonly_fields = ["picture", "email", "last_login", "date_joined"]
    fieldsets = [
        (None, {"fields": ["username", "password", "email"]}),
        (_("Profile"), {"fields": ["name", "bio", "picture", "country", "language", "theme", "is_private"]}),
        (_("Permissions"), {"fields": ["is_active", "is_staff", "is_superuser", "groups", "user_permissions"]}),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (
            None,
            {"classes": ["wide"], "fields": ["username", "email", "usable_password", "password1", "password2"]},
        ),
    ]

    @admin.display(description=_("picture"))
    def picture(self, user: User) -> str:
        if not user.avatar:
            return "–"
        return format_html('<img class="picture-preview" src="{}" alt="">', user.avatar.url)

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or "password" not in protected_fields(request.user):
            return fieldsets
        return [(None, {"fields": ["username", "email"]}), *fieldsets[1:]]

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        return [] if obj is None else [*{*self.readonly_fields, *protected_fields(request.user)}]

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or may_edit_account(request.user, obj))

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or may_edit_account(request.user, obj))

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        if "password" in protected_fields(request.user):
            raise PermissionDenied
        return super().user_change_password(request, id, form_url)

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        deletion.delete_users(users=[obj])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        deletion.delete_users(users=queryset)

    @admin.action(description=_("Remove the pictures of the selected members"), permissions=["change"])
    def remove_pictures(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        with_pictures = [user for user in queryset.exclude(avatar="") if self.has_change_permission(request, user)]
        for user in with_pictures:
            avatars.clear_avatar(user=user)
        message = ngettext("%(count)d picture was removed.", "%(count)d pictures were removed.", len(with_pictures))
        self.message_user(request, message % {"count": len(with_pictures)})


# The admins of other apps would show the keys of sessions and second factors, which are as good as passwords, and let
# an administrator change those of a superuser.

for model in (EmailAddress, Authenticator, UserSession, Group):
    admin.site.unregister(model)


@admin.register(Group)
class GroupAdmin(SiteModelAdmin, DjangoGroupAdmin):
    pass


@admin.register(EmailAddress)
class EmailAddressAdmin(ReadOnlyAdmin, AllauthEmailAddressAdmin):
    """A superuser may declare an address confirmed, where mail does not arrive."""

    actions = ["make_verified"]
    make_verified = admin.action(
        AllauthEmailAddressAdmin.make_verified,
        permissions=["verify"],
        description=AllauthEmailAddressAdmin.make_verified.short_description,
    )

    def has_verify_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser


@admin.register(Authenticator)
class AuthenticatorAdmin(SiteModelAdmin, AllauthAuthenticatorAdmin):
    """Second factors can be removed, for members who lost them, and not be looked into."""

    fields = ["user", "type", "created_at", "last_used_at"]
    readonly_fields = ["user", "type", "created_at", "last_used_at"]
    list_select_related = ["user"]
    ordering = ["-pk"]

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return not lookup.startswith("data") and super().lookup_allowed(lookup, value, request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Authenticator | None = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or may_edit_account(request.user, obj.user))
