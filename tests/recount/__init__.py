"""Every number of Northshire's report counted again from its records, by other code.

Nothing here imports the package under test, pandas, numpy or scipy: a mistake in a measure, in
a library or in how one is called cannot be repeated here by accident. What is expected is
always counted from data/northshire, never copied from the project's output.
"""
