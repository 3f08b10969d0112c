"""Stands in for Python 2's `sha`, which Debian's virtual ISO card (vicc) imports where PyCrypto is missing.

The card of type iso7816 never calls it. Without this file the program does not start: its package names no
such dependency.
"""

from hashlib import sha1 as new

digest_size = new().digest_size
