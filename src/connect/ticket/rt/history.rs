//! What was said in a ticket of Request Tracker: its transactions, and the texts that belong to them.

use std::collections::BTreeMap;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde_json::Value;

use super::{
    super::{Fault, FaultKind, Result, plain},
    PAGE, Rt, wire,
};
use crate::domain::sink::{RemoteComment, RemoteTicket, Standing};

/// The most pages of a history that are read.
const MOST_PAGES: usize = 100;

/// Something somebody wrote.
struct Said {
    transaction: String,
    public: bool,
    by: String,
    /// The texts of it that are no files, by number, and whether one is HTML.
    parts: BTreeMap<u64, bool>,
}

impl Rt {
    /// Everything of a list, page by page. How much there is nobody says, and a page may show less than it has.
    async fn whole(&self, path: &str) -> Result<Vec<Value>> {
        let mut all = Vec::new();
        for page in 1..=MOST_PAGES {
            let mut listed = self.get(&format!("{path}&page={page}&per_page={PAGE}")).await?;
            match listed["items"].take() {
                Value::Array(items) if !items.is_empty() => all.extend(items),
                Value::Array(_) => return Ok(all),
                _ => return Err(Fault::new(FaultKind::Outage, "what answers is no Request Tracker")),
            }
        }
        Ok(all)
    }

    /// Who wrote what when, without the words; the oldest first.
    async fn said(&self, remote: &str) -> Result<Vec<Said>> {
        let transactions = self.whole(&format!("ticket/{remote}/history?fields=Type,Creator")).await?;
        let mut parts: BTreeMap<String, BTreeMap<u64, bool>> = BTreeMap::new();
        for one in self.whole(&format!("ticket/{remote}/attachments?fields=TransactionId,ContentType,Filename")).await? {
            let kind = one["ContentType"].as_str().unwrap_or_default();
            let is_file = one["Filename"].as_str().is_some_and(|name| !name.is_empty());
            let number = wire::id(&one["id"]).and_then(|id| id.parse().ok());
            if let (false, Some(number), Some(transaction), true) =
                (is_file, number, wire::id(&one["TransactionId"]), kind.starts_with("text/plain") || kind.starts_with("text/html"))
            {
                parts.entry(transaction).or_default().insert(number, kind.starts_with("text/html"));
            }
        }
        let said = transactions.iter().filter_map(|one| {
            let public = match one["Type"].as_str()? {
                "Correspond" => true,
                "Comment" => false,
                _ => return None,
            };
            let transaction = wire::id(&one["id"])?;
            Some(Said { public, by: one["Creator"]["id"].as_str().unwrap_or_default().to_owned(), parts: parts.remove(&transaction).unwrap_or_default(), transaction })
        });
        Ok(said.collect())
    }

    /// The words of what was said: its plain text if there is one, else its HTML as text.
    async fn words(&self, said: &Said) -> Result<String> {
        let Some((id, html)) = said.parts.iter().find(|(_, html)| !**html).or_else(|| said.parts.iter().next()) else { return Ok(String::new()) };
        let read = self.get(&format!("attachment/{id}")).await?;
        let base64: String = read["Content"].as_str().unwrap_or_default().split_whitespace().collect();
        let text = String::from_utf8_lossy(&BASE64_STANDARD.decode(base64).unwrap_or_default()).into_owned();
        Ok(if *html { plain::text(&text) } else { text })
    }

    /// Whether something of this name was said, looked for from the newest on.
    pub(super) async fn was_said(&self, remote: &str, key: &str) -> Result<bool> {
        let (me, mark) = (self.me().await?.to_owned(), format!("[{key}]"));
        self.ticket(remote).await?;
        for said in self.said(remote).await?.iter().rev().filter(|said| said.by == me) {
            if self.words(said).await?.trim_end().ends_with(&mark) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// How a ticket stands, and what was said.
    pub(super) async fn heard(&self, remote: &str) -> Result<RemoteTicket> {
        let (me, ticket) = (self.me().await?.to_owned(), self.ticket(remote).await?);
        let asks = |name: &str| ticket["Requestor"].as_array().is_some_and(|list| list.iter().any(|one| one["id"] == name));
        let (mut comments, mut names) = (Vec::new(), BTreeMap::new());
        for said in self.said(remote).await? {
            let own = said.by == me;
            // A requester who answers by mail is known to the desk as the requester, not as one of those who help.
            let public = said.public && (own || !asks(&said.by));
            let text = if public { self.words(&said).await? } else { String::new() };
            let author = if public && !own { self.name_of(&said.by, &mut names).await } else { said.by };
            comments.push(RemoteComment { id: said.transaction, author, public, own, text });
        }
        let owner = ticket["Owner"]["id"].as_str().filter(|name| !["", "Nobody"].contains(name));
        let assignee = match owner {
            Some(name) => Some(self.name_of(name, &mut names).await),
            None => None,
        };
        let standing: Standing = wire::standing(ticket["Status"].as_str().unwrap_or_default(), &self.settings);
        Ok(RemoteTicket { remote: remote.to_owned(), standing: Some(standing), assignee, comments })
    }

    /// What somebody is called, or else the name of the account.
    async fn name_of(&self, account: &str, known: &mut BTreeMap<String, String>) -> String {
        if let Some(name) = known.get(account) {
            return name.clone();
        }
        let read = self.get(&format!("user/{}", wire::segment(account))).await.unwrap_or_default();
        let name = read["RealName"].as_str().filter(|name| !name.trim().is_empty()).unwrap_or(account).to_owned();
        known.insert(account.to_owned(), name.clone());
        name
    }
}
