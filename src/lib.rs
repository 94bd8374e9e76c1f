//! Garda: the front line of a helpdesk as one small program.

pub mod config;
pub mod desk;
pub mod domain;
pub mod http;
pub mod pack;
pub mod store;
pub mod telemetry;
