"""What tests read of mails."""

import re


def link_in(mail):
    """The first link of a mail, as the test client takes it."""
    return re.search(r"http://testserver(/\S+)", mail.body)[1]
