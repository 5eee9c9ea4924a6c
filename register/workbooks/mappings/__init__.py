"""How the files of Dutch HR systems name their columns, one TOML file per system."""
