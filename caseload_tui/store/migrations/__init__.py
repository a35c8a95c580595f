"""One module a change of the schema since version 1: `m0002_what_changes`, with `up(db)` in plain SQL.

sqlite-utils' `transform()` rebuilds a table without knowing of WITHOUT ROWID, so it is not used. A migration comes
with the same change of schema.sql and its VERSION; a test proves that both ways give one schema.
"""
