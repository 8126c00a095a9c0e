"""Database backend: Django's for PostgreSQL, which in a web server waits no longer than visitors
do.

Other processes (migrate, the worker, commands, backups) wait as long as it takes: only
clinic/wsgi.py calls `waiting.begin`.
"""

import logging
from typing import Any

from django.db.backends.postgresql import base

from clinic.postgresql import waiting

LIMITS = (
    f"-c lock_timeout={waiting.LOCK_SECONDS}s -c statement_timeout={waiting.STATEMENT_SECONDS}s "
    f"-c idle_in_transaction_session_timeout={waiting.IDLE_SECONDS}s"
)
log = logging.getLogger(__name__)


class DatabaseWrapper(base.DatabaseWrapper):
    takes_limits = True  # until a pooler refuses them, which holds for every thread of the process

    def get_connection_params(self) -> dict[str, Any]:
        """With PostgreSQL's own limits in a web server; the `options` of DATABASE_URL go before
        them.
        """
        parameters: dict[str, Any] = super().get_connection_params()
        if waiting.is_on() and DatabaseWrapper.takes_limits:
            parameters["options"] = f"{LIMITS} {parameters.get('options', '')}".strip()
        return parameters

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        waiting.refuse_if_stalled()
        try:
            return super().get_new_connection(conn_params)
        except self.Database.OperationalError as refused:
            if LIMITS not in conn_params.get("options", "") or "startup parameter" not in str(
                refused
            ):
                raise
        # PgBouncer hands one connection to many, so a client may set nothing on it that would stay.
        log.warning(
            "the pooler takes no lock_timeout and no statement_timeout: set them there, see"
            " README.md"
        )
        DatabaseWrapper.takes_limits = False
        return super().get_new_connection(self.get_connection_params())

    def create_cursor(self, name: str | None = None) -> Any:
        # whoever holds locks already may keep the others waiting: let it end
        if not self.in_atomic_block:
            waiting.refuse_if_stalled()
        return super().create_cursor(name)
