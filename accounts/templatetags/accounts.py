from django import template
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User

register = template.Library()
MOST_COUNTED = 99

# What a browser calls itself, the particular before the general: Edge and Opera also say Chrome, Chrome says Safari.
BROWSERS = {
    "Firefox": "Firefox",
    "Edg": "Edge",
    "OPR": "Opera",
    "YaBrowser": "Yandex",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Macintosh": "Mac",
    "Linux": "Linux",
}


@register.filter
def browser(user_agent: str) -> str:
    """`Firefox, Linux` for what a browser sends of itself."""
    names = [next((name for mark, name in known.items() if mark in user_agent), "") for known in (BROWSERS, SYSTEMS)]
    return ", ".join(filter(None, names)) or user_agent[:60] or _("Unknown browser")


@register.filter
def is_suspended(user: User | AnonymousUser) -> bool:
    """Whether a form would be refused: then a line stands where it would be."""
    return user.is_authenticated and user.is_suspended(timezone.now())


@register.inclusion_tag("accounts/_notice_link.html")
def notice_link(user: User) -> dict[str, object]:
    """The bell of the header; the count came with the member (accounts.backends), or costs a query after a login."""
    unread = getattr(user, "unread_notices", None)
    if unread is None:
        unread = user.notices.filter(read_at=None).count()
    return {"unread": unread, "shown": min(unread, MOST_COUNTED), "url": reverse("accounts:notices")}
