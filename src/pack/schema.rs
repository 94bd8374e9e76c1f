//! JSON Schemas of the files, for editors: the same shapes that `load` reads.

use schemars::{JsonSchema, Schema, SchemaGenerator, generate::SchemaSettings, json_schema};
use serde_json::{Value, json};

use super::{
    raw::{RawCalendars, RawFlow, RawFront, RawPack, RawTeams, RawTexts, RawTopicFile},
    raw_tests::{Placed, RawTests},
    shape::{At, ByLanguage, Name, Named, Words},
    texts::TEXTS,
};

/// The files that have a schema, by the name an editor setting uses.
pub const KINDS: [&str; 8] = ["pack", "topics", "flows", "teams", "calendars", "texts", "article", "tests"];

/// The schema of one kind of file; `None` for a name that is not in [`KINDS`].
#[must_use]
pub fn schema(kind: &str) -> Option<Value> {
    let generator = SchemaSettings::draft07().into_generator();
    let schema = match kind {
        "pack" => generator.into_root_schema_for::<RawPack>(),
        "topics" => generator.into_root_schema_for::<RawTopicFile>(),
        "flows" => generator.into_root_schema_for::<RawFlow>(),
        "teams" => generator.into_root_schema_for::<RawTeams>(),
        "calendars" => generator.into_root_schema_for::<RawCalendars>(),
        "texts" => return Some(texts(generator.into_root_schema_for::<RawTexts>())),
        "article" => generator.into_root_schema_for::<RawFront>(),
        "tests" => generator.into_root_schema_for::<RawTests>(),
        _ => return None,
    };
    Some(named(schema.to_value(), kind))
}

/// All schemas with their names.
#[must_use]
pub fn schemas() -> Vec<(&'static str, Value)> {
    KINDS.iter().filter_map(|kind| Some((*kind, schema(kind)?))).collect()
}

fn named(mut schema: Value, kind: &str) -> Value {
    schema["title"] = json!(format!("Garda: {kind}"));
    schema
}

/// The keys of texts.yml come from the table of sentences.
fn texts(schema: Schema) -> Value {
    let mut schema = named(schema.to_value(), "texts");
    let words = schema["properties"]["texts"]["additionalProperties"].take();
    let about = |slots: &[&str]| if slots.is_empty() { "No slots.".to_owned() } else { format!("Slots: {{{}}}.", slots.join("}, {")) };
    let mut properties = serde_json::Map::new();
    for (key, slots) in TEXTS {
        properties.insert((*key).to_owned(), json!({ "allOf": [words], "description": about(slots) }));
    }
    let required: Vec<_> = TEXTS.iter().map(|(key, _)| *key).collect();
    schema["properties"]["texts"] = json!({ "type": "object", "additionalProperties": false, "properties": properties, "required": required });
    schema
}

impl<T: JsonSchema> JsonSchema for At<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        T::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<T>()
    }
}

impl<T: JsonSchema> JsonSchema for Placed<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        T::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

impl<T: JsonSchema> JsonSchema for ByLanguage<T> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("{}_by_language", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "object", "minProperties": 1, "propertyNames": { "pattern": "^[a-z]{2}$" }, "additionalProperties": generator.subschema_for::<T>() })
    }
}

impl JsonSchema for Name {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "name".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({ "anyOf": [generator.subschema_for::<String>(), generator.subschema_for::<Words>()] })
    }
}

impl<T: JsonSchema> JsonSchema for Named<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("named {}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "object", "additionalProperties": generator.subschema_for::<T>() })
    }
}
