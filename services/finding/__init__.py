"""Finding stories: by words and meaning, for an audience, like another; and learning what reaches whom."""
