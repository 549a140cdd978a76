"""The bin of references, and the library of watched folders below it."""
