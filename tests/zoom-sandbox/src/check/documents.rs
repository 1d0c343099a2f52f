//! The OpenAPI documents that Zoom publishes, where somebody has them.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use http::Method;
use serde_json::Value;
use thiserror::Error;

use super::schemas::{Answers, Schema};

/// Why documents could not be read.
#[derive(Debug, Error)]
pub enum DocumentsError {
    /// The directory or a file can't be read.
    #[error("can't read {}: {source}", path.display())]
    Read {
        /// What was to be read.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file is not JSON.
    #[error("{} is not JSON: {source}; download it again", path.display())]
    Json {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// There is no document.
    #[error("no .json file is in {}; name the directory of Zoom's OpenAPI documents", .0.display())]
    None(PathBuf),
}

/// Reads every document of a directory.
pub(super) fn read(directory: &Path) -> Result<Vec<Value>, DocumentsError> {
    let unread = |path: &Path, source| DocumentsError::Read {
        path: path.to_owned(),
        source,
    };
    let entries = fs::read_dir(directory).map_err(|source| unread(directory, source))?;
    let mut documents = Vec::new();
    for entry in entries {
        let path = entry.map_err(|source| unread(directory, source))?.path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let text = fs::read(&path).map_err(|source| unread(&path, source))?;
        let document = serde_json::from_slice(&text)
            .map_err(|source| DocumentsError::Json { path, source })?;
        documents.push(document);
    }
    if documents.is_empty() {
        return Err(DocumentsError::None(directory.to_owned()));
    }
    Ok(documents)
}

/// The answers of success of every operation of a document.
pub(super) fn answers(document: &Value) -> impl Iterator<Item = ((Method, String), Answers)> {
    members(&document["paths"]).flat_map(|(path, item)| {
        members(item).filter_map(move |(method, operation)| {
            let method = method.to_uppercase().parse().ok()?;
            let answers = members(&operation["responses"]).filter_map(|(status, answer)| {
                let status = status.parse().ok().filter(|status| *status < 400)?;
                let schema = answer.pointer("/content/application~1json/schema");
                Some((status, schema.cloned().map(Schema::new)))
            });
            Some(((method, path.clone()), answers.collect()))
        })
    })
}

/// The events of a document.
pub(super) fn events(document: &Value) -> impl Iterator<Item = (String, Schema)> {
    members(&document["webhooks"]).filter_map(|(name, event)| {
        let schema = event.pointer("/post/requestBody/content/application~1json/schema")?;
        let mut schema = schema.clone();
        resolve(&mut schema, document);
        Some((name.clone(), Schema::new(schema)))
    })
}

/// Puts what is referred to in the place of the reference. References to events
/// say `paths`, where the document has `webhooks`.
fn resolve(schema: &mut Value, document: &Value) {
    let target = schema["$ref"].as_str().and_then(|reference| {
        let pointer = reference.strip_prefix('#')?;
        let event = pointer.replacen("/paths/", "/webhooks/", 1);
        document
            .pointer(pointer)
            .or_else(|| document.pointer(&event))
    });
    match target {
        Some(target) => *schema = target.clone(),
        None => match schema {
            Value::Object(members) => {
                members
                    .values_mut()
                    .for_each(|member| resolve(member, document));
            }
            Value::Array(items) => items.iter_mut().for_each(|item| resolve(item, document)),
            _ => {}
        },
    }
}

fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_document_tells_the_answers_of_its_operations_and_its_events() {
        let content = json!({"application/json": {"schema": {"type": "object"}}});
        let document = json!({
            "paths": {"/users/{userId}": {
                "get": {"responses": {"200": {"content": content}, "404": {}}},
                "delete": {"responses": {"204": {}}},
            }},
            "webhooks": {"user.created": {"post": {"requestBody": {"content": content}}}},
        });
        let told: Vec<String> = answers(&document)
            .map(|((method, path), answers)| {
                let answers: Vec<_> = answers
                    .iter()
                    .map(|(status, schema)| (status, schema.is_some()))
                    .collect();
                format!("{method} {path} {answers:?}")
            })
            .collect();
        assert_eq!(
            told,
            [
                "DELETE /users/{userId} [(204, false)]",
                "GET /users/{userId} [(200, true)]"
            ]
        );
        let names: Vec<String> = events(&document).map(|(name, _)| name).collect();
        assert_eq!(names, ["user.created"]);
    }

    #[test]
    fn a_reference_to_another_part_of_an_event_is_followed() {
        let properties = json!({
            "object": {"required": ["id"]},
            "old_object": {"$ref": "#/paths/user.updated/post/requestBody/content/application~1json/schema/properties/object"},
        });
        let content = json!({"application/json": {"schema": {"properties": properties}}});
        let event = json!({"post": {"requestBody": {"content": content}}});
        let mut document = json!({"webhooks": {"user.updated": event}});
        let whole = document.clone();
        resolve(&mut document, &whole);
        let resolved = document
            .pointer("/webhooks/user.updated/post/requestBody/content/application~1json/schema")
            .unwrap();
        assert_eq!(
            resolved["properties"]["old_object"],
            json!({"required": ["id"]})
        );
    }

    #[test]
    fn a_directory_without_documents_is_refused() {
        let missing = read(Path::new("no/such/directory")).unwrap_err();
        assert!(
            missing
                .to_string()
                .starts_with("can't read no/such/directory")
        );
        let sources = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src"));
        assert!(matches!(read(sources), Err(DocumentsError::None(_))));
    }
}
