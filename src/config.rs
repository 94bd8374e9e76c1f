//! The configuration: defaults, then a file, then the environment, then flags; read once, every problem reported together.

mod channel;
mod check;
mod email;
mod identity;
mod outside;
mod raw;
mod sink;
mod subscriber;

use std::{collections::BTreeMap, fmt, net::IpAddr, net::SocketAddr, path::PathBuf, time::Duration};

use toml::{Table, Value};

use crate::{
    connect,
    domain::{attachment, dialogue::Patience, sla::Early},
};
pub use email::Email;
pub use identity::{Identity, Key, ProxyHeaders};

use check::{color, good_origin, one_of, proxy_address, public_url, token};
use raw::Raw;

/// The reference and the defaults in one file.
pub const DEFAULTS: &str = include_str!("defaults.toml");

/// The configuration as the program uses it.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where to listen.
    pub listen: SocketAddr,
    /// The address people reach it by, without a slash at the end.
    pub public_url: String,
    /// Proxies whose word on the caller's address is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// Pages that may show the widget.
    pub embed_origins: Vec<String>,
    /// Connections at one time.
    pub max_connections: usize,
    /// How long a request's head may take.
    pub header_timeout: Duration,
    /// How long a request's body may be silent.
    pub body_timeout: Duration,
    /// How long a request's body may be.
    pub max_body_bytes: usize,
    /// How long requests under way get at the end.
    pub stop_timeout: Duration,
    /// The database's address.
    pub database_url: String,
    /// Where the program keeps its files.
    pub data_dir: PathBuf,
    /// Messages that share one commit at most.
    pub most_per_commit: usize,
    /// Where the bytes of attachments are.
    pub attachments: PathBuf,
    /// How much may be attached.
    pub attachment_limits: attachment::Limits,
    /// Where the pack is.
    pub pack: PathBuf,
    /// Whether to follow its changes.
    pub watch: bool,
    /// Whether to study it in the background.
    pub study: bool,
    /// How long the bot waits for somebody who fell silent; `None`: for ever.
    pub patience: Option<Patience>,
    /// How early it is warned of promises; `None`: never.
    pub early: Option<Early>,
    /// What the REST webhook asks for; `None`: local callers only.
    pub rest_token: Option<String>,
    /// Which proofs of identity are believed.
    pub identity: Identity,
    /// Messages of one visitor in a minute.
    pub messages_per_minute: u32,
    /// New visitors of one address in a minute.
    pub visitors_per_minute: u32,
    /// Sign-ins from one address in a minute.
    pub sign_ins_per_minute: u32,
    /// Uploads from one address in a minute.
    pub uploads_per_minute: u32,
    /// Whether to log for machines.
    pub log_json: bool,
    /// What to log.
    pub log_level: String,
    /// The widget's colour.
    pub brand_color: Option<String>,
    /// How the world is reached.
    pub outside: connect::Settings,
    /// How letters come in, if they do.
    pub email: Option<Email>,
    /// How many parcels are on their way at once, and to one target; `None` when this node sends none.
    pub at_once: Option<(usize, usize)>,
    /// How long events are kept after they arrived.
    pub keep_events: Duration,
}

/// Everything that is wrong with a configuration, one line each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problems(pub Vec<String>);

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|problem| writeln!(f, "configuration: {problem}"))
    }
}

impl std::error::Error for Problems {}

/// What the layers above the defaults say.
#[derive(Debug, Default)]
pub struct Layers {
    /// The name and the text of the configuration file.
    pub file: Option<(String, String)>,
    /// Environment variables.
    pub environment: BTreeMap<String, String>,
    /// Flags, as dotted names such as `server.listen`.
    pub flags: BTreeMap<&'static str, String>,
}

impl Config {
    /// Puts the layers together.
    ///
    /// # Errors
    /// Every unknown name, wrong type and bad value of every layer at once.
    pub fn read(layers: &Layers) -> Result<Self, Problems> {
        let mut merged: Table = DEFAULTS.parse().map_err(|error| Problems(vec![format!("defaults.toml: {error}")]))?;
        let mut problems = Vec::new();
        if let Some((name, text)) = &layers.file {
            match text.parse::<Table>() {
                Ok(file) => merge_file(&mut merged, file, name, &mut problems),
                Err(error) => problems.push(format!("{name}: {}", error.to_string().trim())),
            }
        }
        for (name, value) in &layers.environment {
            let Some(path) = name.strip_prefix("GARDA__") else { continue };
            set(&mut merged, &path.to_lowercase().replace("__", "."), value, name, &mut problems);
        }
        for (path, value) in &layers.flags {
            set(&mut merged, path, value, &format!("--{}", path.rsplit('.').next().unwrap_or(path)), &mut problems);
        }
        let raw: Option<Raw> = merged.try_into().map_err(|error| problems.push(error.to_string())).ok();
        let config = raw.map(|raw| resolve(raw, &layers.environment, &mut problems));
        match config {
            Some(config) if problems.is_empty() => Ok(config),
            _ => Err(Problems(problems)),
        }
    }
}

/// Takes over what a file says; each name must stand in the defaults, each value be of the same kind.
fn merge_file(merged: &mut Table, file: Table, name: &str, problems: &mut Vec<String>) {
    for (section, values) in file {
        if let Some(list @ Value::Array(_)) = merged.get_mut(&section)
            && values.is_array()
        {
            *list = values;
            continue;
        }
        let Some(Value::Table(known)) = merged.get_mut(&section) else {
            problems.push(format!("{name}: there is no section [{section}]; see defaults.toml"));
            continue;
        };
        let Value::Table(values) = values else {
            problems.push(format!("{name}: [{section}] is a section, not a value"));
            continue;
        };
        for (key, value) in values {
            match known.get_mut(&key) {
                None => problems.push(format!("{name}: [{section}] has no setting `{key}`; it has {}", known.keys().cloned().collect::<Vec<_>>().join(", "))),
                Some(old) if !old.same_type(&value) => problems.push(format!("{name}: {section}.{key} must be {}, not {}", kind(old), kind(&value))),
                Some(old) => *old = value,
            }
        }
    }
}

/// Sets one value given as text, read as the kind its default has.
fn set(merged: &mut Table, path: &str, text: &str, source: &str, problems: &mut Vec<String>) {
    let slot = path.split_once('.').and_then(|(section, key)| merged.get_mut(section)?.as_table_mut()?.get_mut(key));
    let Some(slot) = slot else {
        problems.push(format!("{source}: there is no setting `{path}`; see defaults.toml"));
        return;
    };
    let read = match slot {
        Value::Integer(_) => text.trim().parse().ok().map(Value::Integer),
        Value::Boolean(_) => text.trim().parse().ok().map(Value::Boolean),
        Value::Array(_) => Some(Value::Array(text.split(',').map(str::trim).filter(|item| !item.is_empty()).map(|item| Value::String(item.to_owned())).collect())),
        _ => Some(Value::String(text.to_owned())),
    };
    match read {
        Some(value) => *slot = value,
        None => problems.push(format!("{source}: must be {}", kind(slot))),
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::String(_) => "a text in quotes",
        Value::Integer(_) => "a whole number",
        Value::Boolean(_) => "true or false",
        Value::Array(_) => "a list",
        Value::Table(_) => "a section",
        Value::Float(_) => "a number",
        Value::Datetime(_) => "a date",
    }
}

fn resolve(raw: Raw, environment: &BTreeMap<String, String>, problems: &mut Vec<String>) -> Config {
    let early = raw.promises.resolve(problems);
    let Raw { webhook, sink, subscriber, channel, server, database, attachments, pack, silence, mail, email, teamviewer, outbox, outbound, rest, identity, limits, log, .. } = raw;
    let brand = raw.brand;
    let listen = server.listen.parse().unwrap_or_else(|_| {
        problems.push(format!("server.listen: `{}` is not an address and a port such as 127.0.0.1:8080", server.listen));
        SocketAddr::from(([127, 0, 0, 1], 0))
    });
    let mut number = |name: &str, value: i64, least: i64, most: i64| {
        if !(least..=most).contains(&value) {
            problems.push(format!("{name}: must be from {least} to {most}, not {value}"));
        }
        value.clamp(least, most).unsigned_abs()
    };
    let max_connections = number("server.max_connections", server.max_connections, 1, 1_000_000);
    let header_timeout = number("server.header_timeout_s", server.header_timeout_s, 1, 600);
    let body_timeout = number("server.body_timeout_s", server.body_timeout_s, 1, 600);
    let max_body_bytes = number("server.max_body_bytes", server.max_body_bytes, 20_000, 16 << 20);
    let stop_timeout = number("server.stop_timeout_s", server.stop_timeout_s, 0, 600);
    let most_per_commit = number("database.most_per_commit", database.most_per_commit, 1, 256);
    let messages = number("limits.messages_per_minute", limits.messages_per_minute, 1, 1_000_000);
    let visitors = number("limits.visitors_per_minute", limits.visitors_per_minute, 1, 1_000_000);
    let sign_ins = number("limits.sign_ins_per_minute", limits.sign_ins_per_minute, 1, 1_000_000);
    let at_once = number("outbox.at_once", outbox.at_once, 1, 256);
    let to_one = number("outbox.at_once_to_one", outbox.at_once_to_one, 1, 256);
    let keep_days = number("outbox.keep_days", outbox.keep_days, 1, 90);
    let uploads = number("limits.uploads_per_minute", limits.uploads_per_minute, 1, 1_000_000);
    let attachment_limits = attachment::Limits {
        file_bytes: number("attachments.max_mb", attachments.max_mb, 1, 100) * 1_000_000,
        per_message: usize::try_from(number("attachments.per_message", attachments.per_message, 1, 20)).unwrap_or(1),
        conversation_bytes: number("attachments.per_conversation_mb", attachments.per_conversation_mb, 1, 100_000) * 1_000_000,
        total_bytes: number("attachments.total_mb", attachments.total_mb, 0, 1_000_000_000) * 1_000_000,
    };
    let mut minutes = |name: &str, value: i64| i64::try_from(number(name, value, 1, 24 * 60)).unwrap_or(1) * 60_000;
    let patience = Patience {
        report: minutes("silence.report_minutes", silence.report_minutes),
        ask: minutes("silence.ask_minutes", silence.ask_minutes),
        close: minutes("silence.close_minutes", silence.close_minutes),
    };
    let data_dir = PathBuf::from(&database.data_dir);
    let email = email.resolve(!mail.is_empty(), environment, problems);
    let trusted_proxies: Vec<IpAddr> = server.trusted_proxies.iter().filter_map(|proxy| proxy_address(proxy, problems)).collect();
    Config {
        listen,
        patience: silence.follow_up.then_some(patience),
        early,
        public_url: public_url(&server.public_url, listen, problems),
        identity: identity.resolve(!trusted_proxies.is_empty(), environment, problems),
        trusted_proxies,
        embed_origins: server.embed_origins.into_iter().filter(|origin| good_origin(origin, problems)).collect(),
        max_connections: usize::try_from(max_connections).unwrap_or(usize::MAX),
        header_timeout: Duration::from_secs(header_timeout),
        body_timeout: Duration::from_secs(body_timeout),
        max_body_bytes: usize::try_from(max_body_bytes).unwrap_or(usize::MAX),
        stop_timeout: Duration::from_secs(stop_timeout),
        database_url: if database.url.is_empty() { format!("sqlite:{}", data_dir.join("garda.db").display()) } else { database.url },
        attachments: if attachments.path.is_empty() { data_dir.join("attachments") } else { PathBuf::from(attachments.path) },
        attachment_limits,
        data_dir,
        most_per_commit: usize::try_from(most_per_commit).unwrap_or(usize::MAX),
        pack: PathBuf::from(pack.path),
        watch: pack.watch,
        study: pack.study,
        rest_token: token(rest.token, problems),
        messages_per_minute: u32::try_from(messages).unwrap_or(u32::MAX),
        visitors_per_minute: u32::try_from(visitors).unwrap_or(u32::MAX),
        sign_ins_per_minute: u32::try_from(sign_ins).unwrap_or(u32::MAX),
        uploads_per_minute: u32::try_from(uploads).unwrap_or(u32::MAX),
        log_json: one_of("log.format", &log.format, &["text", "json"], problems) == 1,
        log_level: log.level,
        brand_color: color(brand.color, problems),
        outside: outside::resolve(outside::Raw { webhook, sink, subscriber, channel, mail, teamviewer, outbound }, environment, problems),
        email,
        at_once: outbox.send.then(|| (usize::try_from(at_once).unwrap_or(1), usize::try_from(to_one).unwrap_or(1))),
        keep_events: Duration::from_hours(keep_days * 24),
    }
}

#[cfg(test)]
mod tests;
