use proptest::prelude::*;
use serde_json::{Value, json};

mod account;
mod asking;

use super::*;
use crate::contract::{
    Authorization, AuthorizationServer, Client, ClientAuthentication, Field, TokenGrant,
};
use crate::manifest::{Endpoints, Manifest, Mark};
use crate::policy::OperatorPolicy;

fn manifest(change: impl FnOnce(&mut Value)) -> Manifest {
    let action = |id: &str, downloads: bool, redirects: &str| {
        json!({
            "id": id, "version": "1.0.0", "title": "t", "summary": "s", "group": "g",
            "effect": "read", "repeatable": true, "downloads": downloads, "redirects": redirects,
            "scopes": {}, "http": {"method": "GET", "path": "/"}, "input": {}, "output": {},
            "sample": {"input": {}, "output": {}}, "pagination": null, "columns": [],
            "lookups": [], "sensitive": [], "docs_url": "https://docs.example/",
        })
    };
    let mut manifest = json!({
        "key": "notes", "name": "Notes", "version": "1.0.0", "summary": "s",
        "docs_url": "https://docs.example/",
        "auth_methods": [{
            "id": "oauth2", "name": "n", "summary": "s", "authorization": "token-grant",
            "settings": {"properties": {
                "client_secret": {"writeOnly": true}, "webhook": {"writeOnly": true},
            }},
            "secrets": {"client_secret": "client-secret", "webhook": "sign"},
            "endpoints": [
                {"name": "World", "token_endpoint": "https://as.example.com/token",
                 "revocation_endpoint": "https://as.example.com/revoke"},
                {"name": "Government", "token_endpoint": "https://as.example.org/token"},
            ],
            "setup": [],
        }],
        "origins": [
            {"origin": "https://as.example.com", "purpose": "p", "marks": ["sign-in"]},
            {"origin": "https://*.api.example.com", "purpose": "p", "marks": ["credential"]},
            {"origin": "https://files.example.com", "purpose": "p", "marks": []},
        ],
        "actions": [action("list", false, "origins"), action("fetch", true, "public")],
        "triggers": [],
        "failure_kinds": [],
    });
    change(&mut manifest);
    Manifest::parse(&manifest.to_string()).unwrap()
}

fn wanted(change: impl FnOnce(&mut Value)) -> Consent {
    Consent::of(&manifest(change)).unwrap()
}

fn as_it_is() -> Consent {
    wanted(|_| {})
}

#[test]
fn a_record_with_an_origin_that_is_none_is_read_without_it() {
    let agreed = as_it_is();
    let mut record = json!(agreed);
    record["origins"]["https://*.com"] = json!(["credential"]);
    assert_eq!(serde_json::from_value::<Consent>(record).unwrap(), agreed);
}

fn difference(change: impl FnOnce(&mut Value)) -> Vec<String> {
    let difference = wanted(change).beyond(&as_it_is());
    difference.iter().map(ToString::to_string).collect()
}

fn bounds(agreed: Vec<Consent>) -> Bounds {
    let manifest = manifest(|_| {});
    let rules = OperatorPolicy::default().of("notes");
    Permission::new(&manifest, as_it_is(), rules, &[]).within(agreed)
}

fn named(token: &str, revocation: Option<&str>) -> Authorization {
    Authorization::TokenGrant(TokenGrant {
        grant_type: "client_credentials".to_owned(),
        server: AuthorizationServer {
            token_endpoint: token.to_owned(),
            revocation_endpoint: revocation.map(str::to_owned),
            client: Client {
                id: None,
                secret_setting: None,
                authentication: ClientAuthentication::None,
            },
            parameters: Vec::new(),
            scopes: Vec::new(),
            scope_separator: " ".to_owned(),
            base_url_member: None,
        },
    })
}

fn server(bounds: &Bounds, token: &str, revocation: Option<&str>) -> Result<String, String> {
    let named = named(token, revocation);
    let server = bounds.server("oauth2", &Named::by(&named));
    server
        .map(|server| server.name.clone())
        .map_err(|refusal| refusal.to_string())
}

#[test]
fn a_version_that_wants_the_same_or_less_is_no_difference() {
    for change in [
        |_: &mut Value| {},
        |manifest: &mut Value| {
            manifest["origins"][1]["origin"] = json!("https://eu.api.example.com");
        },
        |manifest: &mut Value| manifest["origins"][1]["marks"] = json!([]),
        |manifest: &mut Value| manifest["actions"] = json!([]),
        |manifest: &mut Value| {
            let servers = manifest["auth_methods"][0]["endpoints"].as_array_mut();
            servers.unwrap().truncate(1);
        },
        |manifest: &mut Value| manifest["auth_methods"][0]["endpoints"][0]["name"] = json!("New"),
        |manifest: &mut Value| {
            manifest["auth_methods"][0]["endpoints"][0]["issuer"] = json!("https://as.example.com");
        },
    ] {
        assert_eq!(difference(change), [""; 0]);
    }
}

#[test]
fn what_a_version_wants_more_is_told_the_gravest_first() {
    insta::assert_snapshot!(
        difference(|manifest| {
            manifest["auth_methods"][0]["endpoints"][1]["token_endpoint"] = json!("https://evil.test/token");
            manifest["auth_methods"][0]["secrets"]["client_secret"] = json!("sign");
            manifest["origins"][2]["marks"] = json!(["sign-in", "credential"]);
            manifest["origins"][0]["origin"] = json!("https://*.example.com");
            manifest["actions"][0]["downloads"] = json!(true);
            manifest["actions"][1]["http"]["method"] = json!("POST");
            manifest["actions"][0]["redirects"] = json!("public");
        })
        .join("\n"),
        @r"
    sign in by `oauth2` at Government (token https://evil.test/token)
    send the client secret, authorization codes and refresh tokens to https://files.example.com
    send the client secret, authorization codes and refresh tokens to https://*.example.com
    send the access token to https://files.example.com
    send requests to https://*.example.com
    sign messages with the secret `client_secret` of `oauth2`
    send POST requests in `fetch`, which is said to be a read
    download files in `list`
    follow redirects to any public host in `list`
    "
    );
}

#[test]
fn another_kind_of_grant_or_another_parameter_is_told() {
    let request = |request: Value| {
        difference(move |manifest| manifest["auth_methods"][0]["token_request"] = request)
    };
    assert_eq!(request(json!({})), [""; 0]);
    assert_eq!(
        request(json!({ "grant_type": "client_credentials" })),
        [""; 0]
    );
    let told = [
        request(json!({ "grant_type": "password", "parameters": ["username", "password"] })),
        request(json!({ "parameters": ["assertion"] })),
        difference(|manifest| {
            manifest["auth_methods"][0]["secrets"]["webhook"] = json!("client-secret");
        }),
    ];
    insta::assert_snapshot!(told.concat().join("\n"), @r"
    ask for tokens of `oauth2` by the grant type password, with password, username
    ask for tokens of `oauth2` with assertion
    prove who the client is with the secret `webhook` of `oauth2`
    ");
}

#[test]
fn token_requests_are_as_manifest_and_consent_both_say() {
    let account = |parameters: Value| {
        move |manifest: &mut Value| {
            manifest["auth_methods"][0]["token_request"] =
                json!({ "grant_type": "x", "parameters": parameters });
        }
    };
    let world = "https://as.example.com/token";
    let asks = |declared: Value, agreed: Consent, parameter: &str| {
        let manifest = manifest(account(declared.clone()));
        let rules = OperatorPolicy::default().of("notes");
        let permission = Permission::new(&manifest, wanted(account(declared)), rules, &[]);
        let bounds = permission.within(vec![agreed]);
        let mut named = named(world, None);
        if let Authorization::TokenGrant(grant) = &mut named {
            grant.grant_type = "x".to_owned();
            grant.server.parameters.push(Field {
                name: parameter.to_owned(),
                value: "1".to_owned(),
            });
        }
        let server = bounds.server("oauth2", &Named::by(&named)).cloned();
        server.map(drop).map_err(|refusal| refusal.to_string())
    };
    let agreed = || wanted(account(json!(["account"])));
    assert_eq!(asks(json!(["account"]), agreed(), "account"), Ok(()));
    let told = [
        asks(json!(["account"]), agreed(), "assertion"),
        asks(json!(["account", "assertion"]), agreed(), "assertion"),
        asks(json!(["account"]), as_it_is(), "account"),
    ]
    .map(Result::unwrap_err);
    insta::assert_snapshot!(told.join("\n"), @r"
    `notes` wants to ask for tokens of `oauth2` by the grant type x, with assertion, and its manifest does not say so. Report it to the connector's makers
    `notes` wants to ask for tokens of `oauth2` by the grant type x, with assertion, and nobody has agreed to that: add it again to be shown all that it wants, and accept it or not
    `notes` wants to ask for tokens of `oauth2` by the grant type x, with account, and nobody has agreed to that: add it again to be shown all that it wants, and accept it or not
    ");
}

#[test]
fn a_consent_that_an_earlier_host_has_kept_is_read_and_agrees_to_less() {
    let mut kept = json!(as_it_is());
    for new in [
        "token_requests",
        "client_secrets",
        "beyond_effect",
        "effects",
        "resumes",
    ] {
        kept.as_object_mut().unwrap().remove(new);
    }
    let kept: Consent = serde_json::from_value(kept).unwrap();
    assert!(kept.client_secrets.is_empty());
    let told: Vec<_> = as_it_is()
        .beyond(&kept)
        .iter()
        .map(ToString::to_string)
        .collect();
    insta::assert_snapshot!(told.join("\n"), @"prove who the client is with the secret `client_secret` of `oauth2`");
}

#[test]
fn a_server_that_need_not_name_itself_any_more_is_another() {
    let strict = wanted(|manifest| {
        manifest["auth_methods"][0]["endpoints"][0]["issuer"] = json!("https://as.example.com");
    });
    assert!(!as_it_is().beyond(&strict).is_empty());
    assert!(strict.beyond(&as_it_is()).is_empty());
}

#[test]
fn where_somebody_approves_nothing_is_given_without_that() {
    let approved = |manifest: &mut Value| {
        for server in manifest["auth_methods"][0]["endpoints"]
            .as_array_mut()
            .unwrap()
        {
            server["authorization_endpoint"] = json!("https://as.example.com/authorize");
        }
    };
    // A token grant, at a server where somebody approves.
    let manifest = manifest(approved);
    let (rules, consent) = (OperatorPolicy::default().of("notes"), wanted(approved));
    let bounds = Permission::new(&manifest, consent.clone(), rules, &[]).within(vec![consent]);
    let refused = server(&bounds, "https://as.example.com/token", None).unwrap_err();
    assert!(
        refused.contains("its manifest does not say so"),
        "{refused}"
    );
    // A version that does without is another.
    assert!(!as_it_is().beyond(&wanted(approved)).is_empty());
}

#[test]
fn a_sign_in_may_use_one_declared_server_whole_and_one_that_was_agreed_to() {
    let alone = bounds(Vec::new());
    let (world, revoke) = (
        "https://as.example.com/token",
        "https://as.example.com/revoke",
    );
    assert_eq!(server(&alone, world, Some(revoke)).as_deref(), Ok("World"));
    assert_eq!(server(&alone, world, None).as_deref(), Ok("World"));
    let government = "https://as.example.org/token";
    assert_eq!(
        server(&alone, government, None).as_deref(),
        Ok("Government")
    );
    for (token, revocation) in [
        ("https://evil.test/token", None),
        (government, Some(revoke)),
        (world, Some("https://evil.test/revoke")),
    ] {
        let refused = server(&alone, token, revocation).unwrap_err();
        assert!(
            refused.contains("its manifest does not say so"),
            "{refused}"
        );
    }
    let of_world = as_it_is().of_grant("oauth2", &as_it_is().servers["oauth2"][0]);
    let pinned = bounds(vec![as_it_is(), of_world]);
    assert_eq!(server(&pinned, world, None).as_deref(), Ok("World"));
    let refused = server(&pinned, government, None).unwrap_err();
    assert!(refused.contains("nobody has agreed"), "{refused}");
}

#[test]
fn secrets_go_where_manifest_and_consent_both_say() {
    let mut agreed = as_it_is();
    agreed
        .origins
        .remove(&"https://files.example.com".parse().unwrap());
    let api = "https://*.api.example.com".parse().unwrap();
    agreed.origins.insert(api, [Mark::SignIn].into());
    let bounds = bounds(vec![agreed]);
    let policy = bounds.policy();
    let permit = |url: &str| policy.permit(&url.parse().unwrap());
    let permitted = permit("https://as.example.com/token").unwrap();
    assert!(permitted.sign_in && !permitted.credential);
    let permitted = permit("https://eu.api.example.com/").unwrap();
    assert!(!permitted.sign_in && !permitted.credential);
    assert!(permit("https://files.example.com/").is_err());
}

#[test]
fn actions_and_secrets_do_what_manifest_and_consent_both_say() {
    let none = Consent::default();
    for (agreed, allowed) in [(vec![], true), (vec![as_it_is(), none], false)] {
        let bounds = bounds(agreed);
        assert_eq!(bounds.check_download("fetch").is_ok(), allowed);
        assert_eq!(bounds.check_public_redirects("fetch").is_ok(), allowed);
        assert_eq!(bounds.check_signing("oauth2", "webhook").is_ok(), allowed);
        assert!(bounds.check_download("list").is_err());
        assert!(bounds.check_public_redirects("list").is_err());
        assert!(bounds.check_signing("oauth2", "client_secret").is_err());
        assert!(bounds.check_signing("other", "webhook").is_err());
        let proves = |secret| bounds.check_client_secret("oauth2", secret).is_ok();
        assert_eq!(proves("client_secret"), allowed);
        assert!(!proves("webhook"));
    }
}

/// Whether an action of that effect and that main exchange may send a request by
/// that method, where the operator allows those effects.
fn may_send(
    effect: &str,
    main: &str,
    agreed: &str,
    method: &str,
    allowed: &[&str],
) -> Result<(), String> {
    let change = |main: &str| {
        let main = main.to_owned();
        let effect = effect.to_owned();
        move |manifest: &mut Value| {
            manifest["actions"][0]["effect"] = json!(effect);
            manifest["actions"][0]["http"]["method"] = json!(main);
        }
    };
    let policy = format!("[every]\neffects = {}", json!(allowed));
    let rules = OperatorPolicy::parse(&policy, "policy.toml").unwrap();
    let permission = Permission::new(
        &manifest(change(main)),
        wanted(change(main)),
        rules.of("notes"),
        &[],
    );
    let bounds = permission.within(vec![wanted(change(agreed))]);
    let outcome = bounds.check_http_method(Some("list"), method);
    outcome.map_err(|refusal| refusal.to_string())
}

const ALL: &[&str] = &["read", "write", "destructive"];

#[test]
fn what_is_said_to_change_nothing_only_gets_unless_somebody_has_agreed_to_one_other_method() {
    for method in ["GET", "HEAD"] {
        assert_eq!(may_send("read", "GET", "GET", method, &["read"]), Ok(()));
    }
    for method in ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "get", "QUERY"] {
        let refused = may_send("read", "GET", "GET", method, ALL).unwrap_err();
        assert!(
            refused.contains("its manifest does not say so"),
            "{refused}"
        );
        let refused = may_send("read", method, "GET", method, ALL).unwrap_err();
        assert!(refused.contains("nobody has agreed"), "{refused}");
        assert_eq!(may_send("read", method, method, method, ALL), Ok(()));
        let where_all_only_reads = may_send("read", method, method, method, &["read"]);
        assert_eq!(where_all_only_reads.is_ok(), method != "DELETE", "{method}");
    }
    assert!(may_send("read", "POST", "POST", "DELETE", ALL).is_err());
}

#[test]
fn what_the_operator_allows_is_held_by_what_the_http_method_may_do() {
    let no_deletion = &["read", "write"];
    assert_eq!(
        may_send("write", "POST", "POST", "PUT", no_deletion),
        Ok(())
    );
    assert_eq!(
        may_send("destructive", "DELETE", "DELETE", "GET", &["destructive"]),
        Ok(())
    );
    insta::assert_snapshot!(may_send("write", "POST", "POST", "DELETE", no_deletion).unwrap_err(), @"the policy of this host's operator does not let `notes` send DELETE requests in `list` (policy.toml, line 2)");
    assert_eq!(may_send("write", "POST", "POST", "DELETE", ALL), Ok(()));
    // Shown to whoever adds it, and agreed to; but what the operator lets nobody remove is
    // no connector's to call a change.
    assert_eq!(may_send("read", "POST", "POST", "POST", &["read"]), Ok(()));
    for effect in ["read", "write"] {
        let refused = may_send(effect, "DELETE", "DELETE", "DELETE", no_deletion);
        assert!(
            refused.unwrap_err().contains("policy.toml, line 2"),
            "{effect}"
        );
    }
    assert_eq!(may_send("write", "DELETE", "DELETE", "DELETE", ALL), Ok(()));
}

#[test]
fn calls_that_are_no_actions_send_what_the_operator_allows_of_any() {
    let searching = |manifest: &mut Value| manifest["actions"][0]["http"]["method"] = json!("POST");
    let looks = |policy: &str, method: &str| {
        let rules = OperatorPolicy::parse(policy, "policy.toml").unwrap();
        let wanted = wanted(searching);
        let permission = Permission::new(&manifest(searching), wanted, rules.of("notes"), &[]);
        let bounds = permission.within(vec![self::wanted(searching)]);
        bounds.check_http_method(None, method)
    };
    let reading = "[every]\neffects = [\"read\"]";
    assert_eq!(looks(reading, "GET"), Ok(()));
    insta::assert_snapshot!(looks(reading, "POST").unwrap_err(), @"the policy of this host's operator does not let `notes` send POST requests where it only looks (policy.toml, line 2)");
    assert_eq!(looks("", "POST"), Ok(()));
}

#[test]
fn what_is_accepted_for_a_grant_keeps_its_server_by_its_name() {
    let government = &as_it_is().servers["oauth2"][1];
    let of_grant = as_it_is().of_grant("oauth2", government);
    let moved = wanted(|manifest| {
        manifest["auth_methods"][0]["endpoints"][1]["token_endpoint"] =
            json!("https://new.example.org/");
    });
    let tokens = |consent: &Consent| {
        let servers = consent.servers["oauth2"].iter();
        servers
            .map(|server: &Endpoints| server.token_endpoint.clone())
            .collect::<Vec<_>>()
    };
    let accepted = of_grant.accepting(&moved);
    assert_eq!(tokens(&accepted), ["https://new.example.org/"]);
    let gone = wanted(|manifest| {
        let servers = manifest["auth_methods"][0]["endpoints"].as_array_mut();
        servers.unwrap().truncate(1);
    });
    assert_eq!(
        tokens(&of_grant.accepting(&gone)),
        ["https://as.example.com/token"]
    );
}

#[test]
fn another_sign_in_leaves_the_servers_of_other_methods() {
    let before = as_it_is().of_grant("oauth2", &as_it_is().servers["oauth2"][0]);
    let mut other = as_it_is();
    other.servers = [("own-app".to_owned(), Vec::new())].into();
    other.signing.clear();
    let after = before.clone().after_sign_in(other);
    assert_eq!(after.servers.len(), 2);
    assert_eq!(after.signing, before.signing);
}

#[test]
fn a_consent_is_read_as_it_was_written() {
    let consent = as_it_is();
    let text = serde_json::to_string(&consent).unwrap();
    assert_eq!(serde_json::from_str::<Consent>(&text).unwrap(), consent);
}

#[test]
fn what_goes_where_is_told_in_words() {
    let told = in_words(&as_it_is()).into_iter();
    let told: Vec<_> = told
        .map(|(heading, lines)| format!("{heading}: {}", lines.join("; ")))
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r"
    Signs in at: oauth2: World (token https://as.example.com/token, revocation https://as.example.com/revoke); oauth2: Government (token https://as.example.org/token)
    Asks for scopes that nobody has entered: oauth2: whatever it chooses, since its manifest does not say
    Proves who the client is with: client_secret of oauth2
    Sends the client secret, authorization codes and refresh tokens to: https://as.example.com
    Sends the access token to: https://*.api.example.com
    Sends requests without any secret to: https://files.example.com
    Signs messages of its own with: webhook of oauth2
    Downloads files in: fetch
    Follows redirects to any public host in: fetch
    ");
}

#[test]
fn methods_that_sign_in_at_the_same_endpoints_are_told_of_together() {
    let mut consent = as_it_is();
    let mut servers = consent.servers["oauth2"].clone();
    servers[1].token_endpoint = "https://as.example.org/other".to_owned();
    consent.servers.insert("own-app".to_owned(), servers);
    let (_, lines) = in_words(&consent).remove(0);
    insta::assert_snapshot!(lines.join("\n"), @r"
    oauth2, own-app: World (token https://as.example.com/token, revocation https://as.example.com/revoke)
    oauth2: Government (token https://as.example.org/token)
    own-app: Government (token https://as.example.org/other)
    ");
}

/// A part of what the manifest wants.
fn part() -> impl Strategy<Value = Consent> {
    (any::<[bool; 8]>()).prop_map(|keep| {
        let mut consent = as_it_is();
        let mut at = keep.into_iter().cycle();
        consent.origins.retain(|_, _| at.next().unwrap());
        for marks in consent.origins.values_mut() {
            marks.retain(|_| at.next().unwrap());
        }
        consent.downloads.retain(|_| at.next().unwrap());
        consent.signing.retain(|_, _| at.next().unwrap());
        let servers = consent.servers.values_mut();
        servers.for_each(|servers| servers.retain(|_| at.next().unwrap()));
        consent
    })
}

proptest! {
    #[test]
    fn each_agreement_more_can_only_take_away(one in part(), other in part()) {
        let (less, more) = (bounds(vec![one.clone(), other]), bounds(vec![one]));
        for url in ["https://as.example.com/", "https://eu.api.example.com/", "https://files.example.com/"] {
            let url = url.parse().unwrap();
            if let Ok(permit) = less.policy().permit(&url) {
                let wider = more.policy().permit(&url).unwrap();
                prop_assert!(wider.credential || !permit.credential);
                prop_assert!(wider.sign_in || !permit.sign_in);
            }
        }
        prop_assert!(more.check_download("fetch").is_ok() || less.check_download("fetch").is_err());
    }

    #[test]
    fn what_was_agreed_to_is_nothing_beyond(one in part(), other in part()) {
        prop_assert!(one.beyond(&one).is_empty());
        prop_assert!(one.beyond(&as_it_is()).is_empty());
        if one.beyond(&other).is_empty() && other.beyond(&one).is_empty() {
            prop_assert_eq!(&one.origins, &other.origins);
        }
    }
}
