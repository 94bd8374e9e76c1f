//! Garda: the front line of a helpdesk as one small program.

pub mod domain;
pub mod pack;
