"""What contacts, chat programs and nicely broken pages add to a number or an address, unseen."""


def _wide(sign):
    return chr(ord(sign) + 0xFEE0) if sign > " " else "\u3000"


PASTED = {
    "marks of direction, as contacts on phones add them": "\u202a{}\u202c".format,
    "isolates, as chat programs add them": "\u2066{}\u2069".format,
    "left-to-right marks": "\u200e{}\u200e".format,
    "a byte order mark": "\ufeff{}".format,
    "a zero-width blank at the end": "{}\u200b".format,
    "word joiners within": lambda text: "\u2060".join(text),
    "soft hyphens within": lambda text: "\u00ad".join(text),
    "fillers of Korean syllables, which pass for letters": "\u3164{}\uffa0".format,
    "blanks that do not break": lambda text: f"\u00a0{text}\u202f".replace(" ", "\u00a0"),
    "narrow and figure blanks": lambda text: f"\u2007{text}".replace(" ", "\u202f"),
    "wide letters": lambda text: "".join(map(_wide, text)),
}
