//! Garda: the front line of a helpdesk as one small program.

pub mod app;
pub mod cli;
pub mod config;
pub mod delivery;
pub mod desk;
pub mod domain;
pub mod http;
pub mod pack;
pub mod store;
pub mod telemetry;
