//! The title of each problem: what sort it is, in a few words. It is the same whenever the
//! problem is (RFC 9457 section 3.1.3), so it follows the code and nothing else; what
//! happened this time is in the detail.

/// What has failed is the host's own, and its operator's business.
const HOST: &str = "The host failed";

/// The title of a problem by the code of the library's error.
pub(super) fn of(code: &str) -> &'static str {
    // What a later version of the library tells of is the host's until somebody has
    // thought about it.
    of_known(code).unwrap_or(HOST)
}

fn of_known(code: &str) -> Option<&'static str> {
    of_request(code)
        .or_else(|| of_account(code))
        .or_else(|| of_call(code))
        .or_else(|| of_component(code))
        .or_else(|| of_host(code).then_some(HOST))
}

/// What was asked for is not there, or not so.
fn of_request(code: &str) -> Option<&'static str> {
    Some(match code {
        "unknown-connector" => "No such connector",
        "unknown-method" => "No such auth method",
        "unknown-action" => "No such action",
        "unknown-trigger" => "No such trigger",
        "unknown-lookup" => "No choices for the field",
        "connector-unusable" => "Connector refused by this host",
        "connector-in-use" => "Connector in use",
        "trigger-not-polled" => "Trigger cannot be polled",
        "wrong-settings" => "Settings do not fit",
        "input-not-an-object" => "Input is not an object",
        "operators-only" => "Only for the operator",
        "no-tenant" => "No such tenant",
        "tenant-exists" => "Tenant already exists",
        "tenant-in-use" => "Tenant in use",
        "tenant-default" => "Default tenant cannot be removed",
        "bad-tenant" => "Name not possible for a tenant",
        "no-api-key" => "No such API key",
        "wrong-api-key" => "Wrong API key",
        "api-key-expired" => "API key expired",
        "bad-text" => "Character that no text may have",
        "bad-api-key-name" => "Name not possible for an API key",
        "run-version" => "Run of another version",
        "run-damaged" => "Run damaged",
        "run-other-key" => "Run sealed with another key",
        "run-taken-up" => "Run taken up already",
        "run-without-journal" => "Run without a journal",
        "run-component-gone" => "Component of the run is gone",
        "run-files-elsewhere" => "Files of the run are elsewhere",
        "no-destination" => "No place for the file",
        "one-name-for-several-files" => "One name for several files",
        "file-name-taken-up" => "File name not possible",
        _ => return None,
    })
}

/// What is in the way of an account, or of connecting one.
fn of_account(code: &str) -> Option<&'static str> {
    Some(match code {
        "not-connected" => "No account connected",
        "no-connection" => "No such connection",
        "connection-disabled" => "Connection disabled",
        "connection-withdrawn" => "Connection withdrawn",
        "connection-of-other-connector" => "Connection of another connector",
        "connection-of-real-api" => "Connection of the real API",
        "ambiguous-connection" => "Several connections, none named",
        "bad-owner" => "Owner not possible for a connection",
        "bad-name" => "Name not possible for a connection",
        "name-in-use" => "Name in use",
        "name-taken" => "Name of another account",
        "no-app" => "No app registered",
        "unknown-app" | "no-such-app" => "No such app",
        "app-not-taken" => "No app that is registered is taken",
        "unknown-app-secret" => "No such secret of an app",
        "no-app-secret" => "Secret not set",
        "app-rotation-under-way" => "Secret is being rotated",
        "app-of-other-name" => "App registered under another name",
        "bad-app-name" => "Name not possible for an app",
        "bad-client-id" => "Client id not possible for an app",
        "bad-app-secret" => "Secret not possible for an app",
        "too-many-apps" => "Too many apps",
        "app-elsewhere" => "App registered for another server",
        "client-not-entered" => "Client id that nobody has entered",
        "client-refused" => "App's credentials refused",
        "needs-reconnecting" => "Account needs reconnecting",
        "grant-gone" => "Connection removed meanwhile",
        "credential-rejected" => "Credential rejected by the API",
        "credential-just-renewed" => "Credential rejected after renewal",
        "renewal-unavailable" => "Tokens not renewable now",
        "unknown-secret" => "No such secret",
        "identity-malformed" => "Account not identified",
        "authorization-server-unavailable" => "Authorization server unavailable",
        "authorization-server-unreadable" => "Authorization server not understood",
        "authorization-server-refused" => "Authorization server refused",
        "endpoint-malformed" => "Malformed endpoint",
        "parameter-not-allowed" => "Parameter not allowed",
        "token-too-long" => "Token too long",
        "token-malformed" => "Malformed token",
        "no-sign-in" => "No such sign-in",
        "sign-in-claimed" => "Sign-in being completed",
        "sign-in-overtaken" => "Sign-in overtaken",
        "sign-in-declined" => "Sign-in declined",
        "sign-in-other-state" => "Answer to another sign-in",
        "sign-in-other-issuer" => "Answer of another server",
        "sign-in-no-code" => "Answer without a code",
        "sign-in-timed-out" => "Sign-in timed out",
        "not-loopback" => "Address not of this machine",
        "returns-elsewhere" => "Browser returns elsewhere",
        "wrong-connect-session" => "Connect session does not fit",
        "no-connect-session" => "No such connect session",
        "wrong-connect-link" => "Wrong connect link",
        "connect-link-used" => "Connect link used already",
        "other-browser" => "Connect session of another browser",
        "connect-session-expired" => "Connect session expired",
        "connect-session-overtaken" => "Connect session overtaken",
        "too-many-connect-sessions" => "Too many connect sessions",
        "wants-more" => "More wanted than agreed to",
        "not-declared" => "Not declared by the connector",
        "not-agreed" => "Not agreed to",
        "not-added" => "Connector not added",
        "not-recorded" => "Agreement not recorded",
        "consent-narrowed" => "Agreement narrowed meanwhile",
        "not-allowed-by-operator" => "Not allowed by the operator",
        _ => return None,
    })
}

/// What ended a call, a failure of the connector included.
fn of_call(code: &str) -> Option<&'static str> {
    Some(match code {
        "invalid-input" => "Input does not fit",
        "unsupported" => "Not supported",
        "unauthenticated" => "Credential not accepted",
        "missing-scope" => "Scope missing",
        "forbidden" => "Forbidden by the API",
        "plan-required" => "Not in the account's plan",
        "not-found" => "Not found at the API",
        "conflict" => "Conflict at the API",
        "rate-limited" => "Too many requests to the API",
        "quota-exceeded" => "Quota of the API used up",
        "refused" => "Refused by the API",
        "unavailable" => "API unavailable",
        "unexpected-response" => "Unexpected answer of the API",
        "unknown-outcome" | "outcome-unknown" => "Outcome unknown",
        "not-authentic" => "Delivery not authentic",
        "not-reached" => "API not reached",
        "not-sent" => "Request not sent",
        "answer-broken" => "Answer broke off",
        "answer-slow" => "Answer took too long",
        "answer-too-large" => "Answer too large",
        "too-many-interim-answers" => "Too many interim answers",
        "too-many-redirects" => "Too many redirects",
        "redirect-refused" | "redirect-not-followed" => "Redirect not followed",
        "redirect-with-token" => "Redirect with a token in it",
        "redirect-anywhere-of-write" => "Redirect of a write",
        "sent-earlier" => "Failed after an earlier request",
        "not-a-url" => "Not a URL",
        "not-https" => "Not https",
        "user-in-url" => "User name in the URL",
        "ip-address" => "IP address in the URL",
        "address-not-public" => "Address not public",
        "origin-not-declared" => "Origin not declared by the connector",
        "origin-not-agreed" => "Origin not agreed to",
        "origin-not-for-sign-in" => "Origin not for signing in",
        "origin-not-allowed-by-operator" => "Origin not allowed by the operator",
        "method-not-allowed" => "HTTP method not allowed",
        "field-of-the-host" => "Header field not allowed",
        "field-malformed" => "Malformed header field",
        "too-many-fields" => "Too many header fields",
        "charset-not-allowed" => "Charset not allowed",
        "part-not-allowed" => "Part of an answer not allowed",
        "wait-too-long" => "Wait too long",
        "call-too-long" => "Call took too long",
        "too-many-steps" => "Too many steps",
        "too-much-computing" => "Too much computing",
        "output-too-long" | "output-too-large" => "Output too large",
        "output-unfit" => "Output does not fit its schema",
        "contract-broken" => "Contract broken by the connector",
        "state-too-large" => "Connector's state too large",
        "message-too-large" => "Message to sign too large",
        "page-not-taken" => "Page not taken",
        "file-cut-short" => "File cut short",
        "file-too-large" => "File too large",
        "too-many-files" => "Too many files",
        "event-malformed" | "event-without-id" | "event-id-too-long" | "event-of-no-trigger" => {
            "Malformed event"
        }
        "reception-status" | "reception-two-bodies" => "Malformed answer to a delivery",
        _ => return None,
    })
}

/// What is wrong with a component.
fn of_component(code: &str) -> Option<&'static str> {
    Some(match code {
        "component-broke-off" => "Connector broke off",
        "component-too-slow" => "Connector took too long",
        "component-too-large" => "Connector took too much memory",
        "component-unreadable" => "Connector not understood",
        "component-altered" => "Component altered in the store",
        "not-webassembly" => "Not WebAssembly",
        "webassembly-text" => "WebAssembly as text",
        "core-module" => "Module and not a component",
        "component-invalid" => "Invalid component",
        "component-version" => "Other version of the contract",
        "component-feature" => "WebAssembly feature not allowed",
        "component-beyond-measure" => "Too much to compile",
        "component-imports" => "Component with imports",
        "component-other-world" => "Component of another world",
        "component-not-started" => "Component does not start",
        "compiler-memory" => "Compiling takes too much memory",
        "compiler-time" => "Compiling takes too long",
        "origin-malformed"
        | "manifest-too-long"
        | "manifest-list-too-long"
        | "manifest-malformed"
        | "manifest-empty"
        | "manifest-duplicate"
        | "manifest-too-many-settings"
        | "manifest-secrets"
        | "manifest-part-of-a-secret"
        | "manifest-window-too-long"
        | "manifest-setting-too-long"
        | "manifest-token-endpoint-too-long"
        | "manifest-id"
        | "manifest-lookup" => "Manifest not valid",
        _ => return None,
    })
}

/// What the operator's log tells of, and nobody else is told.
fn of_host(code: &str) -> bool {
    let parts = [
        "archive-", "key-", "policy-", "reroute-", "runtime-", "seal-",
    ];
    parts.iter().any(|part| code.starts_with(part))
        || matches!(
            code,
            "file"
                | "no-home"
                | "keyring"
                | "no-keyring"
                | "same-key"
                | "file-exists"
                | "file-not-written"
                | "run-not-kept"
                | "renewal-lease"
                | "cannot-listen"
                | "client-setup"
                | "credential-not-kept"
                | "credential-not-read"
                | "credential-not-read-now"
                | "credential-store-full"
                | "grant-busy"
                | "lease-busy"
                | "compiler-not-started"
                | "compiler-broke-off"
                | "compiler-other-code"
                | "store-other-key"
                | "store-newer"
                | "store-clock-off"
                | "store-database"
                | "store-corrupt"
                | "store-directory"
                | "store-file"
                | "store-exposed"
                | "store-lock"
        )
}

#[cfg(test)]
mod tests {
    use connector_host::contract::FailureKind;

    use super::super::Code;
    use super::*;

    /// All codes of the library, as it holds them itself.
    fn codes() -> impl Iterator<Item = &'static str> {
        let listed = include_str!(
            "../../../src/error/snapshots/connector_host__error__code__tests__a_code_is_given_away_once_and_stays_what_it_is.snap"
        );
        let listed = listed.lines().filter_map(|line| line.strip_prefix("  "));
        listed.chain(FailureKind::ALL.into_iter().map(FailureKind::name))
    }

    #[test]
    fn each_code_has_a_title_that_somebody_has_thought_about() {
        assert!(codes().count() > 200);
        let without: Vec<_> = codes().filter(|code| of_known(code).is_none()).collect();
        assert_eq!(without, [""; 0]);
    }

    #[test]
    fn a_title_is_a_few_words_and_no_sentence() {
        let own = Code::ALL.iter().map(|code| code.title());
        for title in codes().map(of).chain(own) {
            assert!(title.len() <= 40, "{title}");
            assert!(!title.ends_with('.'), "{title}");
            assert!(
                title.starts_with(|first: char| first.is_uppercase()),
                "{title}"
            );
        }
    }

    #[test]
    fn what_is_not_known_is_the_hosts_failure() {
        assert_eq!(of("of-a-later-version"), "The host failed");
    }
}
