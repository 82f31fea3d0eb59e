from importlib import import_module

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts import avatars, deletion
from accounts.adminbase import SiteModelAdmin
from accounts.models import User

# allauth's own admins would let staff take over an account by its address or its second factor.
for name, model in {"account": EmailAddress, "mfa": Authenticator, "usersessions": UserSession}.items():
    import_module(f"allauth.{name}.admin")  # which registers it, but later
    admin.site.unregister(model)

admin.site.site_header = admin.site.site_title = "FilmTracker"
admin.site.index_title = _("Administration")
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # one login, with second factor


class UserCreationForm(AdminUserCreationForm):
    class Meta(AdminUserCreationForm.Meta):
        model = User
        fields = ("username", "email")
        field_classes = {}  # the model's own rule for usernames


@admin.register(User)
class UserAdmin(SiteModelAdmin, DjangoUserAdmin):
    """Who is staff, and in which groups, is for those who may change groups; superusers are for superusers."""

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

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        if obj is None:
            return []
        powers = [] if request.user.is_superuser else ["is_superuser", "user_permissions"]
        ranks = [] if may_change_staff(request) else ["is_staff", "groups"]
        return [*self.readonly_fields, *powers, *ranks]

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_change_permission(request, obj) and may_manage(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_delete_permission(request, obj) and may_manage(request, obj)

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


def may_change_staff(request: HttpRequest) -> bool:
    return request.user.has_perm("auth.change_group")


def may_manage(request: HttpRequest, user: User | None) -> bool:
    """Whether the actor may touch this member: else a moderator could take over an administrator's account."""
    if user is None or request.user.is_superuser:
        return True
    return not user.is_superuser and (not user.is_staff or may_change_staff(request))
