"""Every test has a home of its own: no test can reach a real bank."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import pytest
from builders import NOW, TODAY
from cluster import Cluster, available
from proofs import Say, figures_of
from toy_embedder import ToyEmbedder

from embeddings.embedder import Embedder, load_embedder
from services.bank import Bank, open_bank
from services.settings import Settings
from stories.database import Database
from stories.schema import prepare

# Their subject is a file of SQLite's, or the index folder: on PostgreSQL there is nothing to ask.
ON_SQLITE = {
    "test_search_goes_on_when_the_index_folder_is_deleted_while_running",
    "test_a_draft_survives_a_restart_under_the_id_in_the_address",
    "test_an_error_in_a_transaction_undoes_all_of_it",
    "test_a_tie_to_nothing_is_refused",
}

TOGETHER = {  # on one process each, which alone makes what they share: a site with a browser, the packaged model
    "journeys": ("tests/e2e/",),
    "model": (
        "tests/acceptance/test_journey.py",
        "tests/embeddings/",
        "tests/services/test_draft_check.py",
        "tests/services/test_memory.py",
    ),
}
LONGEST = ("tests/e2e/", "tests/soak/", *TOGETHER["model"])
MEMORY = Path("/dev/shm")  # a disk in memory, where Linux has one
ROOM = 4 * 2**30  # bytes


def pytest_configure(config: pytest.Config) -> None:
    """The fast suite keeps its files in memory where there is room: a thousand banks are made, and each waits for the disk hundreds of times.
    What a disk does when the power goes is proved with a disk of the tests' own (soak/test_power_cut.py); soak runs use the real one."""
    if config.option.markexpr == "not soak" and "TMPDIR" not in os.environ and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)  # for this process, its workers, and the programs that they start


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """Side by side, a file stays on one process, and so do the files that stand TOGETHER."""
    from xdist.scheduler import LoadFileScheduling

    class Scheduling(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file: str = super()._split_scope(nodeid)
            return next((name for name, files in TOGETHER.items() if file.startswith(files)), file)

    config.option.loadscopereorder = False  # by the number of tests: the journeys, few and long, would come last
    return Scheduling(config, log) if config.option.dist == "loadfile" else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests marked `sqlite`, and those in ON_SQLITE, run on SQLite only. A `proof` carries its name to the end of the run.
    The longest files come first, so that no process is left alone with one of them at the end."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))
    for item in list(items):
        about_files = item.get_closest_marker("sqlite") or getattr(item, "originalname", "") in ON_SQLITE
        if marker := item.get_closest_marker("proof"):
            item.user_properties.append(("proof", marker.args[0]))
        if about_files and "postgresql" in getattr(item, "callspec", _NoParameters).params.values():
            items.remove(item)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The proofs' lines of figures, together at the end: also when tests run side by side and their output is kept."""
    lines = figures_of([report for group in terminalreporter.stats.values() for report in group])
    if lines:
        terminalreporter.section("figures of the proofs")
    for line in lines:
        terminalreporter.write_line(line)


class _NoParameters:
    params: ClassVar[dict[str, object]] = {}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """STORYBANK_HOME points into the test's own folder, and no other setting leaks in from the machine."""
    for name in ("STORYBANK_DATABASE_URL", "STORYBANK_CHROMA_URL", "STORYBANK_MODEL", "STORYBANK_INDEX", "STORYBANK_DRAFTING_URL", "STORYBANK_DRAFTING_MODEL",
                 "STORYBANK_DRAFTING_KEY"):  # fmt: skip
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "storybank"
    monkeypatch.setenv("STORYBANK_HOME", str(folder))
    monkeypatch.setenv("STORYBANK_USER", "tester")
    return folder


@pytest.fixture(autouse=True)
def main_stays_main() -> Iterator[None]:
    """AppTest puts a page in the place of `__main__` and leaves it there; a process that a later test starts would run that page first."""
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main


@pytest.fixture
def figures(record_property: Callable[[str, object], None]) -> Say:
    """Takes a proof's line of figures, which ends in `passed` or `failed`."""
    return lambda line: record_property("figures", line)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL server of this test process's own, or the one STORYBANK_TEST_DATABASE_URL names."""
    if not available():
        pytest.skip("PostgreSQL is not installed here: install Debian's postgresql, or set STORYBANK_TEST_DATABASE_URL")
    started = Cluster()
    yield started
    started.stop()


@pytest.fixture(scope="session")
def new_file(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], str]:
    """Puts an empty bank's SQLite file, at today's schema, into a folder and says its address. The migrations run once, then it is copied."""
    made = tmp_path_factory.mktemp("template") / "bank.db"
    database = Database(f"sqlite:///{made}")
    prepare(database)
    database.close()
    assert not made.with_name("bank.db-wal").exists()  # all of it is in the file that is copied

    def copied(folder: Path) -> str:
        folder.mkdir(parents=True, exist_ok=True)
        return f"sqlite:///{shutil.copy(made, folder / 'bank.db')}"

    return copied


@contextmanager
def _new_url(request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    """The address of an empty bank's database of the kind that `request` was given."""
    if request.param == "sqlite":
        yield request.getfixturevalue("new_file")(folder)
        return
    server = request.getfixturevalue("cluster")
    url = server.fresh()
    yield url
    server.drop(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, home: Path) -> Iterator[str]:
    """The address of an empty bank's database: every test that asks for it, or for `database` or `bank`, runs on both."""
    with _new_url(request, home) as url:
        yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An empty bank's database at today's schema."""
    opened = Database(database_url)
    prepare(opened)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    """The real packaged model, loaded once for each test process."""
    return load_embedder()


@contextmanager
def _opened(home: Path, url: str) -> Iterator[Bank]:
    settings = Settings(home=home, user="tester")
    if not url.startswith("sqlite"):
        settings = replace(settings, database_url=url, index="exact")
    opened = open_bank(settings, load=ToyEmbedder)
    opened.today, opened.now = (lambda: TODAY), (lambda: NOW)
    opened.wait_ready(60)
    yield opened
    opened.close()


@pytest.fixture
def bank(home: Path, database_url: str) -> Iterator[Bank]:
    """An empty bank, ready, with an embedder whose numbers a test can foresee: SQLite with a real Chroma index, PostgreSQL with the exact one."""
    with _opened(home, database_url) as opened:
        yield opened


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def read_bank(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bank]:
    """A bank like `bank` for all tests of a file that only read: a fixture of the file fills it once, and no test changes it."""
    home = tmp_path_factory.mktemp("read")
    with _new_url(request, home) as url, _opened(home, url) as opened:
        yield opened
