"""The parts that screens are made of. They draw lines and post messages; none of them calls a service."""
