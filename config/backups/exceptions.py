class BackupFailed(Exception):
    """Said to whoever asked for a backup or a restoration, in one sentence."""
