from django.contrib.messages.storage.cookie import CookieStorage


class HostStorage(CookieStorage):
    cookie_name = "__Host-messages"  # a browser takes it from a page of this very host by HTTPS alone
