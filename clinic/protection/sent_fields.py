"""Sent fields: what a form brought, to be handed back where it could not be taken."""

from django.http import HttpRequest


def fields_sent(request: HttpRequest, *, most: int, characters: int) -> list[tuple[str, str]]:
    """What a form sent, without its token; empty if it cannot be read, or is more than is handed
    back.
    """
    try:
        posted = request.POST
    except Exception:
        # whatever makes a body unreadable must not make the page about it fail as well
        return []
    fields = [(name, str(value)) for name, values in posted.lists() for value in values]
    fields = [(name, value) for name, value in fields if name != "csrfmiddlewaretoken"]
    is_too_much = (
        len(fields) > most or sum(len(name) + len(value) for name, value in fields) > characters
    )
    if is_too_much:
        return []
    return fields
