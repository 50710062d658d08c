"""Tables that somebody published by hand, read from tidy CSV files so that they can be attacked."""
