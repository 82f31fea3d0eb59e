"""Who may see what: every address of the site, with what it answers to GET."""

from itertools import chain

from .accounts import ACCOUNTS
from .admin import ADMIN
from .site import SITE

TABLE = SITE | ACCOUNTS | ADMIN


def addresses(table, role, world):
    """The addresses of the table, with what `role` should be answered."""
    rows = {}
    for address, outcomes in chain.from_iterable(cases.items() for cases in table.values()):
        outcome = outcomes[role]
        rows[address.format(**world)] = outcome.format(**world) if isinstance(outcome, str) else outcome
    return rows
