//! A letter ready to be stored: what was said in it and what it carries along, in the conversation it belongs to.

use super::{
    Error, Result, World, Write,
    begin::fresh,
    receive::{MOST_CHARACTERS, storable},
    turn_job::Aside,
};
use crate::{
    domain::{
        content::{Kind as Matter, Pack},
        conversation::{EMAIL, Status},
        dialogue::{REOPEN, say},
        id::{ClientId, ConversationId, VisitorId},
        letter::{Letter, Written, cut},
        matching::{Catalog, Understanding, Verdict},
        secrets,
    },
    store::{
        attachment::Attachment,
        conversation::{self, Remembered},
        letter::{self, Correspondence, Kind, NewLetter},
        visitor,
    },
};

/// The most characters of what a letter carries along that are kept.
const MOST_REST: usize = 60_000;

/// Where a letter belongs.
pub(super) struct Place {
    /// The conversation it goes on with, if there is one.
    pub(super) found: Option<Remembered>,
    /// Whether a token says so.
    pub(super) proven: bool,
    /// Whether so many letters went to its sender by themselves that people take over.
    pub(super) enough: bool,
}

/// A letter ready to be stored.
pub(super) struct Coming {
    pub(super) key: String,
    kind: Kind,
    message_id: Option<String>,
    address: String,
    subject: String,
    found: Option<ConversationId>,
    pub(super) files: Vec<Attachment>,
    pub(super) said: String,
    pub(super) hidden: Vec<secrets::Secret>,
    pub(super) understanding: Understanding,
    pub(super) choice: Option<String>,
    pub(super) aside: Aside,
}

impl Coming {
    pub(super) fn new(letter: Letter, place: Place, files: Vec<Attachment>, refused: &[String], catalog: &Catalog) -> Self {
        let pack = catalog.pack();
        let language = place.found.as_ref().map_or(pack.default_language(), |found| found.conversation.language);
        let (said, mut rest) = words(&letter, place.found.is_none());
        let said = if said.is_empty() { say(pack, "letter.empty", language, &[]) } else { said };
        if !refused.is_empty() {
            rest.extend([if rest.is_empty() { "" } else { "\n\n" }, &say(pack, "letter.files", language, &[("names", &refused.join(", "))])]);
        }
        let hide = |text: &str| secrets::hide(storable(text), &pack.secrets, &|word| catalog.knows(word));
        let ((said, hidden), (rest, _), (subject, _)) = (hide(&said), hide(&rest), hide(&letter.subject));
        let understanding = catalog.understand(&catalog.read(&said));
        let done = place.found.as_ref().is_some_and(|found| found.conversation.status == Status::Resolved && found.conversation.ticket.is_some());
        let from = letter.from.as_ref();
        let bulk = letter.written == Written::Bulk;
        Self {
            key: letter.key(),
            kind: letter.written.into(),
            address: from.map(|from| from.email.clone()).unwrap_or_default(),
            message_id: letter.message_id,
            subject,
            files,
            choice: (done && !is_polite(catalog, &understanding)).then(|| REOPEN.to_owned()),
            aside: Aside { name: storable(from.map_or("", |from| &from.name)), rest, proven: place.proven && !bulk, hands_over: bulk || place.enough },
            found: place.found.map(|found| found.conversation.id),
            said,
            hidden,
            understanding,
        }
    }

    /// Notes the letter, in the conversation it goes on with or in one of its own; answers that and its visitor.
    pub(super) async fn enter(&self, write: &mut Write<'_>, pack: &Pack, world: &World) -> Result<(ConversationId, VisitorId)> {
        let now = world.now();
        let known = match &self.found {
            Some(id) => conversation::lock(write.tx, id).await?,
            None => None,
        };
        let (id, visitor) = match known {
            Some(known) => (known.conversation.id, known.conversation.visitor),
            None => self.begin(write, pack, world).await?,
        };
        let new = NewLetter { id: &self.key, conversation: Some(&id), kind: self.kind, message_id: self.message_id.as_deref(), address: &self.address };
        letter::add(write.tx, &new, now).await?;
        let mut with = letter::correspondence(write.tx, &id).await?.ok_or(Error::Broken("a conversation by e-mail without its address"))?;
        if let Some(name) = &self.message_id {
            with.follow(name);
        }
        with.quiet &= !(self.aside.proven && self.kind == Kind::Person);
        letter::keep(write.tx, &with).await?;
        Ok((id, visitor))
    }

    async fn begin(&self, write: &mut Write<'_>, pack: &Pack, world: &World) -> Result<(ConversationId, VisitorId)> {
        let (now, id) = (world.now(), ConversationId(world.id()));
        let visitor = visitor::ensure(write.tx, &VisitorId(world.id()), EMAIL, &self.address, now).await?;
        let mut new = fresh(id.clone(), (visitor.clone(), EMAIL), pack.default_language(), now);
        new.state.language = None;
        conversation::add(write.tx, &new, &ClientId(self.key.clone()), None).await?;
        let quiet = self.kind == Kind::Bulk || self.address.is_empty();
        let with = Correspondence {
            conversation: id.clone(),
            address: self.address.clone(),
            name: self.aside.name.clone(),
            subject: self.subject.clone(),
            chain: Vec::new(),
            told: 0,
            quiet,
        };
        letter::keep(write.tx, &with).await?;
        Ok((id, visitor))
    }
}

/// What was said in a letter, and what it carries along. The first one of a conversation is also about its subject.
fn words(letter: &Letter, first: bool) -> (String, String) {
    let cut = cut(&letter.text);
    let subject = letter.subject.as_str();
    let told = subject.is_empty() || cut.said.to_lowercase().contains(&subject.to_lowercase());
    let said = if !first || told {
        cut.said
    } else if cut.said.is_empty() {
        subject.to_owned()
    } else {
        format!("{subject}\n\n{}", cut.said)
    };
    let (said, over) = parted(&said, MOST_CHARACTERS);
    let rest = [over, cut.rest].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n\n");
    (said, parted(&rest, MOST_REST).0)
}

/// A text parted behind so many characters.
fn parted(text: &str, most: usize) -> (String, String) {
    match text.char_indices().nth(most) {
        Some((place, _)) => (text[..place].to_owned(), text[place..].to_owned()),
        None => (text.to_owned(), String::new()),
    }
}

/// Whether nothing but thanks or a greeting was said: that opens no ticket again.
fn is_polite(catalog: &Catalog, understanding: &Understanding) -> bool {
    let best = understanding.candidates.first().filter(|_| understanding.verdict == Verdict::Answer);
    best.and_then(|best| catalog.pack().intents.get(best.intent)).is_some_and(|intent| matches!(intent.kind, Matter::Thanks | Matter::Goodbye | Matter::Greeting))
}
