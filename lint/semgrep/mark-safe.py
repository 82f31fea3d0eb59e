from django.utils import safestring
from django.utils.html import format_html, html_safe
from django.utils.safestring import SafeString, mark_safe


def name(member):
    # ruleid: mark-safe
    mark_safe("<b>" + member.username + "</b>")
    # ruleid: mark-safe
    safestring.mark_safe(f"<b>{member.username}</b>")
    # ruleid: mark-safe
    SafeString(member.username)
    # ok: mark-safe
    SafeString("")
    # ok: mark-safe
    return format_html("<b>{}</b>", member.username)


def annotated(html: SafeString) -> SafeString:
    # ok: mark-safe
    return html


# ruleid: mark-safe
html_safe(name)
