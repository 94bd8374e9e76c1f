//! Time, ids and chance as arguments: the program passes the real ones, a test passes its own.

use std::{fmt, sync::Arc};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::domain::time::Timestamp;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// The instant it is.
    fn now(&self) -> Timestamp;
}

/// Gives random bytes.
pub trait Chance: Send + Sync {
    /// Fills the slice.
    fn fill(&self, bytes: &mut [u8]);
}

/// Time and chance together.
#[derive(Clone)]
pub struct World {
    clock: Arc<dyn Clock>,
    chance: Arc<dyn Chance>,
}

impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("World")
    }
}

impl World {
    /// A world with this clock and this chance.
    pub fn new(clock: impl Clock + 'static, chance: impl Chance + 'static) -> Self {
        Self { clock: Arc::new(clock), chance: Arc::new(chance) }
    }

    /// The instant it is.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// A new id: UUID version 7, so that ids sort by time.
    #[must_use]
    pub fn id(&self) -> String {
        let mut random = [0; 10];
        self.chance.fill(&mut random);
        let millis = u64::try_from(self.now().0).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid().to_string()
    }

    /// A random number.
    #[must_use]
    pub fn number(&self) -> u32 {
        let mut random = [0; 4];
        self.chance.fill(&mut random);
        u32::from_le_bytes(random)
    }

    /// A number from 0 to 1.
    #[must_use]
    pub fn chance(&self) -> f64 {
        f64::from(self.number()) / f64::from(u32::MAX)
    }

    /// 256 random bits.
    #[must_use]
    pub fn bytes(&self) -> [u8; 32] {
        let mut random = [0; 32];
        self.chance.fill(&mut random);
        random
    }

    /// A secret of 256 random bits, fit for a URL and a header.
    #[must_use]
    pub fn secret(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.bytes())
    }
}
