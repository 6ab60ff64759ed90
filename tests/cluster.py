"""A PostgreSQL server of the tests' own: on this computer only, in a folder that goes with it, every commit on disk."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

from stories.database import Database
from stories.schema import prepare

PLACES = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


def available() -> bool:
    """Whether a server can be had: one that the environment names, or the programs to start one."""
    return bool(os.environ.get("STORYBANK_TEST_DATABASE_URL") or PLACES)


class Cluster:
    """A running server with a template database at today's schema; each test gets a copy of it in some 20 ms."""

    def __init__(self) -> None:
        self._folder: Path | None = None
        named = os.environ.get("STORYBANK_TEST_DATABASE_URL")
        self._url = make_url(named) if named else make_url(self._start())
        self._engine = create_engine(self._url, isolation_level="AUTOCOMMIT", pool_size=1)  # kept: a new connection costs more than a copy
        self._made = 0
        self._template = f"storybank_template_{os.getpid()}"
        self._admin(f'CREATE DATABASE "{self._template}"')
        database = Database(self._of(self._template))
        prepare(database)
        database.close()

    def fresh(self) -> str:
        """The address of a new, empty bank's database."""
        self._made += 1
        name = f"storybank_{os.getpid()}_{self._made}"
        self._admin(f'CREATE DATABASE "{name}" TEMPLATE "{self._template}" STRATEGY FILE_COPY')
        return self._of(name)

    def blank(self) -> str:
        """The address of a new database without any table."""
        self._made += 1
        name = f"storybank_{os.getpid()}_{self._made}"
        self._admin(f'CREATE DATABASE "{name}" TEMPLATE template0')
        return self._of(name)

    def drop(self, url: str) -> None:
        self._admin(f'DROP DATABASE IF EXISTS "{make_url(url).database}" WITH (FORCE)')

    def stop(self) -> None:
        if self._folder is None:
            self._admin(f'DROP DATABASE IF EXISTS "{self._template}" WITH (FORCE)')
        self._engine.dispose()
        if self._folder is None:
            return
        _run(["pg_ctl", "-D", str(self._folder / "data"), "-m", "immediate", "-w", "stop"])
        shutil.rmtree(self._folder, ignore_errors=True)

    def _of(self, name: str) -> str:
        return self._url.set(database=name).render_as_string(hide_password=False)

    def _admin(self, statement: str) -> None:
        with self._engine.connect() as connection:
            connection.execute(text(statement))

    def _start(self) -> str:
        self._folder = Path(tempfile.mkdtemp(prefix="storybank-pg-"))
        data = self._folder / "data"
        if os.getuid() == 0:
            shutil.chown(self._folder, "postgres", "postgres")
        _run(["initdb", "-D", str(data), "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"])
        options = f"-c listen_addresses='' -k {self._folder} -c fsync=on -c synchronous_commit=on -c max_connections=200"
        _run(["pg_ctl", "-D", str(data), "-o", options, "-l", str(self._folder / "log"), "-w", "start"])
        return f"postgresql+psycopg://postgres@/postgres?host={self._folder}"


def _run(command: list[str]) -> None:
    """The server refuses to run as root, so root runs it as the account Debian made for it."""
    program = [str(PLACES[-1].parent / command[0]), *command[1:]]
    become = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
    done = subprocess.run([*become, *program], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd="/", check=False)
    if done.returncode:
        raise RuntimeError(done.stderr.decode())
