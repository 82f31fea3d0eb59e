from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from films.paths import localized

MEMBER = '<a href="/members/'


class Contribution(models.Model):
    """A text that a member puts before others: a review, a comment, the first post of a discussion."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")
        HELD = "held", _("waiting for a moderator")
        HIDDEN = "hidden", _("hidden by a moderator")
        DELETED = "deleted", _("deleted")

    body = models.TextField(_("text"), blank=True)
    body_html = models.TextField(editable=False, blank=True)  # `body` as reviews.markdown renders it
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.PUBLISHED)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    edited_at = models.DateTimeField(_("edited"), null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def html(self) -> SafeString:
        """Cleaned when it was written, by reviews.markdown; what it mentions is in the language of the page.

        No text and no attribute can hold these signs in this order: there `<` or `"` is escaped.
        """
        return SafeString(self.body_html.replace(MEMBER, f'<a href="{localized("/members/")}'))  # nosemgrep: mark-safe

    @property
    def is_published(self) -> bool:
        return self.state == self.State.PUBLISHED


def author(related_name: str) -> models.ForeignKey:
    """What others answered to stays when its author goes: nobody wrote it then, and nothing of it is left."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name=related_name,
        verbose_name=_("author"),
    )
