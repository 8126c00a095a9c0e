"""Password hashing that strangers cannot use to stop the site."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class BoundedArgon2(Argon2PasswordHasher):
    """Argon2id at OWASP's recommendation of 19 MiB in one lane: a guess takes 0.04 s of processor
    time.

    Django's default takes 0.3 s and 100 MiB, and anybody may let the site hash by sending a sign-in
    form: as many at once as there are threads. Older hashes open as before, and are renewed at
    their next sign-in.
    """

    time_cost = 2
    memory_cost = 19 * 1024  # KiB
    parallelism = 1
