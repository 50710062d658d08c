"""What an edition says once it is rendered, and the analyst's words in it: nothing uncleared."""
