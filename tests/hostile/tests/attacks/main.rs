//! What becomes of attacks: see the crate's documentation.

#![allow(
    missing_docs,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "tests"
)]

#[path = "../../../../host/tests/support/mod.rs"]
mod support;

mod bystander;
mod forged;
mod harmless;
mod stage;

mod a_call_has_an_end_however_many_its_steps;
mod a_component_that_overworks_the_compiler_is_not_compiled;
mod a_connector_gets_no_other_connectors_grant;
mod a_connector_sets_no_field_that_is_the_hosts;
mod a_connector_signs_with_no_secret_that_proves_who_the_client_is;
mod a_data_directory_of_others_is_not_used;
mod a_device_is_asked_for_no_longer_than_anybody_waits;
mod a_function_without_end_is_stopped;
mod a_manifest_without_measure_is_refused;
mod a_name_that_leads_into_this_machine_is_not_called;
mod a_parameter_of_the_hosts_is_not_added_twice;
mod a_poisoned_cache_is_not_run;
mod a_reroute_gets_no_secrets_of_the_real_api;
mod a_response_with_a_forged_state_signs_nobody_in;
mod a_schema_that_doubles_is_not_unfolded;
mod a_secret_part_of_a_setting_is_refused;
mod a_server_that_drips_is_not_waited_for;
mod a_star_does_not_stand_for_everybody;
mod a_state_that_is_made_up_ends_its_call_alone;
mod a_token_of_a_megabyte_is_not_taken;
mod a_token_that_is_almost_in_an_answer_is_searched_for_once;
mod a_trap_in_any_function_is_an_error_and_no_more;
mod an_action_that_does_not_download_leaves_no_file;
mod an_action_that_reads_changes_nothing;
mod an_answer_of_another_server_is_not_taken_for_the_right_ones;
mod an_answer_that_is_no_text_or_no_json_is_refused;
mod an_answer_that_repeats_the_token_tells_nobody;
mod an_archive_brings_no_consent_of_its_own;
mod an_archive_brings_no_name_that_acts;
mod an_id_token_is_no_base_url;
mod an_output_that_swells_is_stopped;
mod an_update_asks_for_no_more_than_was_agreed_to;
mod an_update_takes_no_connection_along;
mod computing_in_many_steps_is_stopped;
mod memory_and_tables_do_not_grow_without_end;
mod no_address_leads_into_this_machine_or_its_network;
mod no_address_to_approve_at_opens_a_file;
mod no_redirect_takes_the_credential_along;
mod no_schema_of_an_output_holds_anybody_up;
mod nobody_drives_renewals_without_end;
mod pages_without_end_are_stopped;
mod secrets_go_only_where_they_belong;
mod the_end_of_a_call_that_is_in_doubt_says_so;
mod the_words_of_a_server_command_no_terminal;
mod what_is_packed_is_not_unpacked;
