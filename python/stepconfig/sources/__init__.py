"""Where values come from, and the one order in which they are applied."""
