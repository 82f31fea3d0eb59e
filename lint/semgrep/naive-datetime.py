import datetime
from datetime import UTC, date
from datetime import datetime as moment

from django.utils import timezone

# ruleid: naive-datetime
datetime.datetime.now()
# ruleid: naive-datetime
moment.utcnow()
# ruleid: naive-datetime
moment.fromtimestamp(0)
# ruleid: naive-datetime
date.today()
# ruleid: naive-datetime
moment(2026, 1, 1)
# ok: naive-datetime
moment(2026, 1, 1, tzinfo=UTC)
# ok: naive-datetime
moment.now(UTC)
# ok: naive-datetime
moment.fromtimestamp(0, UTC)
# ok: naive-datetime
timezone.localdate()
