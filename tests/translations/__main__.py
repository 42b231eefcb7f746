"""Bring the catalogues up to date: new messages are added, and those that are gone are kept as obsolete."""

from datetime import UTC, datetime

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from bot.ui.translations import CATALOGUES, COMPLETE
from tests.translations.messages import extract, faults, path_of


def main() -> None:
    template = extract()
    for name in CATALOGUES.values():
        path = path_of(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        old = read_po(path.open("rb"), locale=name) if path.exists() else _new(name)
        old.update(template, no_fuzzy_matching=True, update_creation_date=False)
        with path.open("wb") as file:
            write_po(file, old, sort_by_file=True, include_lineno=False, width=120)
        lacking = sum(1 for fault in faults(old, template, complete=True) if fault.startswith(("missing", "fuzzy")))
        state = "declared complete" if name in COMPLETE else "not declared complete"
        print(f"{name}: {len(old)} messages, {lacking} without a translation, {state}")


def _new(name: str) -> Catalog:
    return Catalog(
        locale=name,
        project="Paperboy",
        version="1",
        header_comment=f"# Paperboy's texts, {name}.",
        msgid_bugs_address="the issues of this repository",
        last_translator="Paperboy",
        language_team="Paperboy",
        revision_date=datetime.now(UTC),
        charset="utf-8",
        fuzzy=False,
    )


if __name__ == "__main__":
    main()
