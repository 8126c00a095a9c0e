"""What staff can do in the admin."""
