"""Where everything is kept: the encrypted database, its keys, its journal and its ledger."""
