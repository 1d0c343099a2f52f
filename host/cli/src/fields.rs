//! What actions and triggers are described with to a person: the fields of a
//! schema, and the scopes that are needed.

use connector_host::{
    manifest::Scopes,
    schema::{Field, Schema, shown},
};

use super::screen::{Facts, Text, running, style, terminal, text, words};

/// The scopes that are needed, of which there may be alternatives.
pub(super) fn add_scopes(facts: &mut Facts, scopes: &Scopes) {
    for (family, scopes) in scopes {
        facts.add(
            text!("Scopes, {}", family.replace('_', " ")),
            match scopes.as_slice() {
                [] => text!("not possible with them"),
                sets if sets.iter().any(Vec::is_empty) => text!("none needed"),
                [only] => words::scope_sets(std::slice::from_ref(only)),
                sets => text!("any one of: {}", words::scope_sets(sets)),
            },
        );
    }
}

/// All fields, for a person who reads from the top: those of the object itself, the required ones
/// first, before those within them.
pub(super) fn in_order(schema: Schema<'_>) -> Vec<Field<'_>> {
    let mut fields = schema.fields();
    fields.sort_by_key(|field| field.path.contains('.'));
    fields
}

/// A field: a line of what it may be, and its meaning below.
pub(super) fn describe(field: &Field<'_>, choices_of: Option<&str>) -> Text {
    let width = terminal::text_width();
    let schema = field.schema;
    let mut page = text!("  {}", style::name(&field.path));
    if field.required {
        page.push(text!(" {}", style::warning("required")));
    }
    let words = running(&schema.in_words());
    // A long list of values goes below, where it can wrap.
    page.push(if page.width() + 2 + words.width() > width {
        text!("\n{}", style::aside(words).paragraph(6, width))
    } else {
        text!("  {}", style::aside(words))
    });
    page.end_line();
    let mut notes = Vec::new();
    if schema.is("deprecated") {
        notes.push(text!("Deprecated."));
    }
    notes.extend(schema.text("description").map(running));
    for (value, meaning) in schema.meanings() {
        notes.push(text!("{}: {}", shown(value), running(meaning)));
    }
    notes.extend(choices_of.map(|action| text!("Choices: {}.", action)));
    for note in notes {
        page.push(note.paragraph(6, width));
        page.end_line();
    }
    page
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_required_comes_first_and_what_is_within_fields_comes_last() {
        let schema = json!({
            "type": "object",
            "required": ["topic"],
            "properties": {
                "days": { "type": "array", "items": { "type": "string" } },
                "guests": { "type": "array", "items": {
                    "type": "object", "properties": { "name": { "type": "string" } }
                } },
                "settings": { "type": "object", "required": ["language"], "properties": {
                    "colour": { "type": "string" }, "language": { "type": "string" }
                } },
                "topic": { "type": "string" },
            },
        });
        let fields = in_order(Schema::new(&schema));
        let paths: Vec<&str> = fields.iter().map(|field| field.path.as_str()).collect();
        assert_eq!(
            paths,
            [
                "topic",
                "days",
                "guests",
                "settings",
                "guests[].name",
                "settings.language",
                "settings.colour",
            ]
        );
    }
}
