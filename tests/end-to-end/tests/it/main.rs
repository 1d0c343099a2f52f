//! The built components in the host: one program, since each that has the whole host in it takes
//! its time to build.

mod boundaries;
mod catalogue;
mod component_contents;
mod composed;
mod connections;
mod deletions;
mod diagnosis;
mod downloads;
mod dry_run;
mod endings;
mod every_action;
mod exit_codes;
#[cfg(unix)]
mod killed;
mod large_answers;
mod lists;
mod main_job;
mod moving;
mod notes;
mod public_client;
mod random_calls;
mod readme;
#[cfg(unix)]
mod readme_over_http;
mod refused_components;
mod round_trip;
#[cfg(unix)]
mod served;
#[cfg(unix)]
mod taken_away;
mod tokens;
mod triggers;
#[cfg(unix)]
mod two_processes;
mod young_apps;
