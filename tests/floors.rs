//! The floors of `src/`, checked: a folder may name only the folders below it, and some libraries have one home.
#![expect(clippy::unwrap_used, reason = "a test ends where its ground gives way")]

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

const MAY_USE: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("pack", &["domain"]),
    ("store", &["domain"]),
    ("connect", &["domain"]),
    ("desk", &["domain", "store", "connect"]),
    ("delivery", &["domain", "pack", "store", "connect", "desk"]),
    ("http", &["domain", "pack", "store", "connect", "desk", "config"]),
    ("cli", &["domain", "pack", "store", "connect", "desk", "config", "app", "telemetry"]),
];
const ONLY_IN: &[(&str, &str)] = &[
    ("sqlx::", "store"),
    ("axum::", "http"),
    ("jsonwebtoken::", "connect http"),
    ("serde_saphyr::", "pack"),
    ("comrak::", "pack"),
    ("tokio::", "connect desk delivery http cli"),
    ("clap::", "cli"),
    ("reqwest::", "connect"),
    ("lettre::", "connect"),
    ("tokio_rustls::", "connect"),
    ("mail_parser::", "domain"),
];

fn rust_files(dir: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, out);
        } else if path.extension().is_some_and(|end| end == "rs") {
            out.push(path);
        }
    }
}

/// The first names behind each `crate::` of a file, also of grouped ones.
fn named(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    for rest in code.split("crate::").skip(1) {
        let parts = rest.strip_prefix('{').map_or_else(|| vec![rest], grouped);
        found.extend(parts.iter().map(|part| part.trim().chars().take_while(|sign| sign.is_alphanumeric() || *sign == '_').collect()));
    }
    found
}

fn grouped(group: &str) -> Vec<&str> {
    let (mut depth, mut start, mut parts) = (0, 0, Vec::new());
    for (place, sign) in group.char_indices() {
        match sign {
            '{' => depth += 1,
            '}' if depth == 0 => {
                parts.push(&group[start..place]);
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&group[start..place]);
                start = place + 1;
            }
            _ => {}
        }
    }
    parts.retain(|part| !part.trim().is_empty());
    parts
}

#[test]
fn folders_use_only_lower_floors() {
    let floors: BTreeMap<_, _> = MAY_USE.iter().copied().collect();
    let (mut wrong, mut seen) = (Vec::new(), 0);
    for (floor, allowed) in &floors {
        let mut files = Vec::new();
        rust_files(&Path::new("src").join(floor), &mut files);
        seen += files.len();
        for file in files {
            let code: String = fs::read_to_string(&file).unwrap().lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
            for name in named(&code) {
                if name != *floor && !allowed.contains(&name.as_str()) {
                    wrong.push(format!("{}: {floor} names {name}", file.display()));
                }
            }
            for (library, homes) in ONLY_IN {
                if code.contains(library) && !homes.split(' ').any(|home| home == *floor) {
                    wrong.push(format!("{}: {library} belongs in {homes}", file.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert!(seen > 60, "only {seen} files were looked at");
}

/// Every file opens with a sentence on what it holds.
#[test]
fn every_file_opens_with_a_sentence() {
    let mut files = Vec::new();
    for folder in ["src", "tests", "benches"] {
        rust_files(Path::new(folder), &mut files);
    }
    let silent: Vec<_> = files.iter().filter(|file| !fs::read_to_string(file).unwrap().starts_with("//! ")).collect();
    assert!(silent.is_empty(), "{silent:?}");
}
