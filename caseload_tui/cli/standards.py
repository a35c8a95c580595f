"""The commands about standards: list, show, lint, which need no store, and use."""

import argparse

from caseload_tui.cli import opening as o
from caseload_tui.cli.out import document, echo, table
from caseload_tui.domain.paths import typed_path
from caseload_tui.errors import RefusedError
from caseload_tui.services import standards as service
from caseload_tui.standards.lint import oddities, refusals
from caseload_tui.standards.load import find, is_path, shipped


def list_standards(options: argparse.Namespace) -> int:
    """Print the standards known here."""
    profiles = [service.profile_document(profile) for profile in shipped().values()]
    if options.format == "json":
        document({"count": len(profiles), "profiles": [{k: v for k, v in p.items() if k != "rules"} for p in profiles]})
        return 0
    table(
        ("name", "version", "valid from", "valid to", "rules"),
        [(p.id, p.version, p.valid_from, p.valid_to, len(p.rules)) for p in shipped().values()],
    )
    return 0


def show(options: argparse.Namespace) -> int:
    """Print every number of one standard with its source; the store is opened only for one that it carries."""
    if options.name in shipped() or is_path(options.name) or not o.store_path(options).exists():
        profile = find(options.name, shipped())
    else:
        with o.session(options) as session:
            profile = find(options.name, session.store.shelf)
    if options.format == "json":
        document(service.profile_document(profile))
        return 0
    echo(f"{profile.id}, version {profile.version}: {profile.title}")
    echo("What is a local default or unverified, check before you rely on it.")
    table(("rule", "title", "limit", "source", "sure"), service.profile_rows(profile))
    return 0


def use(options: argparse.Namespace) -> int:
    """Say which standard judges the cases that name none, or take up another."""
    with o.session(options) as session:
        if options.name:
            profile = service.use(session, options.name)
            echo("Every duty was worked out again.")
        else:
            profile = service.used(session.store)
        file = service.origin(session.store, profile)
    echo(f"Cases that name no standard are judged by {profile.id}, version {profile.version}.")
    echo(f"The store carries it, copied from {file}." if file else "It comes with the program.")
    return 0


def lint_file(options: argparse.Namespace) -> int:
    """Say what is wrong in a standard's file, each with file, line and what would be accepted."""
    refused = refusals(typed_path(options.file))
    problems = refused or oddities(typed_path(options.file))
    if options.format == "json":
        document({"good": not refused, "problems": [str(problem) for problem in problems]})
        return RefusedError.exit_code if refused else 0
    if refused:
        raise RefusedError("This standard cannot be used.", problems=refused)
    echo("This standard is good." if not problems else "This standard can be used. Worth a second look:")
    for problem in problems:
        echo(str(problem))
    return 0
