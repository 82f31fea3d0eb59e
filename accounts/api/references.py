"""How other things name a member."""

from typing import Any

from rest_framework import serializers

from accounts.models import User


class MemberReferenceSerializer(serializers.Serializer):
    """Of a member whose profile is not open the name alone is told."""

    username = serializers.SerializerMethodField(help_text="null where the profile is not open.")
    name = serializers.CharField(source="display_name", read_only=True)
    url = serializers.SerializerMethodField(help_text="The member's page; null where the profile is not open.")

    def get_username(self, member: User) -> str | None:
        return member.username if is_open(member) else None

    def get_url(self, member: User) -> str | None:
        address: Any = self.context["request"].build_absolute_uri
        return address(member.get_absolute_url()) if is_open(member) else None


def is_open(member: User) -> bool:
    return member.is_active and not member.is_private
