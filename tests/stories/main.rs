//! Whole-product stories: what a visitor and an owner meet. One file for each family.
//!
//! The invariants of the README are held here and in `workspace`: 1 by `workspace/purity`; 2 by
//! `strict_policy` and `outage`; 3 by `first_visit`; 4 by `outage`; 5 by `signed_in` (and, on the
//! database, by the collector's own tests); 6 by `first_visit` and `workspace/purity`.
#![expect(clippy::unwrap_used, reason = "a panic is how a story fails")]

mod accept;
mod accessibility;
mod ahead;
mod app;
mod clicks;
mod come_back;
mod console;
mod control;
mod debug;
mod declaration;
mod every_engine;
mod facts;
mod first_visit;
mod foreign_tags;
mod frameworks;
mod import;
mod import_read;
mod keyboard;
mod language;
mod late;
mod loaded_anew;
mod measure;
mod my_consents;
mod newsletter;
mod no_cookies;
mod no_grant;
mod notice;
mod observe;
mod outage;
mod own_answers;
mod own_files;
mod own_frames;
mod own_paths;
mod own_site;
mod panels;
mod placeholder;
mod real_tags;
mod refuse;
mod rendered;
mod renewal;
mod rewriter;
mod scriptless;
mod services;
mod settings;
mod settled;
mod shadow_embed;
mod shared_choice;
mod signal;
mod signals;
mod signed_in;
mod size;
mod stage;
mod stranger;
mod street;
mod strict_policy;
mod strict_snippet;
mod taken_back;
mod targets;
mod tools;
mod two_releases;
mod us;
mod vendors;
mod verify_page;
mod withdraw;
mod withdraw_stores;
mod written_back;

/// The stand-ins' cookies and keys, as the shop's site file declares them.
const TRACES: [&str; 5] = ["_ad_id", "_ad_seen", "_st_id", "_st_last", "_st_ses"];
