"""Staff: roles, sign-in, second factor, sessions."""
