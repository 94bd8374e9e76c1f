//! The bare words of a text, where nothing but the words counts.

/// The words of a text in lower case; a thumb is a word.
#[must_use]
pub fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for c in text.to_lowercase().chars() {
        if c.is_alphanumeric() || c == '\'' || c == '’' {
            if let Some(word) = words.last_mut() {
                word.push(if c == '’' { '\'' } else { c });
            }
        } else if "👍👌✅👎❌".contains(c) {
            words.extend([c.to_string(), String::new()]);
        } else if c != '-' {
            words.push(String::new());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}
