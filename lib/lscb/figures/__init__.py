"""How cleared tables are shown: tables, charts and sentences, nothing about any one chapter."""
