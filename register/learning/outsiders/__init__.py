"""People of elsewhere who took part, without an account."""
