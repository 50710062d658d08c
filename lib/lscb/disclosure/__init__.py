"""The only way out: counts go in, cleared tables come out."""
