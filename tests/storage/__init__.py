"""Files in an object store, looked at by a scanner, within a quota."""
