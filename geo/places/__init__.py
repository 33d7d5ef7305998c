"""Names to points: transliteration keys, offline gazetteer, resolver with reasons."""
