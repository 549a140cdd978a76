"""What the user can do: the table of actions, and keys that are held. What an action does lives in presenters."""
