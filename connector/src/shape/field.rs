//! Fields, and what their values may be.

use serde_json::Value;

use crate::manifest_only::ManifestOnly;

/// A JSON object.
pub(crate) type Object = serde_json::Map<String, Value>;

/// The fields of an object.
#[derive(Clone, Copy)]
pub(crate) struct Shape {
    /// In groups, so that objects can share some.
    groups: &'static [&'static [Field]],
    /// What the API answers of such an object. Members of it that are no fields can't be set: an
    /// input may have them, and they are left out.
    answered: Option<&'static Self>,
    /// The field of an action's input that passes members which are no fields.
    passed_in: Option<&'static str>,
}

impl Shape {
    /// An object with these fields.
    pub(crate) const fn of(groups: &'static [&'static [Field]]) -> Self {
        Self {
            groups,
            answered: None,
            passed_in: None,
        }
    }

    /// What the API answers of such an object is taken back.
    pub(crate) const fn answered(mut self, answered: &'static Self) -> Self {
        self.answered = Some(answered);
        self
    }

    /// Members that are no fields go into that field of the action's input.
    pub(crate) const fn passed_in(mut self, field: &'static str) -> Self {
        self.passed_in = Some(field);
        self
    }

    /// All fields, in the order in which they were written down.
    pub(crate) fn fields(&self) -> impl Iterator<Item = &'static Field> {
        self.groups.iter().flat_map(|group| group.iter())
    }

    /// The field of that name.
    pub(crate) fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields().find(|field| field.name == name)
    }

    /// The member of that name of what the API answers.
    pub(super) fn seen(&self, name: &str) -> Option<&'static Field> {
        self.answered?.field(name)
    }

    /// The field that passes members which are no fields.
    pub(super) fn way_around(&self) -> Option<&'static str> {
        self.passed_in
    }
}

/// One member of an object.
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) place: Place,
    pub(crate) kind: Kind,
    pub(crate) required: bool,
    /// Whether an answer without it is none.
    pub(crate) essential: bool,
    /// What is sent when the field is absent.
    pub(crate) stand_in: Option<&'static str>,
    pub(crate) notes: Notes,
}

/// What only the manifest tells of a field.
#[derive(Clone, Copy)]
#[cfg_attr(
    not(feature = "manifest"),
    allow(dead_code, reason = "the manifest alone reads it")
)]
pub(crate) struct Notes {
    pub(crate) description: ManifestOnly<&'static str>,
    /// What the API's pages call it, where that is not its name in words.
    pub(crate) title: ManifestOnly<Option<&'static str>>,
    pub(crate) deprecated: ManifestOnly<bool>,
    /// What holds when the field is absent: a JSON text.
    pub(crate) default: ManifestOnly<Option<&'static str>>,
    /// Whether it acts like a credential.
    pub(crate) sensitive: ManifestOnly<bool>,
    pub(crate) choices: ManifestOnly<Option<&'static Choices>>,
}

/// Which action offers the choices for a field of an input.
#[cfg_attr(
    not(feature = "manifest"),
    allow(dead_code, reason = "the manifest alone reads it")
)]
pub(crate) struct Choices {
    pub(crate) action: &'static str,
    /// Where in that action's output the items are, where the action has no pages: a pointer, as
    /// the others.
    pub(crate) items: Option<&'static str>,
    /// What that action is given beside the fields of the same names: a JSON text.
    pub(crate) input: Option<&'static str>,
    /// What can be chosen whoever asks, and what a person recognises that by.
    pub(crate) always: &'static [(&'static str, &'static str)],
    /// Where in an item is what goes into the field.
    pub(crate) value: &'static str,
    /// Where in an item is what a person recognises it by.
    pub(crate) label: &'static [&'static str],
}

impl Choices {
    /// The action is given this as well: a JSON text.
    pub(crate) const fn given(mut self, input: &'static str) -> Self {
        self.input = Some(input);
        self
    }

    /// These can be chosen too, whoever asks: values, and what a person recognises them by.
    pub(crate) const fn always(mut self, always: &'static [(&'static str, &'static str)]) -> Self {
        self.always = always;
        self
    }
}

/// Where in the request a field of the input goes.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Place {
    /// Into the path, in place of this placeholder.
    Path(&'static str),
    /// Into the query.
    Query,
    /// Into the body.
    Body,
    /// An object whose members go into the body, or into that member of it.
    Members(Option<&'static str>),
    /// An object whose members go into the query.
    QueryMembers,
    /// An object whose members are fields of the header.
    Header,
    /// It is the body.
    Content,
    /// Nowhere: it steers the connector, or it is a member of an object that has a place.
    Nowhere,
}

/// What a value may be.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    /// `true` or `false`.
    Boolean,
    /// A whole number, both ends included; the ends of the type stand for no end. There are thousands
    /// of fields, so the ends take little room.
    Integer(i32, i32),
    /// One of some whole numbers.
    Code(&'static [i64]),
    /// Any number.
    Number,
    /// A text of at least and at most so many characters.
    Text(usize, usize),
    /// One of some texts.
    Choice(&'static [&'static str]),
    /// A value of a form that the API has.
    Form(&'static Form),
    /// A setting that only the host knows.
    Secret,
    /// An object.
    Object(&'static Shape),
    /// A list of at most so many values.
    List(&'static Self, usize),
    /// Any value.
    Any,
}

/// A form of values that an API has, such as its ids and its times.
pub(crate) struct Form {
    /// A value in the form that the API takes; none when it is no such value.
    pub(crate) parse: fn(&Value) -> Option<Value>,
    /// The end of a sentence that begins with "it must be".
    pub(crate) expected: &'static str,
    /// The JSON Schema of an input, as a JSON text.
    #[cfg_attr(
        not(feature = "manifest"),
        allow(dead_code, reason = "the manifest alone reads it")
    )]
    pub(crate) schema: ManifestOnly<&'static str>,
    /// The value as one segment of a path, where that is more than percent-encoding.
    pub(crate) encode: Option<fn(&str) -> String>,
    /// The same in another way, where some servers have been seen to want that.
    pub(crate) otherwise: Option<Otherwise>,
    /// Whether the API also answers with the number in place of the text.
    pub(crate) seen_as_number: bool,
    /// The value that somebody may have meant with a text that is none.
    pub(crate) nearest: Option<fn(&str) -> Option<&'static str>>,
    /// Whether an empty text is looked at like any other, where the field is optional, rather than
    /// taken for its absence.
    pub(crate) heeds_blank: bool,
}

/// Another way in which a value goes into a path.
pub(crate) struct Otherwise {
    /// The segment; none for a value that is the same in both ways.
    pub(crate) encode: fn(&str) -> Option<String>,
    /// The code of the error by which the API says that it has not understood the first way.
    pub(crate) unless: &'static str,
}

impl Form {
    pub(crate) const fn new(
        parse: fn(&Value) -> Option<Value>,
        expected: &'static str,
        schema: &'static str,
    ) -> Self {
        Self {
            parse,
            expected,
            schema: ManifestOnly::new(schema),
            encode: None,
            otherwise: None,
            seen_as_number: false,
            nearest: None,
            heeds_blank: false,
        }
    }

    /// What a text that is none may mean.
    pub(crate) const fn nearest(mut self, nearest: fn(&str) -> Option<&'static str>) -> Self {
        self.nearest = Some(nearest);
        self
    }

    /// An empty text is looked at like any other, though the field is optional.
    pub(crate) const fn heeding_blank(mut self) -> Self {
        self.heeds_blank = true;
        self
    }

    /// Goes into a path like this.
    pub(crate) const fn encoded(mut self, encode: fn(&str) -> String) -> Self {
        self.encode = Some(encode);
        self
    }

    /// Or goes into a path like that, where the API answers with the error code `unless`.
    pub(crate) const fn or_encoded(
        mut self,
        encode: fn(&str) -> Option<String>,
        unless: &'static str,
    ) -> Self {
        self.otherwise = Some(Otherwise { encode, unless });
        self
    }

    /// Becomes a text in outputs, though the API may answer with a number.
    pub(crate) const fn seen_as_number(mut self) -> Self {
        self.seen_as_number = true;
        self
    }
}

impl Field {
    /// The field must be there.
    pub(crate) const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// The field need not be there.
    pub(crate) const fn optional(mut self) -> Self {
        self.required = false;
        self
    }

    /// In an answer: what came without it is none.
    pub(crate) const fn essential(mut self) -> Self {
        self.essential = true;
        self.required()
    }

    /// Send this when the field is absent.
    pub(crate) const fn or(mut self, stand_in: &'static str) -> Self {
        self.required = false;
        self.stand_in = Some(stand_in);
        self
    }

    /// What the API's pages call it, word for word.
    pub(crate) const fn titled(mut self, title: &'static str) -> Self {
        self.notes.title = ManifestOnly::new(Some(title));
        self
    }

    /// The API's makers advise against the field.
    pub(crate) const fn deprecated(mut self) -> Self {
        self.notes.deprecated = ManifestOnly::new(true);
        self
    }

    /// What holds when the field is absent, as a JSON text.
    pub(crate) const fn default(mut self, json: &'static str) -> Self {
        self.notes.default = ManifestOnly::new(Some(json));
        self
    }

    /// In an output: it acts like a credential.
    pub(crate) const fn sensitive(mut self) -> Self {
        self.notes.sensitive = ManifestOnly::new(true);
        self
    }

    /// In an input: an action offers the choices.
    pub(crate) const fn choices(mut self, choices: &'static Choices) -> Self {
        self.notes.choices = ManifestOnly::new(Some(choices));
        self
    }
}
