//! The suite of promises, on every store that there is.

use std::sync::Arc;

use crate::{behaviours, suite::Opened};
use collector_server::{
    keys::Keys,
    storage::sqlite::{Options, SqliteStore},
};

/// An empty SQLite store in a folder of its own.
fn sqlite() -> Opened {
    sqlite_with(Options::default())
}

/// One that ends a page after a dozen rows, so that searches go on over many pages.
fn frugal_sqlite() -> Opened {
    sqlite_with(Options {
        search_budget: 12,
        ..Options::default()
    })
}

fn sqlite_with(options: Options) -> Opened {
    let folder = tempfile::tempdir().unwrap();
    let keys = Keys::open(&folder.path().join("keys")).unwrap();
    let store = SqliteStore::open_with(&folder.path().join("collector.db"), keys, options).unwrap();
    Opened {
        store: Arc::new(store),
        guard: Box::new(folder),
    }
}

behaviours! { crate::behaviour::sqlite:
    choices {
        a_choice_answers_with_its_receipt_and_the_store_has_it,
        a_withdrawal_is_a_new_receipt_and_leaves_the_earlier_one_as_it_was,
        the_same_state_saved_twice_is_one_receipt,
        what_says_something_new_is_a_new_receipt,
        the_same_attempt_is_one_receipt_even_after_another_choice,
        another_browser_with_the_same_idempotency_key_gets_its_own_receipt,
        attempts_that_arrive_at_once_are_one_receipt,
        choices_of_one_browser_at_once_make_one_unbroken_chain,
        a_choice_about_what_was_never_published_is_refused_and_spoils_no_other,
        of_an_address_is_kept_what_the_site_allows,
        texts_that_receipts_refer_to_are_kept_once,
    }
    people {
        a_login_links_the_browsers_record_and_both_stay_findable,
        another_user_of_the_same_browser_is_another_subject,
        a_withdrawal_without_an_assertion_withdraws_what_the_browser_granted,
        the_same_key_on_two_sites_is_two_subjects,
    }
    search {
        a_search_finds_what_a_plaintext_oracle_finds,
        an_export_streams_everything_once_and_newest_first,
    }
    retention {
        a_hash_of_an_address_goes_when_an_address_would,
        a_whole_address_becomes_a_network_and_every_proof_still_holds,
        a_refusal_loses_address_and_browser_and_then_goes,
        an_ended_consent_is_proved_without_its_address_and_goes_after_five_years,
        a_choice_whose_validity_has_passed_expires_once,
        seven_years_count_from_the_last_purchase_or_contact,
        holds_and_open_cases_stop_the_clocks,
        a_dry_run_counts_and_changes_nothing_and_steps_may_be_cut_off,
        the_audit_log_and_attempts_have_their_time,
    }
    newsletters {
        a_newsletter_that_is_still_taken_is_never_purged,
        a_newsletter_that_nobody_renews_expires_once,
        what_was_granted_before_a_request_runs_out_too,
        stopping_one_way_gives_the_others_no_more_time_and_asking_anew_does,
        an_objection_neither_runs_out_nor_goes_before_the_person_does,
        a_sign_up_that_nobody_confirmed_goes_as_a_refusal_does,
    }
    rights {
        a_person_is_found_by_user_id_key_record_and_code,
        an_erasure_takes_all_of_one_person_and_nothing_of_others,
        a_hold_keeps_its_scope_until_its_time_and_no_longer,
        what_is_held_is_not_found_by_ordinary_reading,
        a_case_is_extended_once_and_closed_once,
        who_is_suppressed_is_not_taken_up_by_others_but_may_choose,
    }
    staff {
        a_name_is_taken_once_and_users_are_listed,
        a_session_ends_by_time_by_idleness_and_by_logout,
        a_disabled_user_and_a_new_password_end_sessions,
        audit_rows_come_back_newest_first,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_search_that_runs_out_of_budget_goes_on_with_the_next_page() {
    crate::suite::search::a_search_finds_what_a_plaintext_oracle_finds(&frugal_sqlite).await;
}
