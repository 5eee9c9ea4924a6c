"""The rule sets, one TOML file per register."""
