"""Rate limits of patients' views."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse

from clinic.protection import rate_limits


def spend_try(request: HttpRequest, *, now: datetime) -> None:
    """Count one more form from this network. Raises rate_limits.TooMany."""
    rate_limits.spend((f"tries {rate_limits.network(request)}", rate_limits.TRIES), now=now)


def ask_to_wait(
    response: HttpResponse, too_many: rate_limits.TooMany, *, now: datetime
) -> HttpResponse:
    response["Retry-After"] = str(max(1, round((too_many.again_at - now).total_seconds())))
    return response
