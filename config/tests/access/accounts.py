"""The addresses of the accounts, and what they answer to GET."""

from .outcomes import FOR_VISITORS, PAGE, POST_ONLY, PROVE_AGAIN, ROLES, members

ACCOUNTS = {
    "accounts/signup/": {"/accounts/signup/": FOR_VISITORS},
    "accounts/settings/": {"/accounts/settings/": members(200)},
    "accounts/data/": {"/accounts/data/": members(200)},
    "accounts/data/export/": {"/accounts/data/export/": PROVE_AGAIN},
    "accounts/delete/": {"/accounts/delete/": members(200)},
    "accounts/keep/": {"/accounts/keep/": members("/accounts/settings/")},
    "accounts/left/": {"/accounts/left/": PAGE},
    "accounts/suspended/": {
        "/accounts/suspended/": members(200) | {role: f"/members/{role}/" for role in ROLES[1:]} | {"suspended": 200}
    },
    "accounts/follow/<str:username>/": {
        f"/accounts/follow/{name}/": POST_ONLY for name in ("other", "member", "gone", "nobody")
    },
    "accounts/unfollow/<str:username>/": {
        f"/accounts/unfollow/{name}/": POST_ONLY for name in ("other", "member", "gone", "nobody")
    },
    "accounts/notices/": {"/accounts/notices/": members(200)},
    "accounts/notices/read/": {"/accounts/notices/read/": POST_ONLY},
    "accounts/notices/<int:pk>/read/": {
        "/accounts/notices/{notice}/read/": POST_ONLY,
        "/accounts/notices/0/read/": POST_ONLY,
    },
    "accounts/login/": {"/accounts/login/": FOR_VISITORS},
    "accounts/logout/": {"/accounts/logout/": members(200, visitor="/")},
    "accounts/inactive/": {"/accounts/inactive/": PAGE},
    "accounts/reauthenticate/": {"/accounts/reauthenticate/": members(200)},
    "accounts/email/": {"/accounts/email/": members(200)},
    "accounts/confirm-email/": {"/accounts/confirm-email/": PAGE},
    "accounts/^confirm-email/(?P<key>[-:\\w]+)/$": {"/accounts/confirm-email/none/": PAGE},
    "accounts/password/change/": {"/accounts/password/change/": members(200)},
    "accounts/password/set/": {"/accounts/password/set/": members("/accounts/password/change/")},
    "accounts/password/reset/": {"/accounts/password/reset/": PAGE},
    "accounts/password/reset/done/": {"/accounts/password/reset/done/": PAGE},
    "accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": {
        "/accounts/password/reset/key/1-a-b/": PAGE
    },
    "accounts/password/reset/key/done/": {"/accounts/password/reset/key/done/": PAGE},
    "accounts/login/code/confirm/": {"/accounts/login/code/confirm/": members("/", visitor="/accounts/login/")},
    "accounts/2fa/": {"/accounts/2fa/": members(200)},
    "accounts/2fa/authenticate/": {"/accounts/2fa/authenticate/": members("/", visitor="/accounts/login/")},
    "accounts/2fa/reauthenticate/": {"/accounts/2fa/reauthenticate/": members("/accounts/reauthenticate/")},
    "accounts/2fa/totp/activate/": {"/accounts/2fa/totp/activate/": PROVE_AGAIN},
    "accounts/2fa/totp/deactivate/": {"/accounts/2fa/totp/deactivate/": members(404)},
    "accounts/2fa/recovery-codes/": {"/accounts/2fa/recovery-codes/": members(404)},
    "accounts/2fa/recovery-codes/generate/": {"/accounts/2fa/recovery-codes/generate/": PROVE_AGAIN},
    "accounts/2fa/recovery-codes/download/": {"/accounts/2fa/recovery-codes/download/": members(404)},
    "accounts/2fa/webauthn/": {"/accounts/2fa/webauthn/": members(200)},
    "accounts/2fa/webauthn/add/": {"/accounts/2fa/webauthn/add/": PROVE_AGAIN},
    "accounts/2fa/webauthn/reauthenticate/": {
        "/accounts/2fa/webauthn/reauthenticate/": members("/accounts/reauthenticate/")
    },
    "accounts/2fa/webauthn/keys/<int:pk>/remove/": {"/accounts/2fa/webauthn/keys/1/remove/": PROVE_AGAIN},
    "accounts/2fa/webauthn/keys/<int:pk>/edit/": {"/accounts/2fa/webauthn/keys/1/edit/": PROVE_AGAIN},
    "accounts/2fa/webauthn/login/": {"/accounts/2fa/webauthn/login/": members("/", visitor="/accounts/login/")},
    "accounts/sessions/": {"/accounts/sessions/": members(200)},
}
