from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from accounts import images
from accounts.api import examples
from accounts.models import User
from config.api.fields import TrimmedFields

SETTINGS = ["name", "bio", "language", "theme", "is_private", "spoiler_safe"]


@extend_schema_serializer(examples=examples.profile)
class ProfileSerializer(TrimmedFields, serializers.ModelSerializer):
    class Meta:
        model = User
        fields = [
            "id",
            "username",
            "email",
            "name",
            "bio",
            "avatar",
            "language",
            "theme",
            "is_private",
            "spoiler_safe",
            "date_joined",
        ]
        read_only_fields = fields


class ProfileWriteSerializer(serializers.ModelSerializer):
    remove_avatar = serializers.BooleanField(required=False, help_text="Removes the picture.")

    class Meta:
        model = User
        fields = [*SETTINGS, "remove_avatar"]
        extra_kwargs = {name: {"required": True} for name in SETTINGS}

    def validate_bio(self, text: str) -> str:
        return text.replace("\r\n", "\n")

    def values_for(self, user: User) -> dict[str, Any]:
        """What `services.update_profile` takes: a new picture, False to remove it, None to keep it."""
        data: dict[str, Any] = {name: getattr(user, name) for name in SETTINGS} | dict(self.validated_data)
        removes = data.pop("remove_avatar", False)
        return data | {"avatar": data.get("avatar") or (False if removes else None)}

    def shown_to_others(self, user: User) -> bool:
        """Whether something changes that a suspended member may not change."""
        data = self.validated_data
        changed = any(name in data and data[name] != getattr(user, name) for name in ("name", "bio"))
        return changed or "avatar" in data or data.get("remove_avatar", False)


class Switch(serializers.BooleanField):
    """Of a form, where everything is text."""

    TRUE_VALUES = {"true"}
    FALSE_VALUES = {"false"}
    NULL_VALUES = set()


class ProfileUploadSerializer(ProfileWriteSerializer):
    is_private = Switch()
    spoiler_safe = Switch()
    remove_avatar = Switch(required=False, help_text="Removes the picture.")
    avatar = serializers.FileField(required=False, help_text="JPEG, PNG or WebP up to 5 MB.")

    class Meta(ProfileWriteSerializer.Meta):
        fields = [*ProfileWriteSerializer.Meta.fields, "avatar"]

    def validate_avatar(self, file: Any) -> Any:
        images.validate_image(file)
        return file


@extend_schema_serializer(examples=examples.sign_up)
class SignUpSerializer(serializers.Serializer):
    email = serializers.EmailField(max_length=254)
    username = serializers.CharField(max_length=30)
    password = serializers.CharField(max_length=128, write_only=True, trim_whitespace=False)


@extend_schema_serializer(examples=examples.log_in)
class LogInSerializer(serializers.Serializer):
    login = serializers.CharField(max_length=254, help_text="The username or the e-mail address.")
    password = serializers.CharField(max_length=4096, write_only=True, trim_whitespace=False)
    code = serializers.CharField(
        max_length=20, required=False, allow_blank=True, default="", help_text="Of the second factor, if there is one."
    )
    keep_account = serializers.BooleanField(
        required=False, default=False, help_text="Keeps an account that is about to be deleted."
    )


@extend_schema_serializer(examples=examples.refresh)
class RefreshSerializer(serializers.Serializer):
    refresh = serializers.CharField(max_length=2000)


@extend_schema_serializer(examples=examples.refresh)
class LogOutSerializer(serializers.Serializer):
    refresh = serializers.CharField(max_length=2000, required=False, help_text="Or the access token as the header.")


@extend_schema_serializer(examples=examples.tokens)
class TokensSerializer(serializers.Serializer):
    access = serializers.CharField(help_text="For 15 minutes, as `Authorization: Bearer …`.")
    refresh = serializers.CharField(help_text="For 7 days and one use: the answer has the next one.")


@extend_schema_serializer(examples=examples.logged_in)
class LoggedInSerializer(TokensSerializer):
    user = ProfileSerializer()


@extend_schema_serializer(examples=examples.signed_up)
class SignedUpSerializer(serializers.Serializer):
    email = serializers.EmailField()
    verification_required = serializers.BooleanField(help_text="Follow the link that was sent there, then log in.")
    tokens = TokensSerializer(allow_null=True, help_text="null while the address has to be confirmed.")


@extend_schema_serializer(examples=examples.change)
class ChangePasswordSerializer(serializers.Serializer):
    old_password = serializers.CharField(max_length=4096, write_only=True, trim_whitespace=False)
    new_password = serializers.CharField(max_length=128, write_only=True, trim_whitespace=False)


@extend_schema_serializer(examples=examples.reset_request)
class ResetRequestSerializer(serializers.Serializer):
    email = serializers.EmailField(max_length=254)


@extend_schema_serializer(examples=examples.reset)
class ResetSerializer(serializers.Serializer):
    key = serializers.CharField(max_length=200, help_text="The end of the link in the mail.")
    new_password = serializers.CharField(max_length=128, write_only=True, trim_whitespace=False)


@extend_schema_serializer(examples=examples.told)
class DetailSerializer(serializers.Serializer):
    detail = serializers.CharField()


@extend_schema_serializer(examples=examples.leaving)
class LeavingSerializer(serializers.Serializer):
    deletion_due_at = serializers.DateTimeField(help_text="Until then the account is kept by logging in.")


class SessionSerializer(serializers.Serializer):
    id = serializers.CharField()
    kind = serializers.ChoiceField(choices=["token", "site"])
    ip = serializers.IPAddressField()
    user_agent = serializers.CharField()
    created_at = serializers.DateTimeField()
    last_used_at = serializers.DateTimeField()
    is_current = serializers.BooleanField()


@extend_schema_serializer(examples=examples.sessions)
class SessionsSerializer(serializers.Serializer):
    results = SessionSerializer(many=True)
