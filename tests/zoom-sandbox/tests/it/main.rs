//! The sandbox as a client meets it: over HTTP.

#![allow(
    clippy::unwrap_used,
    reason = "a step that fails is the failure of the test"
)]

mod access;
mod accounts;
mod approvals;
mod archiving;
mod asked_scopes;
mod audit_reports;
mod browser;
mod client;
mod control;
mod dashboards;
mod deactivation;
mod doors;
mod events;
mod faults;
mod flows;
mod foreign_clients;
mod history_reports;
mod limits;
mod lists;
mod live_meetings;
mod livestreams;
mod meetings;
mod oauth;
mod past_meetings;
mod plans;
mod polls;
mod program;
mod public_client;
mod published;
mod receiver;
mod recordings;
mod registrants;
mod reports;
mod seen;
mod surveys;
mod tls;
mod tracking_fields;
mod trash;
mod users;
mod webhooks;
mod webinar_registrants;
mod webinars;
