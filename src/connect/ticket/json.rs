//! Small readings of what ticket systems answer: names that are numbers or words, and instants.

use serde_json::Value;

use super::{Fault, FaultKind, Result};

/// A name that may be a number.
pub(in crate::connect) fn id(value: &Value) -> Option<String> {
    value.as_i64().map(|id| id.to_string()).or_else(|| value.as_str().filter(|id| !id.is_empty()).map(str::to_owned))
}

/// The name of something that was just made. An answer without one may come from anybody on the way, so nobody knows.
pub(in crate::connect) fn made(value: &Value) -> Result<String> {
    id(value).ok_or_else(|| Fault::new(FaultKind::Lost, "the answer names nothing that was made"))
}

/// An instant in milliseconds.
pub(in crate::connect) fn at(value: &Value) -> Option<i64> {
    Some(value.as_str()?.parse::<jiff::Timestamp>().ok()?.as_millisecond())
}

/// The members of a list; none where there is no list.
pub(in crate::connect) fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// The list that must be there: a call that answers something else was not answered by the system.
pub(in crate::connect) fn must_list(value: &Value) -> Result<&[Value]> {
    value.as_array().map(Vec::as_slice).ok_or_else(|| Fault::new(FaultKind::Lost, "the answer is not the list that was asked for"))
}

/// A number that the configuration spells.
pub(in crate::connect) fn number(text: &str) -> Option<u64> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names_and_instants_are_read_as_they_come() {
        assert_eq!((id(&json!(7)), id(&json!("A-7")), id(&json!("")), id(&json!(null))), (Some("7".to_owned()), Some("A-7".to_owned()), None, None));
        for spelt in ["2026-11-23T03:15:00Z", "2026-11-23T10:15:00+07:00", "2026-11-23T10:15:00.000+0700"] {
            assert_eq!(at(&json!(spelt)), Some(1_795_403_700_000), "{spelt}");
        }
        assert_eq!(made(&json!(null)).unwrap_err().kind, FaultKind::Lost);
        assert_eq!([number("12"), number("-1"), number("x"), number("")], [Some(12), None, None, None]);
    }
}
