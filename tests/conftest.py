"""What holds for every test: a home of its own, a quiet screen and the scheduling of a real terminal."""

import asyncio
import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

# Textual reads these when it is first imported, so they are set before any test module is.
os.environ["TEXTUAL_ANIMATIONS"] = "none"
for _name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "CASELOAD_STORE", "CASELOAD_PASSPHRASE_FILE"):
    os.environ.pop(_name, None)

# A slow machine is no failure, so there is no deadline. CI tries the same examples each time: it judges the change.
settings.register_profile("default", deadline=None, max_examples=50)
settings.register_profile("ci", deadline=None, max_examples=50, derandomize=True)
settings.register_profile("thorough", deadline=None, max_examples=2_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if os.environ.get("CI") else "default"))


@pytest.fixture(scope="session", autouse=True)
def _home_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the real home, and the store of a developer who uses the program, out of every test."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("HOME", "USERPROFILE"):
            patch.setenv(name, str(home))
        for name in ("CACHE", "CONFIG", "DATA", "STATE"):
            patch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
        yield


@pytest.fixture(autouse=True)
async def _tasks_start_at_once() -> None:
    """Schedule tasks as `App.run` does from Python 3.12 on.

    Textual's `run_test` does not, and so passes programs that fall over when they start in a terminal.
    """
    factory = getattr(asyncio, "eager_task_factory", None)
    if factory is not None:
        asyncio.get_running_loop().set_task_factory(factory)
