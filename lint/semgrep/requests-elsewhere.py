# ruleid: requests-elsewhere
import http.client

# ruleid: requests-elsewhere
import urllib.request

# ok: requests-elsewhere
from urllib.parse import urlencode

# ruleid: requests-elsewhere
import requests

# ruleid: requests-elsewhere
from requests import Session

# ruleid: requests-elsewhere
from requests.adapters import HTTPAdapter
