"""Collections on a Chroma server: which there are, and taking one away. A server has no accounts, so keep it private."""

from __future__ import annotations

from urllib.parse import urlsplit

from stories.errors import IndexUnavailable


def remove_collections(url: str, *, naming: set[str], keep: set[str]) -> int:
    """Take away every collection at `url` whose name holds one of `naming`, unless it also holds one of `keep`. Returns how many.

    Raises: IndexUnavailable when the server does not answer.
    """
    import chromadb
    from chromadb.config import Settings

    address = urlsplit(url)
    secure = address.scheme == "https"
    try:
        client = chromadb.HttpClient(
            host=address.hostname or "",
            port=address.port or (443 if secure else 8000),
            ssl=secure,
            settings=Settings(anonymized_telemetry=False),
        )
        names = [collection.name for collection in client.list_collections(limit=1_000)]
        gone = [name for name in names if any(part in name for part in naming) and not any(part in name for part in keep)]
        for name in gone:
            client.delete_collection(name)
    except Exception as error:  # the library raises its own kinds, httpx's and plain ValueError for one cause: no answer
        raise IndexUnavailable("The Chroma server does not answer. Stories are safe, and exact search goes on.") from error
    return len(gone)
