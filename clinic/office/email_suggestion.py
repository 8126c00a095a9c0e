"""Mistyped e-mail addresses: whether the part behind the @ looks like a slip, and what was probably
meant.

A suggestion and no more: whoever typed it decides, and is asked once (`EmailSuggestion`). Tables
say what is common, which slips are, and which endings nobody has; beside them one letter more,
less, another or two swapped counts as a slip. Nothing is looked up anywhere.
"""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

# Whose mailboxes people have here, of five letters and more: of shorter ones too many real names
# are one letter away (aol.com and aon.com, live.com and love.com).
COMMON = [
    "gmail.com",
    "yahoo.com",
    "hotmail.com",
    "outlook.com",
    "icloud.com",
    "comcast.net",
    "verizon.net",
    "sbcglobal.net",
    "bellsouth.net",
    "earthlink.net",
    "protonmail.com",
    "rocketmail.com",
    "fastmail.com",
    "googlemail.com",
]
# Slips that are further away, or begin with another letter.
SLIPS = {
    "ail.com": "gmail.com",
    "aoil.com": "aol.com",
    "aoll.com": "aol.com",
    "fmail.com": "gmail.com",
    "gamial.com": "gmail.com",
    "gmaill.co": "gmail.com",
    "gmai.co": "gmail.com",
    "gamil.co": "gmail.com",
    "gmail.com.com": "gmail.com",
    "gmailcom.com": "gmail.com",
    "gmial.co": "gmail.com",
    "googlemail.co": "googlemail.com",
    "homail.com": "hotmail.com",
    "hmail.com": "gmail.com",
    "hotmailcom.com": "hotmail.com",
    "otmail.com": "hotmail.com",
    "grnail.com": "gmail.com",
    "yahoocom.com": "yahoo.com",
    "ahoo.com": "yahoo.com",
    "uahoo.com": "yahoo.com",
    "tahoo.com": "yahoo.com",
    "utlook.com": "outlook.com",
    "putlook.com": "outlook.com",
    "icolud.co": "icloud.com",
}
# Endings that no name on earth has, and the one that was meant.
NO_ENDINGS = {
    "con": "com",
    "comm": "com",
    "coom": "com",
    "cmo": "com",
    "ocm": "com",
    "vom": "com",
    "xom": "com",
    "cpm": "com",
    "clm": "com",
    "cim": "com",
    "conm": "com",
    "ccom": "com",
    "c0m": "com",
    "nte": "net",
    "ent": "net",
    "ner": "net",
    "nett": "net",
    "ogr": "org",
    "rog": "org",
    "prg": "org",
    "orgg": "org",
    "eud": "edu",
    "eduu": "edu",
}
# Endings that exist, or nearly, but not behind the names of those with .com.
NOT_OF_THEIRS = {"c", "cm", "co", "om"}
THEIRS = {*COMMON, "aol.com", "live.com", "msn.com"}


def meant(address: str) -> str:
    """The address that was probably meant by one that looks mistyped; empty where nothing does."""
    mailbox, _, typed = address.rpartition("@")
    domain = typed.casefold()
    found = _meant(domain) if mailbox and domain.isascii() else ""
    if found:
        return f"{mailbox}@{found}"
    return ""


def _meant(domain: str) -> str:
    if domain in COMMON:
        return ""
    if domain in SLIPS:
        return SLIPS[domain]
    name, _, ending = domain.rpartition(".")
    if ending in NO_ENDINGS:
        mended = f"{name}.{NO_ENDINGS[ending]}"
        return _meant(mended) or mended
    if ending in NOT_OF_THEIRS and f"{name}.com" in THEIRS:
        return f"{name}.com"
    return next((each for each in COMMON if _is_one_slip_away(domain, each)), "")


def _is_one_slip_away(typed: str, real: str) -> bool:
    """Whether one letter is too many, missing or another one, or two beside each other are swapped.

    The first letter is the one that people get right: another one is another name, as in ymail.com.
    """
    if abs(len(typed) - len(real)) > 1 or typed[:1] not in (real[:1], real[1:2]):
        return False
    same = 0
    while same < min(len(typed), len(real)) and typed[same] == real[same]:
        same += 1
    left, wanted = typed[same:], real[same:]
    is_swapped = left[:2] == wanted[1::-1] and left[2:] == wanted[2:]
    if same == 0:
        return is_swapped
    return is_swapped or left[1:] == wanted[1:] or left[1:] == wanted or left == wanted[1:]


class EmailSuggestion(forms.Form):
    """Mixin for a form that takes an e-mail address: one that looks mistyped is asked about, once.

    The question stands at the field. A box takes what was meant; the same address sent once more
    stays. Call `ask_about_email` at the end of `clean`.
    """

    email_field = "email"  # which holds the address
    asked_email = forms.CharField(required=False, max_length=254, widget=forms.HiddenInput)
    take_meant = forms.BooleanField(required=False, widget=forms.HiddenInput)
    question = ("asked_email", "take_meant")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [name for name in self.fields if name not in self.question]
        behind = names.index(self.email_field) + 1
        self.order_fields([*names[:behind], *self.question, *names[behind:]])

    def ask_about_email(self) -> None:
        """Ask, or do as the answer says: then what was meant is what was given."""
        data, name = self.cleaned_data, self.email_field
        typed = data.get(name) or ""
        better = meant(typed) if name not in self.errors else ""
        if not better:
            return
        domain, slip = better.rpartition("@")[2], typed.rpartition("@")[2]
        box = self["take_meant"]
        box.label = _("Yes, use …@{domain}").format(domain=domain)
        box.field.widget = forms.CheckboxInput()
        if data.get("asked_email") != typed:
            self.put("asked_email", typed)
            if data.get("take_meant"):
                self.put("take_meant", "")
            self.add_error(
                name,
                _(
                    "Did you mean …@{domain}? Then tick the box “Yes, use …@{domain}”."
                    " If {slip} is right, leave it as it is and press the button once more."
                ).format(domain=domain, slip=slip),
            )
        elif data.get("take_meant"):
            data[name] = better

    def put(self, name: str, value: str) -> None:
        """Let the form come back with this value in a field."""
        data = QueryDict(mutable=True)
        data.update(self.data)
        data[name] = value
        self.data = data
