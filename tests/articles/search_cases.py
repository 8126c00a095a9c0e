"""What the search finds in one answer: for the server on both databases, and for the script."""

ANSWER = "<p>Acne (scars) &amp; marks: can't wait 4-6 weeks, 1,000 needles.</p>"
ASKED = {  # what is typed, and whether a question with that answer is found
    "acne": True,
    "ACNE": True,
    "acné": True,
    "acne?": True,
    "acne.": True,
    "“acne”": True,
    "'acne'": True,
    "¿acne?": True,
    "acne’s": True,
    "(scars)": True,
    "[scars]…": True,
    "_scars_": True,
    "scar": True,
    "scarred": True,
    "scarz": True,  # one letter is not the site's
    "mraks": True,  # two neighbors swapped
    "scra": False,  # too short to be a mistake
    "needels": True,
    "needling": True,
    "needels of acne": True,
    "scars & marks": True,
    "scars&marks": True,
    "scars/marks": True,
    "acne,marks": True,
    "acne – marks!": True,
    "acne 🙂": True,
    "# acne": True,
    "can't?": True,
    "“can’t”": True,
    "cant wait": True,
    "4-6": True,
    "(4-6 weeks)": True,
    "1,000": True,
    "1000 needle": True,
    "eek": False,  # so few letters find words that they begin
    "eeks": True,
    "what are the acne": True,  # words that say nothing beside others
    "x q j v x q j v acne": False,  # eight words count, and these are not there
    "& & & & & & & & & tattoo": False,  # signs are no words
    "can-t": False,
    "tattoo?": False,
    "amp": False,
    "<p>": False,
}
