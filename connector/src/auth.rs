//! The auth methods: which app at Zoom a connection goes through.

use serde_json::Value;

use crate::clouds::{Cloud, ENVIRONMENTS, is_zoom};
use crate::contract::{
    Authorization, AuthorizationCode, AuthorizationServer, Client, ClientAuthentication,
    Connection, DeviceCode, Failure, FailureKind, Field, TokenGrant,
};
use crate::input::Input;
use crate::manifest_only::ManifestOnly;
use crate::shape::{self, Findings, Kind, Shape, TEXT, list, member};

pub(crate) const AUTHORIZATION_ENDPOINT: &str = "/oauth/authorize";
pub(crate) const TOKEN_ENDPOINT: &str = "/oauth/token";
pub(crate) const DEVICE_AUTHORIZATION_ENDPOINT: &str = "/oauth/devicecode";
pub(crate) const REVOCATION_ENDPOINT: &str = "/oauth/revoke";
/// The grant type of apps that act for an account, and the parameter that names it.
pub(crate) const ACCOUNT_CREDENTIALS: &str = "account_credentials";
pub(crate) const ACCOUNT_ID: &str = "account_id";
/// The secret setting that proves who the client is.
pub(crate) const CLIENT_SECRET: &str = "client_secret";
/// The settings with which signatures for the Meeting SDK are made.
pub(crate) const SDK_KEY: &str = "sdk_key";
pub(crate) const SDK_SECRET: &str = "sdk_secret";

/// The secret setting that webhook deliveries are signed with.
pub(crate) const WEBHOOK_SECRET_TOKEN: &str = "webhook_secret_token";

/// An auth method.
pub(crate) struct Method {
    pub(crate) id: &'static str,
    #[cfg_attr(
        not(feature = "manifest"),
        allow(dead_code, reason = "the manifest alone reads it")
    )]
    pub(crate) texts: ManifestOnly<Texts>,
    pub(crate) settings: Shape,
    pub(crate) way: Way,
}

/// How a method gets a token.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Way {
    /// Somebody approves in a browser.
    AuthorizationCode,
    /// Somebody approves in a browser, and the app proves by PKCE alone who it is.
    PublicClient,
    /// Somebody approves on another device.
    DeviceCode,
    /// Zoom's own grant type for apps that act for an account.
    AccountCredentials,
}

/// What only the manifest tells of a method.
#[derive(Clone, Copy)]
#[cfg_attr(
    not(feature = "manifest"),
    allow(dead_code, reason = "the manifest alone reads it")
)]
pub(crate) struct Texts {
    pub(crate) name: &'static str,
    /// One sentence: when to choose it.
    pub(crate) summary: &'static str,
    /// What the person who prepares the app at Zoom does, step by step. `{granular_user}`,
    /// `{classic_user}`, `{granular_admin}` and `{classic_admin}` stand for the scopes that all
    /// actions together need.
    pub(crate) setup: &'static [&'static str],
}

const CLIENT_ID: &str = "The Client ID on the app's credentials page at Zoom.";
const SCOPES_TO_ASK_FOR: &str = "The scopes to ask for, for apps with granular scopes that do not always ask for all of them. Without it, Zoom takes those that are ticked for the app.";
/// Zoom's authorize page takes commas, where RFC 6749 has spaces.
const SCOPE_SEPARATOR: &str = ",";

/// The settings that all methods have.
static EVERYWHERE: &[shape::Field] = &[
    member(
        WEBHOOK_SECRET_TOKEN,
        Kind::Secret,
        "The Secret Token on the app's page at Zoom, under Features, Access: what Zoom signs webhook deliveries with. Only for taking deliveries.",
    )
    .titled("Secret Token"),
    member(
        "environment",
        Kind::Choice(&ENVIRONMENTS),
        "Which of Zoom's clouds the account is in: `government` is Zoom for Government, at zoomgov.com, \
         where the app has to be made as well. Its addresses are taken from the general ones and have \
         not been tried with such an account.",
    )
    .default("\"commercial\""),
    member(
        SDK_KEY,
        Kind::Text(1, 200),
        "For meetings in pages of your own: the Client ID of the app whose Meeting SDK is turned on, or the SDK Key of an older Meeting SDK app. It may be another app than the one that signs in.",
    )
    .titled("SDK Key"),
    member(
        SDK_SECRET,
        Kind::Secret,
        "The Client Secret or SDK Secret that belongs to the SDK Key. It signs for the Meeting SDK and does nothing else.",
    )
    .titled("SDK Secret"),
];

/// The settings of an app that keeps no secret.
static PUBLIC_APP: &[shape::Field] = &[member(
    "client_id",
    Kind::Text(1, 200),
    "The Public Client ID on the app's credentials page at Zoom, which is another one than its Client ID.",
)
.titled("Public Client ID")
.required()];

/// The settings of methods that go through an app of the person's own.
static OWN_APP: &[shape::Field] = &[
    member("client_id", Kind::Text(1, 200), CLIENT_ID).required(),
    member(
        CLIENT_SECRET,
        Kind::Secret,
        "The Client Secret on the app's credentials page at Zoom.",
    )
    .titled("Client Secret"),
];

/// The settings of methods whose authorization request may name scopes.
static SCOPES: &[shape::Field] = &[
    member("scopes", list(&TEXT), SCOPES_TO_ASK_FOR),
    member(
        "scope_separator",
        Kind::Choice(&[",", " "]),
        "What stands between two scopes that are asked for.",
    )
    .default("\",\""),
];

const SIGN_IN: &str = "Connect. A page of Zoom's opens: sign in there and allow the app.";
const PRE_APPROVAL: &str = "If Zoom says that the app needs approval, an administrator of the account signs in at marketplace.zoom.us, searches for the app, and allows it for all users or for yours (on the app's page, or under Manage, Permissions).";
const ONE_GRANT: &str = "Zoom keeps one grant for each user and app: whoever authorizes the same app again with another program ends this connection.";
const TICK_USER_SCOPES: &str = "Under Scopes, tick what the actions need. For a user-managed app: {granular_user}. Apps with classic scopes: {classic_user}. For an admin-managed app: {granular_admin}; with classic scopes: {classic_admin}.";
const TICK_GRANULAR_SCOPES: &str = "Under Scopes, tick what the actions need. For a user-managed app: {granular_user}. For an admin-managed app: {granular_admin}.";
const TICK_ADMIN_SCOPES: &str = "Under Scopes, tick what the actions need: {granular_admin}. Apps with classic scopes: {classic_admin}.";

pub(crate) static METHODS: &[Method] = &[
    Method {
        id: "oauth2",
        texts: ManifestOnly::new(Texts {
            name: "Zoom account",
            summary: "Sign in with Zoom; the platform has registered the app already.",
            setup: &[SIGN_IN, PRE_APPROVAL, ONE_GRANT],
        }),
        settings: Shape::of(&[SCOPES, EVERYWHERE]),
        way: Way::AuthorizationCode,
    },
    Method {
        id: "public-client",
        texts: ManifestOnly::new(Texts {
            name: "Zoom account, from your own machine",
            summary: "Sign in through an app of your own without a secret: one id to paste, for people at the machine that they connect from.",
            setup: &[
                "Sign in at marketplace.zoom.us and choose Develop, Build App, General App.",
                "Choose User-managed when everybody connects for themselves, Admin-managed when one connection is to act for all users of the account.",
                "Under App Credentials, turn on Use Public Client OAuth.",
                "Under OAuth Information, enter {redirect_uri} as the OAuth Redirect URL and in the OAuth Allow Lists. Its port may be any: for public clients Zoom looks at the rest alone.",
                TICK_GRANULAR_SCOPES,
                "Copy the Public Client ID from the app's credentials; the one under Development does for users of your own account.",
                SIGN_IN,
                "Zoom asks for your consent each time you sign in, since nothing but that proves who asks.",
                PRE_APPROVAL,
                ONE_GRANT,
            ],
        }),
        settings: Shape::of(&[PUBLIC_APP, EVERYWHERE]),
        way: Way::PublicClient,
    },
    Method {
        id: "byo-app",
        texts: ManifestOnly::new(Texts {
            name: "Zoom account, through your own app",
            summary: "Sign in with Zoom through an app that you have made there.",
            setup: &[
                "Sign in at marketplace.zoom.us and choose Develop, Build App, General App.",
                "Choose User-managed when everybody connects for themselves, Admin-managed when one connection is to act for all users of the account.",
                "Under OAuth Information, enter {redirect_uri} as the OAuth Redirect URL and in the OAuth Allow Lists, exactly so.",
                TICK_USER_SCOPES,
                "Copy the Client ID and the Client Secret from the app's credentials; those under Development do for users of your own account.",
                SIGN_IN,
                PRE_APPROVAL,
                ONE_GRANT,
            ],
        }),
        settings: Shape::of(&[OWN_APP, SCOPES, EVERYWHERE]),
        way: Way::AuthorizationCode,
    },
    Method {
        id: "device-code",
        texts: ManifestOnly::new(Texts {
            name: "Zoom account, approved on another device",
            summary: "Sign in through an app of your own where there is no browser, such as on a server: you approve on your phone or computer.",
            setup: &[
                "Sign in at marketplace.zoom.us and choose Develop, Build App, General App.",
                "Choose User-managed when everybody connects for themselves, Admin-managed when one connection is to act for all users of the account.",
                "Turn on Use App on Device.",
                TICK_USER_SCOPES,
                "Copy the Client ID and the Client Secret from the app's credentials; those under Development do for users of your own account.",
                "Connect. You are shown an address and a code: open the address on any device, enter the code, sign in at Zoom and allow the app.",
                PRE_APPROVAL,
                ONE_GRANT,
            ],
        }),
        settings: Shape::of(&[OWN_APP, EVERYWHERE]),
        way: Way::DeviceCode,
    },
    Method {
        id: "server-to-server",
        texts: ManifestOnly::new(Texts {
            name: "Server-to-Server OAuth",
            summary: "For programs that act for a whole account, with nobody signing in.",
            setup: &[
                "An administrator gives you a role with the permission for Server-to-Server OAuth apps (Account Management, Roles, Advanced features).",
                "Sign in at marketplace.zoom.us and choose Develop, Build App, Server-to-Server OAuth. A General App has no Account ID and does not do.",
                "Fill in the app's information: a description, your company, and whom to contact.",
                TICK_ADMIN_SCOPES,
                "Under Activation, activate the app. Its tokens stop working when it is deactivated.",
                "Copy the Account ID, the Client ID and the Client Secret from App Credentials.",
                "In the actions, name a user by user_id; `me` stands for the owner of the app.",
            ],
        }),
        settings: Shape::of(&[
            &[member(
                "account_id",
                Kind::Text(1, 200),
                "The Account ID on the app's credentials page at Zoom.",
            )
            .required()],
            OWN_APP,
            EVERYWHERE,
        ]),
        way: Way::AccountCredentials,
    },
];

/// The method of that id, and its settings, checked.
fn read(method: &str, settings: &str) -> Result<(&'static Method, Input), Failure> {
    let Some(method) = METHODS.iter().find(|known| known.id == method) else {
        let known: Vec<_> = METHODS
            .iter()
            .map(|known| format!("`{}`", known.id))
            .collect();
        return Err(Failure::new(
            FailureKind::Unsupported,
            format!(
                "There is no auth method of that name. Choose one of {}.",
                known.join(", ")
            ),
        ));
    };
    let mut findings = Findings::default();
    let settings = Input::parse(settings, &method.settings, &mut findings);
    let problems = findings.problems;
    if !problems.is_empty() {
        let consequence = format!("The settings of `{}` cannot be used", method.id);
        return Err(Failure::invalid_input(&consequence, problems));
    }
    Ok((method, settings))
}

/// How to get a token with `method` and `settings`.
pub(crate) fn authorize(method: &str, settings: &str) -> Result<Authorization, Failure> {
    let (method, settings) = read(method, settings)?;
    let scopes = settings
        .get("scopes")
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    let client_id = settings.text("client_id");
    let is_public = method.way == Way::PublicClient;
    let cloud = Cloud::named(settings.text("environment"));
    let server = AuthorizationServer {
        token_endpoint: cloud.at(TOKEN_ENDPOINT),
        revocation_endpoint: Some(cloud.at(REVOCATION_ENDPOINT)),
        client: Client {
            id: client_id.map(str::to_owned),
            secret_setting: client_id
                .filter(|_| !is_public)
                .map(|_| CLIENT_SECRET.to_owned()),
            authentication: match is_public {
                true => ClientAuthentication::None,
                false => ClientAuthentication::Basic,
            },
        },
        parameters: settings
            .text(ACCOUNT_ID)
            .map(|id| Field {
                name: ACCOUNT_ID.to_owned(),
                value: id.to_owned(),
            })
            .into_iter()
            .collect(),
        scopes: scopes
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect(),
        scope_separator: settings
            .text("scope_separator")
            .unwrap_or(SCOPE_SEPARATOR)
            .to_owned(),
        base_url_member: Some("api_url".to_owned()),
    };
    Ok(match method.way {
        Way::AuthorizationCode | Way::PublicClient => {
            Authorization::AuthorizationCode(AuthorizationCode {
                authorization_endpoint: cloud.at(AUTHORIZATION_ENDPOINT),
                parameters: Vec::new(),
                // Of public clients Zoom takes any port; else it compares the address letter by letter.
                any_loopback_port: is_public,
                server,
            })
        }
        Way::DeviceCode => Authorization::DeviceCode(DeviceCode {
            device_authorization_endpoint: cloud.at(DEVICE_AUTHORIZATION_ENDPOINT),
            server,
        }),
        Way::AccountCredentials => Authorization::TokenGrant(TokenGrant {
            grant_type: ACCOUNT_CREDENTIALS.to_owned(),
            server,
        }),
    })
}

/// The key of the Meeting SDK that a connection has.
pub(crate) fn sdk_key(connection: &Connection) -> Result<Option<String>, Failure> {
    let (_, settings) = read(&connection.method, &connection.settings)?;
    Ok(settings.text(SDK_KEY).map(str::to_owned))
}

/// What a connection says of where its account is and which one it is.
pub(crate) struct Account {
    /// Where the API is: where the token response has said, or else at the general address of its
    /// cloud.
    pub(crate) base_url: String,
    /// The account that the connection acts for as a whole.
    pub(crate) id: Option<String>,
}

/// The account of a connection.
pub(crate) fn account(connection: &Connection) -> Result<Account, Failure> {
    let (_, settings) = read(&connection.method, &connection.settings)?;
    let told = connection.base_url.as_deref().filter(|url| is_zoom(url));
    Ok(Account {
        base_url: told
            .unwrap_or(Cloud::named(settings.text("environment")).api)
            .to_owned(),
        id: settings.text("account_id").map(str::to_owned),
    })
}
