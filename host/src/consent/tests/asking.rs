//! What sign-ins ask for: scopes, and parameters that have one value.

use serde_json::{Map, Value, json};

use super::{manifest, named, wanted};
use crate::consent::{Bounds, Consent, Named, Permission, in_words};
use crate::contract::{Authorization, AuthorizationCode, Field};
use crate::manifest::Manifest;
use crate::policy::OperatorPolicy;

const TOKEN: &str = "https://as.example.com/token";
const AUTHORIZE: &str = "https://as.example.com/authorize";

/// A manifest whose auth method says what it asks for.
fn saying(change: impl FnOnce(&mut Value)) -> impl FnOnce(&mut Value) {
    move |manifest: &mut Value| {
        let method = &mut manifest["auth_methods"][0];
        method["endpoints"][0]["authorization_endpoint"] = json!(AUTHORIZE);
        let settings = &mut method["settings"]["properties"];
        settings["scopes"] = json!({ "type": "array", "items": { "type": "string" } });
        settings["scope"] = json!({ "type": "string" });
        settings["level"] = json!({ "enum": ["notes:write", "files:write"] });
        settings["more"] = json!({ "type": "string", "default": "files:read notes:write" });
        settings["all"] = json!({ "type": "array", "default": ["notes:write"] });
        settings["notes:write"] = json!({ "type": "boolean" });
        method["scopes"] = json!(["notes:read"]);
        method["authorization_request"] = json!({
            "parameters": ["login_hint"], "fixed": { "audience": "https://api.example.com" },
        });
        method["token_request"] = json!({ "fixed": { "resource": "https://api.example.com" } });
        change(method);
    }
}

/// The same where the method says nothing of it, as those of before do.
fn saying_nothing() -> impl FnOnce(&mut Value) {
    saying(|method| {
        let method = method.as_object_mut().unwrap();
        for member in ["scopes", "authorization_request"] {
            let _ = method.remove(member);
        }
    })
}

fn difference(from: &Consent, to: impl FnOnce(&mut Value)) -> Vec<String> {
    let difference = wanted(to).beyond(from);
    difference.iter().map(ToString::to_string).collect()
}

/// What a version wants beyond one that has said what it asks for.
fn more(change: impl FnOnce(&mut Value)) -> Vec<String> {
    difference(&wanted(saying(|_| {})), saying(change))
}

fn bounds_of(manifest: &Manifest, agreed: Consent) -> Bounds {
    let rules = OperatorPolicy::default().of("notes");
    let wanted = Consent::of(manifest).unwrap();
    Permission::new(manifest, wanted, rules, &[]).within(vec![agreed])
}

fn fields(parameters: &[(&str, &str)]) -> Vec<Field> {
    let field = |(name, value): &(&str, &str)| Field {
        name: (*name).to_owned(),
        value: (*value).to_owned(),
    };
    parameters.iter().map(field).collect()
}

/// What a sign-in by a browser asks for.
#[derive(Default)]
struct Asks<'a> {
    scopes: &'a [&'a str],
    separator: Option<&'a str>,
    page: &'a [(&'a str, &'a str)],
    token: &'a [(&'a str, &'a str)],
}

impl Asks<'_> {
    fn authorization(&self) -> Authorization {
        let mut server = named(TOKEN, None).server().clone();
        server.scopes = self.scopes.iter().map(|&scope| scope.to_owned()).collect();
        server.scope_separator = self.separator.unwrap_or(" ").to_owned();
        server.parameters = fields(self.token);
        Authorization::AuthorizationCode(AuthorizationCode {
            authorization_endpoint: AUTHORIZE.to_owned(),
            parameters: fields(self.page),
            any_loopback_port: false,
            server,
        })
    }

    /// What comes of it where these settings were entered, by one manifest and what
    /// was agreed to by another.
    fn within(&self, bounds: &Bounds, settings: &Value) -> Result<(), String> {
        let settings: Map<String, Value> = settings.as_object().unwrap().clone();
        let authorization = self.authorization();
        let manifest = manifest(saying(|_| {}));
        let method = manifest.auth_method("oauth2").unwrap();
        let named = Named::by(&authorization).where_entered(&settings, method, bounds);
        let server = bounds.server("oauth2", &named);
        server.map(drop).map_err(|refusal| refusal.to_string())
    }
}

fn bounds() -> Bounds {
    bounds_of(&manifest(saying(|_| {})), wanted(saying(|_| {})))
}

fn within(asks: &Asks<'_>) -> Result<(), String> {
    asks.within(&bounds(), &json!({}))
}

#[test]
fn a_sign_in_asks_for_no_more_scopes_than_any_api_has() {
    let asks = |number| {
        let scopes = vec!["notes:read"; number];
        within(&Asks {
            scopes: &scopes,
            ..Asks::default()
        })
    };
    assert_eq!(asks(5000), Ok(()));
    insta::assert_snapshot!(asks(5001).unwrap_err(), @"`notes` wants to ask for 5001 scopes by `oauth2`, where 5000 are the most, and its manifest does not say so. Report it to the connector's makers");
}

/// What comes of a sign-in as a client, where these settings were entered.
fn as_client(id: Option<&str>, settings: &Value) -> Result<(), String> {
    let mut authorization = Asks::default().authorization();
    let Authorization::AuthorizationCode(code) = &mut authorization else {
        unreachable!("{authorization:?}")
    };
    code.server.client.id = id.map(str::to_owned);
    let manifest = manifest(saying(|method| {
        let settings = &mut method["settings"]["properties"];
        settings["client_id"] = json!({ "type": "string" });
        settings["number"] = json!({ "type": "integer" });
        settings["ours"] = json!({ "type": "string", "default": "theirs" });
        settings["one"] = json!({ "const": "theirs" });
    }));
    let method = manifest.auth_method("oauth2").unwrap();
    let settings = settings.as_object().unwrap();
    let bounds = bounds();
    let named = Named::by(&authorization).where_entered(settings, method, &bounds);
    let server = bounds.server("oauth2", &named).map(drop);
    server.map_err(|refusal| refusal.to_string())
}

#[test]
fn a_sign_in_is_by_an_app_that_was_set_or_by_a_client_that_somebody_has_entered() {
    assert_eq!(as_client(None, &json!({})), Ok(()));
    for (id, settings) in [
        ("mine", json!({ "client_id": "mine" })),
        ("mine", json!({ "client_id": " mine " })),
        ("4711", json!({ "number": 4711 })),
    ] {
        assert_eq!(as_client(Some(id), &settings), Ok(()), "{settings}");
    }
    insta::assert_snapshot!(as_client(Some("theirs"), &json!({})).unwrap_err(), @"`notes` wants to sign in by `oauth2` as the client `theirs`, which nobody has entered: enter the client id of your own app, and if that is it already, report it to the connector's makers");
    for settings in [
        json!({ "client_id": "mine" }),
        // A word of a text is no client id that somebody has entered.
        json!({ "client_id": "mine theirs" }),
        json!({ "scopes": ["theirs"] }),
        // Nor is what the schema proposes.
        json!({ "ours": "theirs" }),
        json!({ "one": "theirs" }),
        json!({ "unknown": "theirs" }),
    ] {
        assert!(as_client(Some("theirs"), &settings).is_err(), "{settings}");
    }
}

#[test]
fn a_version_that_asks_for_the_same_or_less_is_no_difference() {
    assert_eq!(more(|_| {}), [""; 0]);
    assert_eq!(more(|method| method["scopes"] = json!([])), [""; 0]);
    assert_eq!(
        more(|method| method["authorization_request"] = json!({})),
        [""; 0]
    );
    // One value of those that were all agreed to.
    assert_eq!(
        more(|method| {
            let fixed = json!({ "login_hint": "ada", "audience": "https://api.example.com" });
            method["authorization_request"] = json!({ "fixed": fixed });
        }),
        [""; 0]
    );
    assert_eq!(more(|method| method["token_request"] = json!({})), [""; 0]);
}

#[test]
fn what_a_version_asks_for_more_is_told() {
    insta::assert_snapshot!(
        more(|method| {
            method["scopes"] = json!(["admin", "notes:read", "notes:write"]);
            method["authorization_request"]["fixed"]["audience"] = json!("https://all.example.com");
            method["token_request"]["fixed"]["resource"] = json!("https://all.example.com");
        })
        .join("\n"),
        @r"
    ask for tokens of `oauth2` with resource=https://all.example.com
    ask for the scopes admin, notes:write by `oauth2`
    ask to sign in by `oauth2` with login_hint, audience=https://all.example.com
    "
    );
}

#[test]
fn whoever_does_not_say_any_more_what_it_asks_for_asks_for_more() {
    insta::assert_snapshot!(
        difference(&wanted(saying(|_| {})), saying_nothing()).join("\n"),
        @r"
    ask for whichever scopes it chooses by `oauth2`
    ask to sign in by `oauth2` with whatever it chooses
    "
    );
    // A value that was one, and is any by now.
    insta::assert_snapshot!(
        more(|method| method["token_request"] = json!({ "parameters": ["resource"] })).join("\n"),
        @"ask for tokens of `oauth2` with resource"
    );
}

#[test]
fn of_a_method_that_is_new_all_is_told() {
    let told = difference(&wanted(|_| {}), |manifest| {
        saying(|_| {})(manifest);
        manifest["auth_methods"][0]["id"] = json!("another");
    });
    assert!(
        told.contains(&"ask for the scopes notes:read by `another`".to_owned()),
        "{told:?}"
    );
}

#[test]
fn what_a_record_of_before_does_not_say_is_what_the_next_version_says() {
    let before = serde_json::to_value(wanted(saying_nothing())).unwrap();
    for member in ["scopes", "authorization_requests"] {
        assert_eq!(before.get(member), None);
    }
    let before: Consent = serde_json::from_value(before).unwrap();
    // Nobody is asked again for what was never shown.
    assert_eq!(difference(&before, saying(|_| {})), [""; 0]);
    let known = before.clone().knowing(&wanted(saying(|_| {})));
    assert_eq!(known, wanted(saying(|_| {})));
    let wider = saying(|method| method["scopes"] = json!(["admin", "notes:read"]));
    assert_eq!(
        difference(&known, wider),
        ["ask for the scopes admin by `oauth2`"]
    );
    // What is known stays, and of a method that was not agreed to nothing is.
    let wider = wanted(saying(|method| method["scopes"] = json!(["admin"])));
    assert_eq!(known.clone().knowing(&wider), known);
    let other = wanted(|manifest| {
        saying(|_| {})(manifest);
        manifest["auth_methods"][0]["id"] = json!("another");
    });
    assert_eq!(before.clone().knowing(&other), before);
}

#[test]
fn a_sign_in_asks_for_what_was_declared_and_for_what_somebody_has_entered() {
    let declared = Asks {
        scopes: &["notes:read"],
        page: &[
            ("login_hint", "ada@example.com"),
            ("audience", "https://api.example.com"),
        ],
        token: &[("resource", "https://api.example.com")],
        ..Asks::default()
    };
    assert_eq!(within(&declared), Ok(()));
    let entered = Asks {
        scopes: &["notes:read", "notes:write"],
        ..Asks::default()
    };
    for settings in [
        json!({ "scopes": ["notes:write"] }),
        json!({ "scope": "notes:write" }),
        json!({ "scope": "files:read notes:write" }),
        json!({ "scope": "files:read,notes:write" }),
    ] {
        assert_eq!(entered.within(&bounds(), &settings), Ok(()), "{settings}");
    }
    for settings in [
        json!({}),
        json!({ "scope": "notes:write:all" }),
        json!({ "notes:write": true }),
        json!({ "scopes": [{ "name": "notes:write" }] }),
        json!({ "unknown": "notes:write" }),
        // What the connector names is not a person's, whoever sends it.
        json!({ "level": "notes:write" }),
        json!({ "more": "files:read notes:write" }),
        json!({ "more": "notes:write" }),
        json!({ "all": ["notes:write"] }),
    ] {
        let refused = entered.within(&bounds(), &settings);
        assert!(refused.is_err(), "{settings}");
    }
}

#[test]
fn it_asks_for_nothing_else() {
    let refused = |asks: Asks<'_>| within(&asks).unwrap_err();
    insta::assert_snapshot!(refused(Asks { scopes: &["notes:read", "admin"], ..Asks::default() }), @"`notes` wants to ask for the scopes `notes:read admin` by `oauth2`, which nobody has entered, and its manifest does not say so. Report it to the connector's makers");
    insta::assert_snapshot!(refused(Asks { page: &[("audience", "https://all.example.com")], ..Asks::default() }), @"`notes` wants to ask to sign in by `oauth2` with audience, and its manifest does not say so. Report it to the connector's makers");
    insta::assert_snapshot!(refused(Asks { token: &[("resource", "https://all.example.com")], ..Asks::default() }), @"`notes` wants to ask for tokens of `oauth2` with resource, and its manifest does not say so. Report it to the connector's makers");
    let _ = refused(Asks {
        page: &[("prompt", "none")],
        ..Asks::default()
    });
}

#[test]
fn no_scope_comes_in_by_another_or_by_what_stands_between_two() {
    let smuggled = Asks {
        scopes: &["notes:read admin"],
        ..Asks::default()
    };
    assert!(within(&smuggled).is_err());
    let twice = |separator| {
        within(&Asks {
            scopes: &["notes:read", "notes:read"],
            separator: Some(separator),
            ..Asks::default()
        })
    };
    for separator in [" ", ",", ", "] {
        assert_eq!(twice(separator), Ok(()));
    }
    for separator in [" admin ", "", " * "] {
        assert!(twice(separator).is_err(), "{separator}");
    }
}

#[test]
fn what_a_later_version_declares_nobody_has_agreed_to() {
    let wider = saying(|method| {
        method["scopes"] = json!(["admin", "notes:read"]);
        method["token_request"] = json!({ "parameters": ["resource"] });
    });
    let bounds = bounds_of(&manifest(wider), wanted(saying(|_| {})));
    for asks in [
        Asks {
            scopes: &["admin"],
            ..Asks::default()
        },
        Asks {
            token: &[("resource", "https://all.example.com")],
            ..Asks::default()
        },
    ] {
        let refused = asks.within(&bounds, &json!({})).unwrap_err();
        assert!(refused.contains("nobody has agreed to that"), "{refused}");
    }
}

#[test]
fn who_never_said_asks_for_whatever_it_chooses() {
    let bounds = bounds_of(&manifest(saying_nothing()), wanted(saying_nothing()));
    let asks = Asks {
        scopes: &["admin", "root"],
        separator: Some(";"),
        page: &[("prompt", "none")],
        ..Asks::default()
    };
    assert_eq!(asks.within(&bounds, &json!({})), Ok(()));
}

#[test]
fn what_another_sign_in_says_of_its_method_counts_and_nothing_of_before() {
    let before = wanted(saying(|_| {}));
    let now = wanted(saying_nothing());
    assert_eq!(before.clone().after_sign_in(now.clone()).scopes, now.scopes);
    let other = wanted(|manifest| {
        saying(|_| {})(manifest);
        manifest["auth_methods"][0]["id"] = json!("another");
    });
    let both = before.after_sign_in(other);
    assert_eq!(both.scopes.len(), 2);
    assert_eq!(both.authorization_requests.len(), 2);
}

#[test]
fn what_is_asked_for_is_told_in_words() {
    let lines = |consent: &Consent| {
        let told = in_words(consent).into_iter().skip(1).take(3);
        let told = told.map(|(heading, lines)| format!("{heading}: {}", lines.join("; ")));
        told.collect::<Vec<_>>().join("\n")
    };
    insta::assert_snapshot!(lines(&wanted(saying(|_| {}))), @r"
    Asks for scopes that nobody has entered: oauth2: notes:read
    Adds to the address of the page to sign in at: oauth2: login_hint, audience=https://api.example.com
    Asks for tokens otherwise: oauth2: with resource=https://api.example.com
    ");
    insta::assert_snapshot!(lines(&wanted(saying_nothing())), @r"
    Asks for scopes that nobody has entered: oauth2: whatever it chooses, since its manifest does not say
    Adds to the address of the page to sign in at: oauth2: whatever it chooses, since its manifest does not say
    Asks for tokens otherwise: oauth2: with resource=https://api.example.com
    ");
}

#[test]
fn what_a_version_has_named_is_remembered_wherever_the_record_goes() {
    let version = |default: Option<&str>| {
        let manifest = manifest(|manifest| {
            let properties = &mut manifest["auth_methods"][0]["settings"]["properties"];
            properties["more"] = match default {
                Some(default) => json!({ "type": "string", "default": default }),
                None => json!({ "type": "string" }),
            };
        });
        Consent::of(&manifest).unwrap().naming(&manifest)
    };
    let has = |agreed: &Consent, text: &str| {
        let named = agreed.named_before("oauth2");
        named.is_some_and(|named| named.has(text))
    };
    let (first, other, none) = (
        version(Some("admin")),
        version(Some("write")),
        version(None),
    );
    assert!(has(&first, "admin") && !has(&none, "admin"));
    let server = &none.servers["oauth2"][0];
    let of_before = Consent {
        named_settings: None,
        ..none.clone()
    };
    for agreed in [
        // An update that wants nothing, and one that somebody has accepted.
        first.clone().knowing(&other).knowing(&none),
        none.clone()
            .keeping_gone(&other.clone().keeping_gone(&first, |_| true), |_| true),
        // The same of a record that knew nothing.
        of_before.clone().knowing(&first).knowing(&other),
        // A grant: accepted, signed in again, and begun with what was known.
        first.accepting(&other).accepting(&none),
        first
            .clone()
            .after_sign_in(other.clone())
            .after_sign_in(none.clone()),
        none.clone()
            .of_grant("oauth2", server)
            .knowing_named(&first)
            .knowing_named(&other),
    ] {
        assert!(has(&agreed, "admin") && has(&agreed, "write"), "{agreed:?}");
        let kept = serde_json::to_string(&agreed).unwrap();
        assert_eq!(serde_json::from_str::<Consent>(&kept).unwrap(), agreed);
        // Nobody is asked about it.
        assert!(agreed.beyond(&none).is_empty());
    }
    let kept = serde_json::to_string(&of_before).unwrap();
    assert!(!kept.contains("named_settings"));
    assert_eq!(serde_json::from_str::<Consent>(&kept).unwrap(), of_before);
}
