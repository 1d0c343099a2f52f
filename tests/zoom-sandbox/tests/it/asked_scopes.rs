//! The scopes that an authorization request asks for.

use serde_json::Value;

use crate::client::{Client, REDIRECT_URI, location, query, sandbox};

const APP: &str = "sandbox-user-granular";

async fn page(client: &Client, app: &str, more: &[(&str, &str)]) -> String {
    let url = client.authorize_url(app, more);
    let answer = client.http.get(url).send().await.unwrap();
    answer.text().await.unwrap()
}

/// The scopes of the token after the form was sent.
async fn granted(client: &Client, more: &[(&str, &str)], form: &[(&str, &str)]) -> String {
    let url = client.authorize_url(APP, more);
    let answer = client.http.post(url).form(form).send().await.unwrap();
    let code = query(&location(&answer), "code").unwrap();
    let parameters = [
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", REDIRECT_URI),
    ];
    let (_, tokens) = client.token(&client.app(APP), &parameters).await;
    tokens["scope"].as_str().unwrap().to_owned()
}

async fn allowed(client: &Client, more: &[(&str, &str)]) -> String {
    granted(client, more, &[("decision", "allow")]).await
}

#[tokio::test]
async fn an_app_with_classic_scopes_may_not_name_scopes() {
    let client = Client::anonymous(sandbox().await);
    for name in ["scope", "optional_scope"] {
        let page = page(&client, "sandbox-user-classic", &[(name, "meeting:write")]).await;
        let refusal: Value = serde_json::from_str(&page).unwrap();
        assert_eq!(refusal["errorMessage"], "Invalid scopes", "{name}");
    }
}

#[tokio::test]
async fn an_app_with_granular_scopes_gets_the_scopes_it_names() {
    let client = Client::anonymous(sandbox().await);
    let scope = "user:read:user meeting:read:meeting";
    assert_eq!(allowed(&client, &[("scope", scope)]).await, scope);
}

#[tokio::test]
async fn a_scope_that_the_app_does_not_have_is_invalid() {
    let client = Client::anonymous(sandbox().await);
    for name in ["scope", "optional_scope"] {
        let page = page(&client, APP, &[(name, "user:read:user:admin")]).await;
        assert!(page.contains("Invalid scopes"), "{name}: {page}");
    }
}

#[tokio::test]
async fn a_person_may_decline_an_optional_scope_and_add_the_app() {
    let client = Client::anonymous(sandbox().await);
    let asked = [
        ("scope", "user:read:user"),
        (
            "optional_scope",
            "meeting:read:meeting meeting:write:meeting",
        ),
    ];
    let page = page(&client, APP, &asked).await;
    assert!(
        page.contains(r#"<select name="meeting:write:meeting">"#),
        "{page}"
    );
    assert!(
        !page.contains(r#"<select name="user:read:user">"#),
        "{page}"
    );
    let form = [("decision", "allow"), ("meeting:write:meeting", "decline")];
    assert_eq!(
        granted(&client, &asked, &form).await,
        "user:read:user meeting:read:meeting"
    );
}

#[tokio::test]
async fn what_is_optional_is_taken_from_the_scopes_of_the_app() {
    let client = Client::anonymous(sandbox().await);
    let form = [("decision", "allow"), ("user:read:user", "decline")];
    let rest = granted(&client, &[("optional_scope", "user:read:user")], &form).await;
    let mut scopes = client.app(APP).scopes;
    scopes.retain(|scope| scope != "user:read:user");
    assert_eq!(rest, scopes.join(" "));
}

#[tokio::test]
async fn scopes_that_were_granted_before_are_kept_when_asked_for() {
    let client = Client::anonymous(sandbox().await);
    allowed(&client, &[("scope", "user:read:user")]).await;
    let more = [
        ("scope", "meeting:read:meeting"),
        ("include_granted_scopes", "true"),
    ];
    let both = "meeting:read:meeting user:read:user";
    assert_eq!(allowed(&client, &more).await, both);
    let alone = [("scope", "meeting:read:meeting")];
    assert_eq!(allowed(&client, &alone).await, "meeting:read:meeting");
}
