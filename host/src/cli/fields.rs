//! How a field of a schema is described to a person.

use super::{
    schema::{Field, shown},
    screen::{Text, running, style, terminal, text},
};

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
