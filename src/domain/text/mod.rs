//! What was typed, made comparable: folded, cut into words, repaired, stemmed.
