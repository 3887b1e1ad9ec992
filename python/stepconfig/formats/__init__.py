"""Trees to text and back, one file a format; none of them executes anything."""
