//! The keywords that an output is held against, and what their values are.
//!
//! What unfolds a schema and what counts the work that it makes go by this one
//! table. A keyword that is not in it is left out before anything reads the
//! schema: it holds for nothing, and costs nothing. Whoever adds one has to say
//! what its value is, and what it costs.

/// A keyword (JSON Schema 2020-12, Core and Validation) that outputs are held
/// against.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Keyword {
    AdditionalProperties,
    AllOf,
    AnyOf,
    Const,
    Contains,
    DependentRequired,
    DependentSchemas,
    Else,
    Enum,
    If,
    Items,
    /// One that compares numbers: the value, or how many there are.
    Limit,
    /// One that counts the characters of a text.
    Length,
    MultipleOf,
    Not,
    OneOf,
    Pattern,
    PatternProperties,
    PrefixItems,
    Properties,
    PropertyNames,
    Required,
    Then,
    Type,
    UnevaluatedItems,
    UnevaluatedProperties,
    UniqueItems,
}

/// What the value of a keyword is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Holds {
    /// A schema.
    Schema,
    /// A list of schemas.
    Schemas,
    /// Schemas by name.
    Named,
    /// Something else, in which no schema is.
    Plain,
}

impl Keyword {
    /// The keyword of that name.
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "additionalProperties" => Self::AdditionalProperties,
            "allOf" => Self::AllOf,
            "anyOf" => Self::AnyOf,
            "const" => Self::Const,
            "contains" => Self::Contains,
            "dependentRequired" => Self::DependentRequired,
            "dependentSchemas" => Self::DependentSchemas,
            "else" => Self::Else,
            "enum" => Self::Enum,
            "if" => Self::If,
            "items" => Self::Items,
            "exclusiveMaximum" | "exclusiveMinimum" | "maximum" | "minimum" | "maxContains"
            | "minContains" | "maxItems" | "minItems" | "maxProperties" | "minProperties" => {
                Self::Limit
            }
            "maxLength" | "minLength" => Self::Length,
            "multipleOf" => Self::MultipleOf,
            "not" => Self::Not,
            "oneOf" => Self::OneOf,
            "pattern" => Self::Pattern,
            "patternProperties" => Self::PatternProperties,
            "prefixItems" => Self::PrefixItems,
            "properties" => Self::Properties,
            "propertyNames" => Self::PropertyNames,
            "required" => Self::Required,
            "then" => Self::Then,
            "type" => Self::Type,
            "unevaluatedItems" => Self::UnevaluatedItems,
            "unevaluatedProperties" => Self::UnevaluatedProperties,
            "uniqueItems" => Self::UniqueItems,
            _ => return None,
        })
    }

    /// What its value is.
    pub(super) fn holds(self) -> Holds {
        match self {
            Self::AdditionalProperties
            | Self::Contains
            | Self::Else
            | Self::If
            | Self::Items
            | Self::Not
            | Self::PropertyNames
            | Self::Then
            | Self::UnevaluatedItems
            | Self::UnevaluatedProperties => Holds::Schema,
            Self::AllOf | Self::AnyOf | Self::OneOf | Self::PrefixItems => Holds::Schemas,
            Self::DependentSchemas | Self::PatternProperties | Self::Properties => Holds::Named,
            Self::Const
            | Self::DependentRequired
            | Self::Enum
            | Self::Length
            | Self::Limit
            | Self::MultipleOf
            | Self::Pattern
            | Self::Required
            | Self::Type
            | Self::UniqueItems => Holds::Plain,
        }
    }

    /// Whether the schemas that it has are of the same value as the schema that it
    /// is in.
    pub(super) fn is_in_place(self) -> bool {
        matches!(
            self,
            Self::AllOf
                | Self::AnyOf
                | Self::DependentSchemas
                | Self::Else
                | Self::If
                | Self::Not
                | Self::OneOf
                | Self::Then
        )
    }

    /// Whether it says something of members or items that it does not name.
    pub(super) fn says_of_others(self) -> bool {
        matches!(
            self,
            Self::AdditionalProperties | Self::Contains | Self::PatternProperties
        ) || self.asks_again()
    }

    /// Whether it asks what no other keyword has said anything of.
    pub(super) fn asks_again(self) -> bool {
        matches!(self, Self::UnevaluatedItems | Self::UnevaluatedProperties)
    }
}

/// The schemas in the value of a keyword.
pub(super) fn schemas_in(keyword: Keyword, value: &serde_json::Value) -> Vec<&serde_json::Value> {
    match (keyword.holds(), value) {
        (Holds::Schema, schema) => vec![schema],
        (Holds::Schemas, serde_json::Value::Array(schemas)) => schemas.iter().collect(),
        (Holds::Named, serde_json::Value::Object(schemas)) => schemas.values().collect(),
        _ => Vec::new(),
    }
}
