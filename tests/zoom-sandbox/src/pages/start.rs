//! The start page: what is here, how to use it, and what has happened.

use axum::{extract::State as Extract, response::Html};
use http::StatusCode;
use maud::{Markup, html};
use serde_json::json;

use super::{code, layout};
use crate::{
    exchanges::Exchange,
    links::reroutes,
    sandbox::Shared,
    state::State,
    time,
    webhooks::{Delivery, Webhooks},
};

/// How many of the last exchanges and deliveries are shown.
const SHOWN: usize = 20;

/// `GET /`.
pub(crate) async fn start(Extract(shared): Extract<Shared>) -> Html<String> {
    let content = html! {
        h1 { "Zoom sandbox" }
        (how_to_use(&shared))
        (account(&shared.state()))
        (apps(&shared.state()))
        h2 { "Faults that are on" }
        @let faults = shared.faults.all();
        @if faults.is_empty() { p { "None. Set one with " code { "POST /_sandbox/faults" } "." } }
        ul { @for fault in &faults { li { code { (json!(fault)) } } } }
        (webhooks(&shared.webhooks))
        h2 { "Last requests" }
        @let exchanges = shared.exchanges.all();
        @if exchanges.is_empty() { p { "None yet." } }
        @for exchange in exchanges.iter().rev().take(SHOWN) { (self::exchange(exchange)) }
    };
    layout("Zoom sandbox", &content)
}

fn how_to_use(shared: &Shared) -> Markup {
    let here = format!("http://{}", shared.address);
    html! {
        p {
            "A Zoom on your own machine. Point a client at " code { (here) "/v2" }
            " in place of " code { "https://api.zoom.us/v2" } " and at " code { (here) "/oauth" }
            " in place of " code { "https://zoom.us/oauth" } ". It is now "
            code { (time::utc(shared.clock.now())) } " here."
        }
        p { "connector-host comes here after" }
        @let [zoom, hosts_under_it] = reroutes(shared.address);
        pre { "export CONNECTOR_HOST_REROUTE='" wbr; (zoom) "," wbr; (hosts_under_it) "'" }
        @match shared.tls_address {
            Some(address) => p {
                "A client whose hosts can't be changed trusts the certificate "
                a href="/_sandbox/ca.pem" { "ca.pem" } " and uses the proxy "
                code { "HTTPS_PROXY=" (here) } ": all hosts of Zoom lead here then. With TLS this is "
                code { "https://" (address) } "."
            },
            None => p {
                "A client whose hosts can't be changed needs TLS: start with "
                code { "--tls-port 0" } "."
            },
        }
    }
}

fn account(state: &State) -> Markup {
    html! {
        h2 { "Account " code { (state.account.id) } }
        div.cards {
            @for user in &state.users {
                section.card {
                    h3 { (user.display_name()) }
                    dl {
                        dt { "Email" } dd { (user.email) }
                        dt { "Role" } dd { (format!("{:?}", user.role)) }
                        dt { "License" } dd { (format!("{:?}", user.license)) }
                        dt { "Id" } dd { code { (user.id) } }
                    }
                }
            }
        }
        p {
            (state.meetings.len()) " meetings and " (state.recordings.len()) " recordings; "
            a href="/_sandbox/state" { "all of it as JSON" } "."
        }
    }
}

fn apps(state: &State) -> Markup {
    html! {
        h2 { "Apps" }
        div.cards {
            @for app in &state.apps {
                section.card {
                    h3 { (app.name) }
                    dl {
                        dt { "Client id" } dd { code { (app.client_id) } }
                        dt { "Secret" }
                        dd {
                            @if app.client_secret.is_empty() { "none" }
                            @else { code { (app.client_secret) } }
                        }
                        @for uri in &app.redirect_uris {
                            dt { "Redirect" } dd { (code(uri)) }
                        }
                    }
                }
            }
        }
    }
}

fn webhooks(webhooks: &Webhooks) -> Markup {
    let subscribers = webhooks.subscribers();
    html! {
        h2 { "Webhooks" }
        @if subscribers.is_empty() {
            p { "None. Subscribe with " code { "POST /_sandbox/webhooks" } "." }
        }
        ul {
            @for subscriber in &subscribers {
                li {
                    code { (subscriber.subscription.url) }
                    @if subscriber.disabled { ", disabled: its validation failed too often" }
                    @else if subscriber.validated.is_none() { ", not validated yet" }
                }
            }
        }
        @for delivery in webhooks.deliveries().iter().rev().take(SHOWN) { (self::delivery(delivery)) }
    }
}

fn delivery(delivery: &Delivery) -> Markup {
    html! {
        details {
            summary {
                code { (delivery.event) }
                @for attempt in &delivery.attempts {
                    " " @match (attempt.status, &attempt.problem) {
                        (Some(status), _) => (status),
                        (None, Some(problem)) => (problem),
                        (None, None) => {},
                    }
                }
            }
            pre { (delivery.body) }
        }
    }
}

fn exchange(exchange: &Exchange) -> Markup {
    let words = StatusCode::from_u16(exchange.status).ok();
    let words = words.and_then(|status| status.canonical_reason());
    html! {
        details {
            summary {
                (code(&format!("{} {}", exchange.method, exchange.path())))
                " " (exchange.status) " " (words.unwrap_or_default())
                @if let Some(fault) = &exchange.fault { ", struck by " code { (json!(fault)) } }
            }
            pre {
                (exchange.method) " " (exchange.target) "\n"
                (fields(&exchange.headers)) "\n" (exchange.body)
            }
            pre {
                (exchange.status) "\n"
                (fields(&exchange.response_headers)) "\n" (exchange.response_body)
            }
        }
    }
}

fn fields(headers: &[(String, String)]) -> Markup {
    html! { @for (name, value) in headers { (name) ": " (value) "\n" } }
}
