"""A file that a bench was given and cannot use."""


class Unusable(ValueError):
    """The message names the file and says what is wrong with it."""
