"""The screens. Only screens call services; each is imported when it is first shown."""
