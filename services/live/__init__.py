"""A session: opening it, what the room, the wall and the desk do, and what comes after."""
