"""The words of probation practice and the records written with them; nothing here reads a file or a clock."""
