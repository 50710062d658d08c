"""A module that makes documents with a library whose own library is missing."""

raise OSError("cannot load library 'libpango-1.0-0'")
