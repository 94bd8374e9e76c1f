//! Garda: the front line of a helpdesk as one small program.

pub mod desk;
pub mod domain;
pub mod pack;
pub mod store;
