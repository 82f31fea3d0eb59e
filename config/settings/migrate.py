"""Production's settings for migrations: they may take long, but nobody waits behind a lock that they wait for."""

from .prod import *
from .prod import DATABASES

DATABASES["default"]["OPTIONS"]["options"] = "-c lock_timeout=5000 -c statement_timeout=0"
