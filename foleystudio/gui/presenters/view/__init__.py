"""How the window looks and speaks: appearance, status, menus, accessible list."""
