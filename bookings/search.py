"""Search for a person: by reference, name, e-mail, whole phone or the last digits of one.

What somebody typed decides by its looks where it is searched for. Phones and e-mails are sealed, so
they are found whole, by their blind indexes; a phone by its last four digits too.
"""

from bookings.models import Consultation, ConsultationQuerySet, phone_end, read_reference
from clinic.office import emails, phones


def found(typed: str) -> ConsultationQuerySet:
    """Whose consultations somebody means who typed this, not yet asked for but for two queries.

    Only digits, from four on, are the end of a phone: "0134", or "555-0134" without its area code.
    """
    term = emails.read(typed)
    if "@" in term:
        return Consultation.objects.reached_at(term)
    number = phones.find(term)
    if number:
        return Consultation.objects.reached_at(number)
    by_reference = Consultation.objects.filter(reference=read_reference(term))
    if by_reference.exists():
        return by_reference
    digits = "".join(sign for sign in term if sign.isdigit())
    has_words = any(sign.isalpha() for sign in term)
    if len(digits) >= phone_end.DIGITS and not has_words:
        return _with_phone_ending_in(digits)
    return Consultation.objects.named(term)


def _with_phone_ending_in(digits: str) -> ConsultationQuerySet:
    mark_phone_ends()
    rows = Consultation.objects.phone_ends_in(digits[-phone_end.DIGITS :])
    if len(digits) == phone_end.DIGITS:
        return rows
    keys = [
        row.pk for row in rows.only("phone") if phones.without_extension(row.phone).endswith(digits)
    ]
    return Consultation.objects.filter(pk__in=keys)


def mark_phone_ends() -> int:
    """Mark the phones that the last release wrote since `migrate`. Returns how many there were.

    It serves while an update migrates, and again where an update is taken back; it knows nothing of
    this mark. One query where there are none.
    """
    rows = list(Consultation.objects.without_phone_end().order_by().only("phone", "phone_mark"))
    for row in rows:
        as_read = Consultation.objects.filter(pk=row.pk, phone_mark=row.phone_mark)
        as_read.update(
            phone_end_mark=phone_end.mark(phones.without_extension(row.phone)),
            phone_end_of=row.phone_mark,
        )
    return len(rows)
