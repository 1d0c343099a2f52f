//! What a connector does to the account: the effects of its actions, what it looks at
//! where no action was invoked, and what it sees of the settings.

use serde_json::{Value, json};

use super::{as_it_is, bounds, difference, manifest, wanted};
use crate::consent::{Bounds, Consent, Permission, in_all_words, in_words};
use crate::policy::OperatorPolicy;

fn with_effect(effect: &str) -> impl Fn(&mut Value) {
    move |manifest: &mut Value| manifest["actions"][0]["effect"] = json!(effect)
}

/// So many actions are new.
fn with_new(count: usize, effect: &str) -> impl Fn(&mut Value) {
    move |manifest: &mut Value| {
        let actions = manifest["actions"].as_array_mut().unwrap();
        for number in 0..count {
            let mut action = actions[0].clone();
            action["id"] = json!(format!("new-{number:02}"));
            action["effect"] = json!(effect);
            actions.push(action);
        }
    }
}

/// What a version may do that is changed like this, where somebody has agreed to that.
fn changed(change: impl Fn(&mut Value), agreed: Consent) -> Bounds {
    let rules = OperatorPolicy::default().of("notes");
    let permission = Permission::new(&manifest(&change), wanted(&change), rules, &[]);
    permission.within(vec![agreed])
}

/// A record of a time when nobody was asked what actions do to the account.
fn of_before() -> Consent {
    let mut kept = json!(as_it_is());
    for new in ["effects", "resumes", "seen_settings"] {
        let _ = kept.as_object_mut().unwrap().remove(new);
    }
    serde_json::from_value(kept).unwrap()
}

#[test]
fn an_action_that_does_more_than_before_and_a_new_one_that_changes_something_are_told() {
    assert_eq!(
        difference(with_effect("write")),
        ["change something (write) in `list`"]
    );
    assert_eq!(
        difference(with_effect("destructive")),
        ["remove something, or end it for other people (destructive), in `list`"]
    );
    assert_eq!(difference(with_new(5, "read")), [""; 0]);
    assert_eq!(
        difference(with_new(5, "write")),
        ["change something (write) in `new-00`, `new-01`, `new-02`, `new-03`, `new-04`"]
    );
}

#[test]
fn twenty_actions_are_named_to_whoever_is_asked_and_all_to_whoever_asks_for_all() {
    let twenty: Vec<String> = (0..20).map(|number| format!("`new-{number:02}`")).collect();
    let twenty = twenty.join(", ");
    for (effect, does, heading) in [
        (
            "write",
            "change something (write) in",
            "Changes something (write) in",
        ),
        (
            "destructive",
            "remove something, or end it for other people (destructive), in",
            "Removes something, or ends it for other people (destructive), in",
        ),
    ] {
        assert_eq!(
            difference(with_new(20, effect)),
            [format!("{does} {twenty}")]
        );
        let wanted = wanted(with_new(23, effect));
        let difference = wanted.beyond(&as_it_is());
        let more: Vec<_> = difference.iter().collect();
        assert_eq!(more.len(), 1);
        assert_eq!(more[0].to_string(), format!("{does} {twenty} and 3 more"));
        let all = format!("{does} {twenty}, `new-20`, `new-21`, `new-22`");
        assert_eq!(more[0].in_full().to_string(), all);

        let line = |told: Vec<(&str, Vec<String>)>| {
            let mut told = told.into_iter();
            let told = told.find(|(told, _)| *told == heading).unwrap();
            told.1.join("; ")
        };
        let plain = twenty.replace('`', "");
        assert_eq!(line(in_words(&wanted)), format!("{plain} and 3 more"));
        assert_eq!(
            line(in_all_words(&wanted)),
            format!("{plain}, new-20, new-21, new-22")
        );
    }
}

#[test]
fn one_that_does_less_is_no_difference_unless_its_requests_do_as_much() {
    let destructive = wanted(with_effect("destructive"));
    for effect in ["destructive", "write", "read"] {
        assert!(wanted(with_effect(effect)).beyond(&destructive).is_empty());
    }
    // Somebody has agreed to a change by DELETE, and is told now that it is none.
    let deleting = |effect: &str| {
        let effect = effect.to_owned();
        wanted(move |manifest| {
            with_effect(&effect)(manifest);
            manifest["actions"][0]["http"]["method"] = json!("DELETE");
        })
    };
    let more = deleting("read").beyond(&deleting("write"));
    let told: Vec<String> = more.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        ["send DELETE requests in `list`, which is said not to be destructive"]
    );
}

#[test]
fn an_action_does_no_more_than_was_agreed_to() {
    for (effect, does) in [
        ("write", "change something (write)"),
        ("destructive", "(destructive)"),
    ] {
        let bounds = changed(with_effect(effect), as_it_is());
        let refused = bounds.check_effect("list").unwrap_err().to_string();
        assert!(refused.contains(does), "{refused}");
        assert!(refused.contains("nobody has agreed to that"), "{refused}");
        assert_eq!(bounds.check_effect("fetch"), Ok(()));
        let agreed = wanted(with_effect(effect));
        let bounds = changed(with_effect(effect), agreed);
        assert_eq!(bounds.check_effect("list"), Ok(()));
    }
}

#[test]
fn what_a_record_of_before_does_not_say_of_actions_is_what_the_next_version_says() {
    let before = of_before();
    let next = wanted(|manifest| {
        with_effect("destructive")(manifest);
        manifest["actions"][1]["resumes"] = json!(true);
    });
    // Nobody is asked anew.
    assert!(next.beyond(&before).is_empty());
    let bounds = changed(with_effect("destructive"), before.clone());
    assert_eq!(bounds.check_effect("list"), Ok(()));
    let known = before.knowing(&next);
    assert_eq!(known.effects, next.effects);
    assert_eq!(known.resumes, next.resumes);
    // From then on it counts.
    let later = wanted(|manifest| manifest["actions"][1]["effect"] = json!("write"));
    assert!(!later.beyond(&known).is_empty());
    assert_eq!(known.clone().knowing(&later), known);
    // Where nobody has agreed to anything there is nothing unknown.
    let told = next.beyond(&Consent::default()).to_string();
    assert!(told.contains("in `list`"), "{told}");
    assert!(told.contains("already in `fetch`"), "{told}");
}

#[test]
fn an_action_that_begins_to_resume_wants_more_and_does_not_before() {
    let resuming = |manifest: &mut Value| manifest["actions"][1]["resumes"] = json!(true);
    assert_eq!(
        difference(resuming),
        ["learn which files are there already in `fetch`"]
    );
    assert!(as_it_is().beyond(&wanted(resuming)).is_empty());
    let bounds = changed(resuming, as_it_is());
    assert!(bounds.check_resumption("fetch").is_err());
    let bounds = changed(resuming, wanted(resuming));
    assert_eq!(bounds.check_resumption("fetch"), Ok(()));
    assert!(bounds.check_resumption("list").is_err());
}

#[test]
fn what_was_a_secret_is_no_ordinary_setting_before_somebody_accepts_it() {
    let open = |manifest: &mut Value| {
        let method = &mut manifest["auth_methods"][0];
        method["settings"]["properties"]["webhook"] = json!({ "type": "string" });
        let _ = method["secrets"].as_object_mut().unwrap().remove("webhook");
    };
    let told = ["see the setting `webhook` of `oauth2`, which was a secret"];
    assert_eq!(difference(open), told);
    // A record of before knows of its secrets as well.
    assert_eq!(wanted(open).beyond(&of_before()).to_string(), told[0]);
    let refused = changed(open, as_it_is()).check_method("oauth2", "connect by");
    let refused = refused.unwrap_err().to_string();
    assert!(refused.contains(told[0]), "{refused}");
    assert_eq!(
        changed(open, wanted(open)).check_method("oauth2", "connect by"),
        Ok(())
    );
    // Once it was accepted, a sign-in by that method brings no secret back.
    let signed_in = as_it_is().after_sign_in(wanted(open));
    assert!(wanted(open).beyond(&signed_in).is_empty());
    // A setting that is new is whatever it is.
    assert_eq!(
        difference(|manifest| {
            let settings = &mut manifest["auth_methods"][0]["settings"]["properties"];
            settings["region"] = json!({ "type": "string" });
        }),
        [""; 0]
    );
}

#[test]
fn where_there_is_no_action_it_sends_what_its_reading_actions_may() {
    let alone = bounds(vec![as_it_is()]);
    for method in ["GET", "HEAD"] {
        assert_eq!(alone.check_http_method(None, method), Ok(()));
    }
    for method in ["POST", "PUT", "PATCH", "DELETE"] {
        let refused = alone.check_http_method(None, method).unwrap_err();
        assert!(refused.to_string().contains("does not say so"), "{refused}");
    }
    let searching = |manifest: &mut Value| manifest["actions"][0]["http"]["method"] = json!("POST");
    let bounds = changed(searching, wanted(searching));
    assert_eq!(bounds.check_http_method(None, "POST"), Ok(()));
    assert!(bounds.check_http_method(None, "DELETE").is_err());
    let bounds = changed(searching, as_it_is());
    let refused = bounds.check_http_method(None, "POST").unwrap_err();
    assert!(
        refused.to_string().contains("nobody has agreed"),
        "{refused}"
    );
    // What an action does that changes something is nothing for a look.
    let deleting = |manifest: &mut Value| {
        with_effect("write")(manifest);
        manifest["actions"][0]["http"]["method"] = json!("DELETE");
    };
    let bounds = changed(deleting, wanted(deleting));
    assert!(bounds.check_http_method(None, "DELETE").is_err());
}

#[test]
fn what_is_done_to_the_account_is_told_in_words() {
    let consent = wanted(|manifest| {
        with_effect("destructive")(manifest);
        manifest["actions"][1]["effect"] = json!("write");
        manifest["actions"][1]["resumes"] = json!(true);
    });
    let told = in_words(&consent).into_iter();
    let told = told.map(|(heading, lines)| format!("{heading}: {}", lines.join("; ")));
    let told: Vec<String> = told.collect();
    for line in [
        "Changes something (write) in: fetch",
        "Removes something, or ends it for other people (destructive), in: list",
        "Learns which files are there already in: fetch",
    ] {
        assert!(told.iter().any(|told| told == line), "{told:?}");
    }
}

#[test]
fn a_search_by_post_is_told_as_reading_and_what_deletes_apart() {
    let by = |method: &'static str| {
        let consent = wanted(move |manifest| {
            with_effect("read")(manifest);
            manifest["actions"][0]["http"]["method"] = json!(method);
        });
        let told = in_words(&consent).into_iter();
        let lines = told.map(|(heading, lines)| format!("{heading}: {}", lines.join("; ")));
        let by_method = lines.filter(|line| line.contains(&format!("({method})")));
        by_method.collect::<Vec<_>>().join("\n")
    };
    assert_eq!(by("GET"), "");
    assert_eq!(
        by("POST"),
        "Only reads, its makers say, by a method that could write, in: list (POST)"
    );
    assert_eq!(
        by("DELETE"),
        "Is not destructive, its makers say, by a method that is, in: list (DELETE)"
    );
}

#[test]
fn what_was_agreed_to_as_a_change_is_no_reading_by_the_same_method() {
    let deleting = |effect: &'static str| {
        move |manifest: &mut Value| {
            with_effect(effect)(manifest);
            manifest["actions"][0]["http"]["method"] = json!("DELETE");
        }
    };
    let bounds = changed(deleting("read"), wanted(deleting("write")));
    for action in [Some("list"), None] {
        let refused = bounds.check_http_method(action, "DELETE").unwrap_err();
        assert!(
            refused.to_string().contains("nobody has agreed to that"),
            "{refused}"
        );
    }
    let bounds = changed(deleting("read"), wanted(deleting("read")));
    for action in [Some("list"), None] {
        assert_eq!(bounds.check_http_method(action, "DELETE"), Ok(()));
    }
}

#[test]
fn what_was_agreed_to_of_actions_that_are_gone_stays_and_of_others_is_replaced() {
    let before = wanted(|manifest| {
        with_effect("write")(manifest);
        let fetch = &mut manifest["actions"][1];
        fetch["effect"] = json!("write");
        fetch["resumes"] = json!(true);
        fetch["http"]["method"] = json!("DELETE");
    });
    let without = wanted(|manifest| {
        let _ = manifest["actions"].as_array_mut().unwrap().remove(1);
    });
    let kept = without.keeping_gone(&before, |action| action == "list");
    assert_eq!(json!(kept.effects), json!({ "fetch": "write" }));
    assert_eq!(json!(kept.beyond_effect), json!({ "fetch": "DELETE" }));
    for kept in [
        &kept.downloads,
        &kept.public_redirects,
        &kept.resumes.unwrap(),
    ] {
        assert_eq!(json!(kept), json!(["fetch"]));
    }
    let all_there = as_it_is().keeping_gone(&before, |_| true);
    assert_eq!(all_there, as_it_is());
    // What an action may do of which nobody has said anything stays unsaid.
    let unsaid = as_it_is().keeping_gone(&of_before(), |_| true);
    assert_eq!(unsaid, as_it_is());
}

#[test]
fn what_was_a_secret_is_one_still_when_it_comes_back() {
    let secret = |manifest: &mut Value| {
        let method = &mut manifest["auth_methods"][0];
        method["settings"]["properties"]["hook"] = json!({ "type": "string", "writeOnly": true });
        method["secrets"]["hook"] = json!("sign");
    };
    let shown = |manifest: &mut Value| {
        let properties = &mut manifest["auth_methods"][0]["settings"]["properties"];
        properties["hook"] = json!({ "type": "string" });
    };
    let (first, without, back) = (wanted(secret), wanted(|_| {}), wanted(shown));
    let told = ["see the setting `hook` of `oauth2`, which was a secret"];
    let beyond = |agreed: &Consent| {
        let difference = back.beyond(agreed);
        difference
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
    };
    // As it is agreed to for the connector, for a grant, and by another sign-in.
    let of_connector = without.clone().keeping_gone(&first, |_| true);
    let of_grant = first.accepting(&without);
    let signed_in = first.clone().after_sign_in(without.clone());
    for agreed in [&of_connector, &of_grant, &signed_in] {
        assert_eq!(beyond(agreed), told);
        // It is kept through another version, and goes once somebody has agreed.
        let later = without.clone().keeping_gone(agreed, |_| true);
        assert_eq!(beyond(&later), told);
        let accepted = back.clone().keeping_gone(agreed, |_| true);
        assert_eq!(beyond(&accepted), [""; 0]);
        assert!(accepted.former_secrets.is_empty());
        assert!(agreed.accepting(&back).former_secrets.is_empty());
    }
    assert_eq!(beyond(&without), [""; 0]);
}

#[test]
fn a_server_that_is_said_to_keep_grants_apart_now_is_told() {
    let apart = wanted(|manifest| {
        manifest["auth_methods"][0]["endpoints"][0]["grants_apart"] = json!(true);
    });
    let usual = wanted(|_| {});
    let told = apart.beyond(&usual);
    let told: Vec<_> = told.iter().map(ToString::to_string).collect();
    assert_eq!(told.len(), 1);
    assert!(
        told[0].contains("where revoking a grant leaves others"),
        "{told:?}"
    );
    assert!(usual.beyond(&apart).is_empty());
    assert!(apart.beyond(&apart).is_empty());
}
