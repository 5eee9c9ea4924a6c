"""How fast it is, beside the bare limit, measured in the same run (`make bench`)."""
