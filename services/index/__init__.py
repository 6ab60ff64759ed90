"""The search index: kept in step with SQL, watched, made anew."""
