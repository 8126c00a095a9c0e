"""How fast the site answers and its worker sends: `make bench` prints a table. Nothing here is a
test.
"""
