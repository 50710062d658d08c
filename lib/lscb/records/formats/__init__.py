"""What councils and panels hold: one module a format, each giving extracts of our records."""
