"""Drafts: what was typed and not yet saved. They survive a crash and a lock, and are no part of the record."""

from caseload_tui.store.driver import Driver


def keep(driver: Driver, key: str, text: str) -> None:
    """Keep a draft under a key, in place of the one that was there."""
    driver.execute(
        "INSERT INTO drafts (draft_key, text, turn) VALUES (?, ?, (SELECT coalesce(max(turn), 0) + 1 FROM drafts))"
        " ON CONFLICT DO UPDATE SET text = excluded.text, turn = excluded.turn",
        (key, text),
    )


def get(driver: Driver, key: str) -> str | None:
    """Return a draft, None when there is none."""
    text: str | None = driver.value("SELECT text FROM drafts WHERE draft_key = ?", (key,))
    return text


def keys(driver: Driver) -> list[str]:
    """Return the keys of all drafts, the newest first."""
    return [row[0] for row in driver.all("SELECT draft_key FROM drafts ORDER BY turn DESC, draft_key")]


def drop(driver: Driver, key: str) -> None:
    """Forget a draft."""
    driver.execute("DELETE FROM drafts WHERE draft_key = ?", (key,))
