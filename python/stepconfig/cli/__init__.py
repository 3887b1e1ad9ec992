"""The commands: thin; they parse, call, report, and give an exit code."""
