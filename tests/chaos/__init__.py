"""Chaos: web server, worker and PostgreSQL are killed at random while mail fails; see __main__.py."""
