//! What is compiled from the site files before the first request.

/// Every published site.
#[derive(Debug, Default)]
pub struct Published {}
