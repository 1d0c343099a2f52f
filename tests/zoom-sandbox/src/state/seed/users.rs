//! The users: the owner, an admin, two members of which one has no license.

use jiff::Timestamp;
use serde_json::Map;

use super::at;
use crate::{
    ids::Ids,
    state::user::{License, Role, Status, User},
};

pub(super) fn users(ids: &mut Ids, now: Timestamp) -> Vec<User> {
    use License::{Basic, Licensed};
    let mut user = |first: &str, last: &str, license, role, dept: &str, job: &str, pmi| User {
        id: ids.entity(),
        email: format!("{}@sandbox.example", first.to_lowercase()),
        first_name: first.into(),
        last_name: last.into(),
        license,
        role,
        pmi,
        personal_link: format!("{first}.{last}").to_lowercase(),
        timezone: super::TIMEZONE.into(),
        dept: dept.into(),
        job_title: job.into(),
        created_at: at(now, -700, 10),
        last_login_time: at(now, -1, 9),
        status: Status::Active,
        // Six digits that tell the users apart.
        host_key: format!("{:06}", pmi % 1_000_000),
        api_url: None,
        profile: Map::new(),
    };
    vec![
        user(
            "Olivia",
            "Owner",
            Licensed,
            Role::Owner,
            "Management",
            "Managing director",
            5_550_100_001,
        ),
        user(
            "Adam",
            "Admin",
            Licensed,
            Role::Admin,
            "IT",
            "Administrator",
            5_550_100_002,
        ),
        user(
            "Lena",
            "Licensed",
            Licensed,
            Role::Member,
            "Sales",
            "Account manager",
            5_550_100_003,
        ),
        user(
            "Ben",
            "Basic",
            Basic,
            Role::Member,
            "Sales",
            "Trainee",
            5_550_100_004,
        ),
    ]
}
