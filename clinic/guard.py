"""What stands before every public form. For now its key: the same rendered form counts once."""

from uuid import UUID, uuid4

from django.core import signing

_signer = signing.TimestampSigner(salt="clinic.form")


def new_form_key() -> str:
    """A signed random key to render into a form, with the moment at which it was rendered."""
    return _signer.sign(uuid4().hex)


def read_form_key(signed: str) -> UUID | None:
    """The key of a form that we rendered; None if it was not ours or was changed."""
    try:
        return UUID(_signer.unsign(signed))
    except (signing.BadSignature, ValueError):
        return None
