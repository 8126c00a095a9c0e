"""Operations: what the owner of the site runs it with, from backups to the doctor."""
