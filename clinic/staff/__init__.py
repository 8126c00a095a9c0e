"""Who of the staff may see what, and how they show who they are."""
