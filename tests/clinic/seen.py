"""What a form of the admin carries of the row that it was opened for."""


def seen(client, address):
    """The field with which the form at `address` says what it showed, as it is now."""
    return {"revision": client.get(address).context["adminform"].form["revision"].value()}
