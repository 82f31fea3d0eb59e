"""Who asks, and what they are answered: the words that the table is written in."""

ROLES = ("visitor", "member", "other", "suspended", "staff", "editor", "moderator", "administrator", "superuser")
PLAIN = ROLES[:4]  # no staff
STAFF = ROLES[4:]
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


# What visitors and suspended members are answered by the pages on which members write.
NO_WRITERS = {"visitor": LOGIN, "suspended": 403}


def writers(outcome):
    return members(outcome) | NO_WRITERS


def only(roles, others=404):
    """200 for `roles`."""
    return {**everybody(others), **dict.fromkeys(roles, 200)}


def admin(roles, outcome=200):
    """For these roles; for other staff forbidden, and to everybody else the login is offered."""
    return {
        **dict.fromkeys(PLAIN, ADMIN_LOGIN),
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
