//! From the text of files to a pack, with line and column for every mistake.
