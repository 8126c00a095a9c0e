"""What the search finds, in one table: the server and the script on the questions page judge
alike.
"""

ANSWER = "<p>Acne (scars) &amp; marks: can't wait 4-6 weeks, 1,000 needles.</p>"
ASKED = {  # what is typed, and whether a question with that answer is found
    "acne": True,
    "acne?": True,
    "acne.": True,
    "“acne”": True,
    "'acne'": True,
    "¿acne?": True,
    "(scars)": True,
    "[scars]…": True,
    "_scars_": True,
    "scars & marks": True,
    "scars&marks": True,
    "scars/marks": True,
    "acne,marks": True,
    "acne – marks!": True,
    "acne 🙂": True,
    "# acne": True,
    "can't?": True,
    "“can’t”": True,
    "4-6": True,
    "(4-6 weeks)": True,
    "1,000": True,
    "x q j v x q j v acne": False,  # eight words count, and these are not there
    "& & & & & & & & & tattoo": False,  # signs are no words
    "can-t": False,
    "tattoo?": False,
    "?": True,  # no word in it: nothing is searched for, and all is shown
    "& …": True,
}
