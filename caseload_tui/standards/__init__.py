"""What is owed, to whom and by when: profiles of rules, read from TOML and checked."""
