"""What a chapter shows: one module a chapter, cleared tables in, figures and sentences out."""

from lscb.chapters.chapter import Chapter

__all__ = ["Chapter"]
