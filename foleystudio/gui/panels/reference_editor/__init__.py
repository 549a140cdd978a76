"""The reference editor: how a reference is cut, seen, heard and changed. It imports pyqtgraph: import it lazily."""
