"""Cleared tables into pages: plan what is to be made, run it, render it, bind it."""
