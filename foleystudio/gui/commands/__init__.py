"""What the user can do, one row a thing: words, menu, keys, when it can be done, and what it calls.

A row calls a presenter; what it does lives there. Rows stand in the order of the menus.
"""
