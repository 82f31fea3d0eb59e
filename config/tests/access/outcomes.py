"""Who asks, and what they are answered: the words that the table is written in."""

ROLES = ("visitor", "member", "other", "staff", "editor", "moderator", "administrator", "superuser")
STAFF = ROLES[3:]
EDITORS = ("editor", "administrator", "superuser")
MODERATORS = ("moderator", "administrator", "superuser")
ADMINISTRATORS = ("administrator", "superuser")
SUPERUSERS = ("superuser",)
NOBODY = ()

# What an answer is: a status, or where it redirects to. These two lead back to the address that was asked for.
LOGIN = "/accounts/login/?next="
ADMIN_LOGIN = "/admin/login/?next="


def everybody(outcome):
    return dict.fromkeys(ROLES, outcome)


def members(outcome, visitor=LOGIN):
    return {**everybody(outcome), "visitor": visitor}


def only(roles, others=404):
    """200 for `roles`."""
    return {**everybody(others), **dict.fromkeys(roles, 200)}


def admin(roles, outcome=200):
    """For these roles; for other staff forbidden, and to everybody else the login is offered."""
    return {
        **dict.fromkeys(("visitor", "member", "other"), ADMIN_LOGIN),
        **dict.fromkeys(STAFF, 403),
        **dict.fromkeys(roles, outcome),
    }


def moderation(outcome):
    """For moderators; the visitor is offered the login."""
    return members(403) | dict.fromkeys(MODERATORS, outcome)


ALL_STAFF = admin(STAFF)
PAGE = everybody(200)
POST_ONLY = everybody(405)
FOR_VISITORS = members("/", visitor=200)
PROVE_AGAIN = members("/accounts/reauthenticate/?next=")
