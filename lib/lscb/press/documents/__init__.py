"""The whole report as files that are read apart from its pages: PDF and Word.

The pages are the publication; these are conveniences, made from the report's one page with
libraries that need not be there.
"""
