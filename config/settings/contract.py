"""The tests' settings for a server that is asked as fast as it answers: see config/contract."""

import logging
from datetime import timedelta

from .test import *
from .test import DATABASES, SIMPLE_JWT

DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 1, "max_size": 8, "timeout": 10}
THROTTLED = False
ACCOUNT_RATE_LIMITS = False
SIMPLE_JWT = {**SIMPLE_JWT, "ACCESS_TOKEN_LIFETIME": timedelta(days=1)}
logging.disable(logging.WARNING)  # many requests are wrong on purpose
