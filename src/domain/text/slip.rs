//! Slips of the fingers: which typing mistakes are more to be expected than others.

/// Whether the first difference is a swap, a doubled or dropped letter, or a key beside the right one.
pub(super) fn is_likely(typed: &[char], meant: &[char]) -> bool {
    let at = typed.iter().zip(meant).take_while(|(a, b)| a == b).count();
    if typed.len() != meant.len() {
        return true;
    }
    match (typed.get(at), meant.get(at)) {
        (Some(a), Some(b)) => typed.get(at + 1) == Some(b) || are_neighbours(*a, *b),
        _ => true,
    }
}

fn are_neighbours(a: char, b: char) -> bool {
    let place = |c: char| ROWS.iter().enumerate().find_map(|(row, keys)| keys.chars().position(|key| key == c).map(|column| (row, column)));
    let (Some((row, column)), Some((other_row, other_column))) = (place(a), place(b)) else { return false };
    row.abs_diff(other_row) <= 1 && column.abs_diff(other_column) <= 1
}

const ROWS: [&str; 3] = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];
