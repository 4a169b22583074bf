"""Files without the traces of who made them: bytes in, clean bytes out. Knows no platform and no person.

What a file shows or plays stays; what is written beside it (who, where, when, with what) goes. A file is taken for what
its bytes say that it is, never for its name. What can't be cleaned is refused: `bot.kernel.errors.FileRefused`.

`pool` is the only module that the service itself imports. It runs the others in processes of their own.
"""
