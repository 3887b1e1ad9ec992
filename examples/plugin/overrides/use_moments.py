# An override file: the host has never heard of this method.
config.determiner = "moments"
config.determiner["moments"].sigma = 2.5
