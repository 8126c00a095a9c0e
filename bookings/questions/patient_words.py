"""Words that would confirm that somebody is a patient: an answer with them is warned about.

Whoever has the link of an answer can open it. So it says nothing that only somebody who was here
could be told; "your treatment" may be meant in general, which is for its writer to say. English and
Spanish phrases are looked for in every answer: staff may answer in either.
"""

import re

_OURS = (
    "appointment|treatment|session|visit|chart|record|file|course|progress|plan|consultation|series"
    "|result|therapy|needling|aftercare sheet|acupuncture|microneedling"
)
_SUYO = (
    "cita|tratamiento|sesi[oó]n|visita|expediente|historia|consulta|serie|resultado|terapia|progreso"
    "|acupuntura|microneedling"
)
_CAME = "came|visited|were (?:here|in|with us)|saw us|see us again|come back|had your"
_PHRASES = re.compile(
    rf"""\b(?:
      as\s(?:our|a|my)\s(?:regular\s|valued\s|former\s)?(?:patient|client)
    | (?:our|my)\s(?:other\s)?(?:patient|client)\syou
    | your\s(?:[\w-]{{1,20}}\s){{0,2}}(?:{_OURS})s?
    | you\s(?:are|were|have\sbeen)\s(?:our|a|my)\s(?:regular\s)?(?:patient|client)
    | (?:when|since|after|before|while|last\stime)\syou\s(?:last\s)?(?:{_CAME})
    | (?:we|i|she|he|they)\s(?:have\s)?(?:treated|needled|examined|saw|seen|met)\syou
    | (?:last|next)\stime\s(?:you|we)
    | see\syou\sagain | welcome\sback | you\salready\s(?:had|have\shad)
    | (?:como|usted\ses|usted\sfue)\s(?:nuestr[ao]|mi|un|una)\s(?:pacient|client)[ea]
    | sus?\s(?:[\w-]{{1,20}}\s){{0,2}}(?:{_SUYO})(?:e?s)?
    | (?:cuando|despu[eé]s\sde\sque|desde\sque|antes\sde\sque|la\s[uú]ltima\svez\sque)\s(?:usted\s)?
      (?:vino|viniera|estuvo|estuviera|nos\svisit[oó]|nos\svisitara|nos\svio|nos\sviera)
    | le\s(?:atendimos|vimos|tratamos|examinamos|conocimos|atend[ií]|trat[eé]|vi)
    | la\spr[oó]xima\svez\sque\s(?:usted\s)?(?:venga|nos\svisite|nos\svea)
    | bienvenid[oa]\sde\s(?:nuevo|vuelta) | usted\sya\s(?:tuvo|ha\stenido|vino)
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)


def confirming(text: str) -> list[str]:
    """The phrases of an answer that say that its reader is a patient, each once, as they stand."""
    found = _PHRASES.findall(" ".join(text.split()))
    return list(dict.fromkeys(phrase.lower() for phrase in found))
