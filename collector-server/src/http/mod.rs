//! The routes and what surrounds them.

pub mod client_address;
pub mod console;
pub mod limits;
pub mod problem;
pub mod public;
pub mod staff;

pub use problem::Problem;
