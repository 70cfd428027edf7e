//! The decisions of Samtycke, as plain data and plain functions: no clock, network, DOM, storage or randomness.
