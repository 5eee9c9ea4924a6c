"""The kinds of activity, one TOML file each."""
