//! People's rights as the law words them: by when a case has to be answered, who may ask for whose data, and what the
//! letters say. Rows are `storage::rights`'s matter, routes `http::staff::rights`'s.
//!
//! Where to start: [`ladder`] decides whether somebody may have what they ask for, [`due`] counts the days, [`extract`]
//! hands over what is kept, [`letter`] writes to them in the words of [`text`].

pub mod due;
pub mod extract;
pub mod ladder;
pub mod letter;
pub mod text;
pub mod titles;

pub use text::{EN, SV, Words};
pub use titles::ClauseTitles;
