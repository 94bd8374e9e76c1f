//! From an utterance to what it means, with the reasons.
