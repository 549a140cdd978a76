"""One trial a module: what is compared, on which cases."""
