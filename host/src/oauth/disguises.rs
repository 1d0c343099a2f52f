//! The forms in which a secret is on its way.
//!
//! What a server repeats of a request it may repeat as it came. How others spell a text,
//! percent-encoding among it, is read by [`Sought`]. Two forms that requests have are no
//! spelling of the secret, so that nobody reads them back, and each is sought by itself: a
//! blank in a form is a plus sign, and in a header the secret is within base64.

use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use secrecy::SecretString;
use url::form_urlencoded;
use zeroize::Zeroizing;

use crate::spelling::Sought;

/// Secrets in all their forms.
pub(super) struct Disguises(Vec<Sought>);

impl Disguises {
    /// Those of the secrets that were sent, and of the secrets of the client with
    /// that id, which may have proved who the client is (RFC 6749 section 2.3.1).
    pub(super) fn of<'a>(
        client_id: &str,
        client_secrets: impl IntoIterator<Item = &'a str>,
        sent: &[&str],
    ) -> Self {
        let mut forms = Self(Vec::new());
        let client_secrets = client_secrets.into_iter();
        for secret in client_secrets.filter(|secret| !secret.is_empty()) {
            forms.add_forms(secret);
            let (id, encoded) = (in_form(client_id), in_form(secret));
            forms.add_base64(&format!("{}:{}", *id, *encoded));
            forms.add_base64(&format!("{client_id}:{secret}"));
        }
        for secret in sent.iter().filter(|secret| !secret.is_empty()) {
            forms.add_forms(secret);
        }
        forms
    }

    fn add_forms(&mut self, secret: &str) {
        self.add(secret.to_owned());
        if secret.contains(' ') {
            self.add(secret.replace(' ', "+"));
        }
        self.add_base64(secret);
    }

    /// Without its padding it is found with and without.
    fn add_base64(&mut self, text: &str) {
        for engine in [&STANDARD_NO_PAD, &URL_SAFE_NO_PAD] {
            self.add(engine.encode(text));
        }
    }

    fn add(&mut self, form: String) {
        self.0.push(Sought::new(&SecretString::from(form)));
    }

    /// The text without any of them.
    pub(super) fn taken_out(&self, text: &str) -> String {
        let text = text.as_bytes();
        let places = self.0.iter().flat_map(|form| form.places(text));
        let mut found: Vec<Range<usize>> = places.collect();
        found.sort_by_key(|place| place.start);
        let (mut shown, mut from) = (Vec::new(), 0);
        for place in found {
            // What overlaps is taken out as one.
            if place.start >= from {
                shown.extend(&text[from..place.start]);
                shown.extend(b"[redacted]");
            }
            from = from.max(place.end);
        }
        shown.extend(&text[from..]);
        String::from_utf8_lossy(&shown).into_owned()
    }
}

/// As it stands in the content of a request.
fn in_form(secret: &str) -> Zeroizing<String> {
    Zeroizing::new(form_urlencoded::byte_serialize(secret.as_bytes()).collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ID: &str = "the client";
    const SECRET: &str = "hush/Hush+hush ü";

    #[test]
    fn a_secret_is_taken_out_in_each_form_that_it_was_sent_in() {
        let disguises = Disguises::of(ID, Some(SECRET), &["c0de&c0de"]);
        for said in [
            SECRET.to_owned(),
            "hush%2FHush%2Bhush+%C3%BC".to_owned(),
            "hush%2fHush%2bhush%20%c3%bc".to_owned(),
            "c0de%26c0de".to_owned(),
            // As an encoder of what it came in writes it.
            r"hush\/Hush\u002bhush%20ü".to_owned(),
            "hush%252FHush%252Bhush+%25C3%25BC".to_owned(),
            base64::engine::general_purpose::STANDARD.encode(SECRET),
            base64::engine::general_purpose::STANDARD
                .encode("the+client:hush%2FHush%2Bhush+%C3%BC"),
            base64::engine::general_purpose::URL_SAFE.encode(format!("{ID}:{SECRET}")),
        ] {
            let shown = disguises.taken_out(&format!("bad header: Basic {said}"));
            let rest = shown.replace("[redacted]", "").replace('=', "");
            assert_eq!(rest, "bad header: Basic ", "{said}");
        }
    }

    #[test]
    fn what_is_no_secret_stays_as_it_is() {
        let disguises = Disguises::of(ID, None, &[""]);
        assert_eq!(disguises.taken_out("the client"), "the client");
    }

    proptest! {
        #[test]
        fn no_secret_is_left_whatever_it_is_made_of(secret in "\\PC{1,20}", before in "\\PC{0,8}") {
            let disguises = Disguises::of(ID, Some(secret.as_str()), &[]);
            let encoded = in_form(&secret);
            let shown = disguises.taken_out(&format!("{before}{secret} {}", *encoded));
            let mut parts = shown.split("[redacted]");
            prop_assert!(!parts.any(|part| part.contains(&secret)), "{}", shown);
        }
    }
}
