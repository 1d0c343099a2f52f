//! Which template of the manifest a path is of.
//!
//! A path has ids in it, and sometimes what acts like a credential; a template has
//! neither. So a template is what is shown of a request where it is kept or logged.

use super::{Action, MainExchange, Manifest};

/// How many segments the path of an API's base URL has at most, such as a version.
const BEFORE: usize = 2;
/// The longest template that is shown, in bytes.
const LONGEST: usize = 200;

impl Manifest {
    /// The template of a request's path: that of the action's main exchange, or else
    /// of another action's, since some actions ask what others do. None when no
    /// template is like it.
    #[must_use]
    pub fn path_template(&self, action: Option<&str>, method: &str, path: &str) -> Option<&str> {
        let of = |action: &'_ Action| action.http.as_ref().and_then(|http| http.fit(method, path));
        let own = action.and_then(|id| self.action(id));
        let own_fit = own.and_then(of);
        // As a rule nothing is before it but a version.
        if let (Some(own), Some(fit)) = (own, &own_fit)
            && fit.before < BEFORE
        {
            return shown(own);
        }
        let fits = self.actions.iter().filter_map(|one| Some((one, of(one)?)));
        let best = fits.min_by_key(|(one, fit)| {
            let is_own = own.is_some_and(|own| own.id == one.id);
            (fit.before, fit.placeholders, !is_own)
        });
        best.and_then(|(action, _)| shown(action))
    }
}

/// The template of an action, if it can be shown.
fn shown(action: &Action) -> Option<&str> {
    let path = &action.http.as_ref()?.path;
    let is_fit = path.len() <= LONGEST && path.bytes().all(|byte| byte.is_ascii_graphic());
    is_fit.then_some(path.as_str())
}

/// How a path fits a template.
struct Fit {
    /// How many segments there are before what the template is of.
    before: usize,
    /// How many of its segments may be anything.
    placeholders: usize,
}

impl MainExchange {
    /// How the path of a request fits, if it does. The template is of what comes
    /// behind the path of the API's base URL.
    fn fit(&self, method: &str, path: &str) -> Option<Fit> {
        if self.method != method {
            return None;
        }
        let templates = self.path.split('/').filter(|one| !one.is_empty()).rev();
        let mut segments = path.split('/').filter(|one| !one.is_empty()).rev();
        let mut placeholders = 0;
        for template in templates {
            let segment = segments.next()?;
            match placeholder(template) {
                None if template == segment => {}
                Some((before, after))
                    if segment.len() > before.len() + after.len()
                        && segment.starts_with(before)
                        && segment.ends_with(after) =>
                {
                    placeholders += 1;
                }
                _ => return None,
            }
        }
        let before = segments.count();
        (before <= BEFORE).then_some(Fit {
            before,
            placeholders,
        })
    }
}

/// What stands around the placeholders of a segment that has any.
fn placeholder(template: &str) -> Option<(&str, &str)> {
    let (begins, ends) = (template.find('{')?, template.rfind('}')?);
    (begins < ends).then(|| (&template[..begins], &template[ends + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest() -> Manifest {
        let text = include_str!("../../tests/support/manifest.json");
        let mut manifest: serde_json::Value = serde_json::from_str(text).unwrap();
        let action = manifest["actions"][0].clone();
        let actions = [
            ("list-notes", "GET", "/notes"),
            ("get-note", "GET", "/notes/{noteId}"),
            ("get-latest-note", "GET", "/notes/latest"),
            ("list-notes-of-book", "GET", "/books/{bookId}/notes"),
            ("export-note", "GET", "/notes/{noteId}.pdf"),
            ("delete-note", "DELETE", "/notes/{noteId}"),
            ("odd", "GET", "/odd\u{7}/{id}"),
        ];
        let actions = actions.map(|(id, method, path)| {
            let mut action = action.clone();
            action["id"] = id.into();
            action["http"] = serde_json::json!({"method": method, "path": path});
            action
        });
        manifest["actions"] = actions.to_vec().into();
        Manifest::parse(&manifest.to_string()).unwrap()
    }

    #[test]
    fn a_path_is_shown_as_the_template_that_it_is_most_like() {
        let manifest = manifest();
        let of = |action, method, path| manifest.path_template(action, method, path);
        let id = Some("/notes/{noteId}");
        assert_eq!(of(Some("get-note"), "GET", "/v2/notes/7"), id);
        assert_eq!(of(Some("get-note"), "GET", "/notes/7"), id);
        assert_eq!(of(Some("get-note"), "GET", "/notes/%2F7%3D%3D"), id);
        assert_eq!(of(Some("delete-note"), "DELETE", "/v2/notes/7"), id);
        // What another action does.
        assert_eq!(of(Some("list-notes"), "GET", "/v2/notes/7"), id);
        assert_eq!(of(None, "GET", "/v2/notes/7"), id);
        assert_eq!(of(None, "GET", "/v2/notes/latest"), Some("/notes/latest"));
        let pdf = Some("/notes/{noteId}.pdf");
        assert_eq!(of(Some("export-note"), "GET", "/v2/notes/7.pdf"), pdf);
        let of_book = Some("/books/{bookId}/notes");
        assert_eq!(of(Some("list-notes"), "GET", "/books/7/notes"), of_book);
    }

    #[test]
    fn a_path_that_is_like_none_has_no_template() {
        let manifest = manifest();
        let of = |method, path| manifest.path_template(Some("get-note"), method, path);
        assert_eq!(of("POST", "/v2/notes/7"), None);
        assert_eq!(of("GET", "/v2/pages/7"), None);
        assert_eq!(of("GET", "/"), None);
        assert_eq!(of("GET", "/a/b/c/notes/7"), None);
        assert_eq!(of("GET", "/odd\u{7}/7"), None);
    }
}
