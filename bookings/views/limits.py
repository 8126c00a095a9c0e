"""How views of patients keep to the limits of `clinic.guard`."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse

from clinic import guard


def spend_try(request: HttpRequest, *, now: datetime) -> None:
    """Count one more form from this network. Raises guard.TooMany."""
    guard.spend((f"tries {guard.network(request)}", guard.TRIES), now=now)


def ask_to_wait(response: HttpResponse, too_many: guard.TooMany, *, now: datetime) -> HttpResponse:
    response["Retry-After"] = str(max(1, round((too_many.again_at - now).total_seconds())))
    return response
