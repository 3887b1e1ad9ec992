"""Reference files and reference parameters: who says which of them are right for an input."""
