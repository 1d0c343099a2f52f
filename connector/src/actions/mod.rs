//! The actions, one file each, by group.
//!
//! There are many, and the component is compiled, kept and loaded as a whole: so what an action says is
//! a table, and what it does goes through code that all of them share. Tables cost what they hold; of
//! code, these cost thousands of bytes each time that they are written:
//!
//! - `json!` of an object, which writes out each member: [`object`](crate::json::object) has one loop.
//! - `collect` into an object, which brings a sort of its own along: [`gathered`](crate::json::gathered)
//!   has none.
//! - `Serialize` and `Deserialize` of a memory, for a [`Value`](serde_json::Value) once more than for
//!   text. A memory of a few members is read with `get` and written with `object`.
//! - Another type in a `BTreeMap`, or in a sort: what is sorted already can be searched, and one list of
//!   pairs of texts and numbers does for many.

mod apps;
mod archiving;
mod connection;
mod dashboards;
mod generic;
mod lists;
mod live;
mod lookups;
pub(crate) mod meetings;
mod past_meetings;
mod polls;
pub(crate) mod recordings;
pub(crate) mod records;
pub(crate) mod registrants;
mod reports;
mod sdk;
pub(crate) mod summaries;
pub(crate) mod users;
pub(crate) mod webinars;

use crate::action::Action;
use crate::contract::{Failure, FailureKind};
use crate::names;

/// All actions, in the order of the manifest.
pub(crate) static ALL: &[&Action] = &[
    &meetings::create::ACTION,
    &meetings::planned::one_time::ACTION,
    &meetings::planned::daily::ACTION,
    &meetings::planned::weekly::ACTION,
    &meetings::planned::monthly::ACTION,
    &meetings::get::ACTION,
    &meetings::update::ACTION,
    &meetings::reschedule::ACTION,
    &meetings::add_alternative_hosts::ACTION,
    &meetings::remove_alternative_hosts::ACTION,
    &meetings::delete::ACTION,
    &meetings::list::ACTION,
    &meetings::find::ACTION,
    &meetings::export::ACTION,
    &meetings::import::ACTION,
    &meetings::get_invitation::ACTION,
    &meetings::create_invite_links::ACTION,
    &meetings::list_upcoming::ACTION,
    &meetings::end::ACTION,
    &meetings::recover::ACTION,
    &meetings::list_templates::ACTION,
    &meetings::pick_host::ACTION,
    &meetings::get_join_token::ACTION,
    &meetings::get_survey::ACTION,
    &meetings::update_survey::ACTION,
    &meetings::delete_survey::ACTION,
    &polls::list::ACTION,
    &polls::get::ACTION,
    &polls::create::ACTION,
    &polls::create_batch::ACTION,
    &polls::update::ACTION,
    &polls::delete::ACTION,
    &registrants::list::ACTION,
    &registrants::get::ACTION,
    &registrants::add::ACTION,
    &registrants::batch_add::ACTION,
    &registrants::sync::ACTION,
    &registrants::update_status::ACTION,
    &registrants::delete::ACTION,
    &registrants::get_questions::ACTION,
    &registrants::update_questions::ACTION,
    &past_meetings::get::ACTION,
    &past_meetings::list::ACTION,
    &past_meetings::list_instances::ACTION,
    &past_meetings::list_participants::ACTION,
    &past_meetings::list_questions::ACTION,
    &past_meetings::list_polls::ACTION,
    &past_meetings::attendance::ACTION,
    &summaries::get_summary::ACTION,
    &summaries::list_summaries::ACTION,
    &summaries::list_user_summaries::ACTION,
    &summaries::delete_summary::ACTION,
    &summaries::get_transcript::ACTION,
    &summaries::transcript_text::ACTION,
    &summaries::delete_transcript::ACTION,
    &summaries::assets::ACTION,
    &recordings::list::ACTION,
    &recordings::get::ACTION,
    &recordings::get_link::ACTION,
    &recordings::download::ACTION,
    &recordings::download_all::ACTION,
    &recordings::delete_all::ACTION,
    &recordings::delete_file::ACTION,
    &recordings::recover::ACTION,
    &recordings::recover_file::ACTION,
    &recordings::get_settings::ACTION,
    &recordings::update_settings::ACTION,
    &recordings::list_registrants::ACTION,
    &live::control_recording::ACTION,
    &live::invite::ACTION,
    &live::remove_participant::ACTION,
    &live::update_waiting_room::ACTION,
    &live::control_ai_companion::ACTION,
    &live::update_livestream::ACTION,
    &live::control_livestream::ACTION,
    &archiving::list::ACTION,
    &archiving::get::ACTION,
    &webinars::create::ACTION,
    &webinars::get::ACTION,
    &webinars::update::ACTION,
    &webinars::delete::ACTION,
    &webinars::list::ACTION,
    &webinars::end::ACTION,
    &webinars::list_registrants::ACTION,
    &webinars::add_registrant::ACTION,
    &webinars::update_registrant_status::ACTION,
    &webinars::list_panelists::ACTION,
    &webinars::add_panelists::ACTION,
    &webinars::remove_panelist::ACTION,
    &webinars::list_absentees::ACTION,
    &webinars::list_past_questions::ACTION,
    &webinars::list_past_polls::ACTION,
    &reports::meeting::ACTION,
    &reports::meeting_participants::ACTION,
    &reports::webinar_participants::ACTION,
    &reports::meeting_results::ACTION,
    &reports::user_meetings::ACTION,
    &reports::active_hosts::ACTION,
    &reports::daily_usage::ACTION,
    &reports::operation_logs::ACTION,
    &dashboards::list_meetings::ACTION,
    &dashboards::list_participants::ACTION,
    &dashboards::list_webinars::ACTION,
    &dashboards::list_webinar_participants::ACTION,
    &dashboards::meeting_quality::ACTION,
    &users::get_current::ACTION,
    &users::get::ACTION,
    &users::list::ACTION,
    &users::create::ACTION,
    &users::update::ACTION,
    &users::delete::ACTION,
    &users::update_status::ACTION,
    &users::list_schedulers::ACTION,
    &users::get_token::ACTION,
    &users::settings::get::ACTION,
    &users::settings::update::ACTION,
    &users::list_tracking_fields::ACTION,
    &users::list_summary_templates::ACTION,
    &users::summary::ACTION,
    &users::plan_usage::ACTION,
    &users::list_groups::ACTION,
    &users::list_group_members::ACTION,
    &users::recycle::ACTION,
    &sdk::signature::ACTION,
    &sdk::join_package::ACTION,
    &apps::build_manifest::ACTION,
    &apps::validate_manifest::ACTION,
    &apps::pre_approve::ACTION,
    &apps::webhook_logs::ACTION,
    &records::list::ACTION,
    &records::get::ACTION,
    &records::create::ACTION,
    &records::update::ACTION,
    &records::delete::ACTION,
    &lists::time_zones::ACTION,
    &lists::languages::ACTION,
    &lists::event_types::ACTION,
    &connection::test::ACTION,
    &generic::http_request::ACTION,
];

/// The action of that id.
pub(crate) fn find(id: &str) -> Result<&'static Action, Failure> {
    ALL.iter()
        .find(|action| action.id == id)
        .copied()
        .ok_or_else(|| {
            let nearest = names::nearest(id, ALL.iter().map(|action| action.id));
            let hint = nearest.map(|nearest| format!(" Did you mean `{nearest}`?"));
            Failure::new(
                FailureKind::Unsupported,
                format!(
                    "There is no action of that name.{}",
                    hint.unwrap_or_default()
                ),
            )
        })
}
