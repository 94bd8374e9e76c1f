//! A flow asks a program: the question is a parcel, and its answer lets the bot go on in the conversation by itself.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Change, Result, World, Write, silence::says_itself};
use crate::{
    domain::{
        conversation::Conversation,
        dialogue::{self, Asked, Setting, Told},
        matching::Catalog,
        outbox::{Answer, Parcel, ParcelKind, Reach},
    },
    store::{
        conversation,
        outbox::{self, NewParcel},
        person,
    },
};

/// Writes the question down; it goes out after the commit.
pub(super) async fn ask(write: &mut Write<'_>, asked: &Asked, conversation: &Conversation, world: &World) -> Result<()> {
    let data = json!({ "call": asked.number, "flow": asked.flow, "conversation": conversation.id, "language": conversation.language, "values": asked.values });
    let (id, now) = (world.id(), world.now());
    let body = json!({ "type": "flow.call", "timestamp": now.rfc3339(), "data": data }).to_string();
    let new = NewParcel { id: &id, kind: ParcelKind::Call, target: &asked.target, lane: conversation.id.as_str(), conversation: Some(&conversation.id), ticket: None, body: &body };
    outbox::add(write.tx, &new, now).await?;
    write.changes.push(Change { posted: true, ..Change::plain(&conversation.id) });
    Ok(())
}

/// The bot goes on with what came of it, unless a person has the conversation or it does not wait for it any more.
pub(super) async fn answered(write: &mut Write<'_>, parcel: &Parcel, answer: &Answer, catalog: &Catalog, (world, reach): (&World, &Reach)) -> Result<()> {
    let Some(id) = &parcel.conversation else { return Ok(()) };
    let Some(mut remembered) = conversation::lock(write.tx, id).await?.filter(|one| one.conversation.status.bot_may_speak()) else { return Ok(()) };
    let known = person::of_visitor(write.tx, &remembered.conversation.visitor).await?.is_some();
    let setting = Setting { now: world.now(), language: remembered.conversation.language, known, tickets: &[], reach };
    let Some(turn) = told(parcel, answer).and_then(|told| dialogue::after_call(catalog, &remembered.state, setting, &told)) else { return Ok(()) };
    says_itself(write, &mut remembered, turn, catalog, (world, reach)).await
}

/// The question's number and the fields of the answer, as far as it is one.
fn told(parcel: &Parcel, answer: &Answer) -> Option<Told> {
    let asked: Value = serde_json::from_str(&parcel.body).ok()?;
    let number = u32::try_from(asked["data"]["call"].as_u64()?).ok()?;
    let body = if let Answer::Delivered { body: Some(body), .. } = answer { Some(body) } else { None };
    Some(Told { number, fields: body.and_then(|body| fields(body)) })
}

/// The texts, numbers and truth values of a JSON object, by their names.
fn fields(body: &str) -> Option<BTreeMap<String, String>> {
    let Value::Object(object) = serde_json::from_str(body).ok()? else { return None };
    let said = |value: Value| match value {
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(if truth { "yes" } else { "no" }.to_owned()),
        _ => None,
    };
    Some(object.into_iter().filter_map(|(name, value)| Some((name, said(value)?))).collect())
}

#[cfg(test)]
mod tests {
    use super::fields;

    #[test]
    fn only_plain_values_of_an_object_are_taken() {
        let read = fields(r#"{"owner":"Rina","age":3,"mine":true,"none":null,"list":[1]}"#).unwrap();
        let got: Vec<(&str, &str)> = read.iter().map(|(name, said)| (name.as_str(), said.as_str())).collect();
        assert_eq!(got, [("age", "3"), ("mine", "yes"), ("owner", "Rina")]);
        for bad in ["", "[]", "\"x\"", "{", "null"] {
            assert!(fields(bad).is_none(), "{bad}");
        }
    }
}
