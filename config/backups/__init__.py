"""Backups of database and media: what `scripts/backup` and `scripts/restore` do. See docs/deployment.md.

A backup is a folder with `database.dump` (pg_dump's custom format), `media.tar` and `SHA256SUMS`. With a key both files
are encrypted by `openssl enc`, since openssl is on every server and in every image: a backup can be read by hand where
nothing of this project runs. It does not prove who wrote a file, so `SHA256SUMS.mac` does, under the same key.
"""
