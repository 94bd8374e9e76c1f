//! Who we are in Redmine, and what we may in a project.

use std::collections::BTreeSet;

use serde_json::Value;

use super::super::{Fault, FaultKind, Result, api::Api};

/// What we do there.
#[derive(Debug, Clone, Copy)]
pub(super) enum Right {
    SeeIssues,
    AddIssues,
    EditIssues,
    AddNotes,
    KeepNotesPrivate,
}

impl Right {
    pub(super) const ALL: [Self; 5] = [Self::SeeIssues, Self::AddIssues, Self::EditIssues, Self::AddNotes, Self::KeepNotesPrivate];

    /// What Redmine calls it.
    fn word(self) -> &'static str {
        match self {
            Self::SeeIssues => "view_issues",
            Self::AddIssues => "add_issues",
            Self::EditIssues => "edit_issues",
            Self::AddNotes => "add_issue_notes",
            Self::KeepNotesPrivate => "set_notes_private",
        }
    }
}

/// Whose key it is.
pub(super) struct Account {
    pub(super) id: i64,
    pub(super) name: String,
    admin: bool,
    memberships: Value,
}

impl Account {
    /// Asks who we are; a wrong key is refused here and not everywhere.
    pub(super) async fn read(api: &Api) -> Result<Self> {
        let mut read = api.get("users/current.json?include=memberships").await.map_err(|fault| match fault.kind {
            FaultKind::Right => Fault::new(FaultKind::Right, format!("{}; is its REST interface switched on?", fault.words)),
            _ => fault,
        })?;
        let user = &mut read["user"];
        let id = user["id"].as_i64().ok_or_else(|| Fault::new(FaultKind::Outage, "what answers is no Redmine"))?;
        let text = |name: &str| user[name].as_str().unwrap_or_default().to_owned();
        let name = format!("{} {} ({})", text("firstname"), text("lastname"), text("login"));
        Ok(Self { id, name, admin: user["admin"].as_bool() == Some(true), memberships: user["memberships"].take() })
    }

    /// That a role of ours in a project has a right.
    pub(super) async fn must(&self, api: &Api, project: i64, right: Right) -> Result<()> {
        if self.admin {
            return Ok(());
        }
        let roles = roles(&self.memberships, project);
        if roles.is_empty() {
            return Err(Fault::new(FaultKind::Right, format!("{} is no member of the project", self.name)));
        }
        for role in roles {
            let read = api.get(&format!("roles/{role}.json")).await?;
            if read["role"]["permissions"].as_array().is_some_and(|list| list.iter().any(|one| one == right.word())) {
                return Ok(());
            }
        }
        Err(Fault::new(FaultKind::Right, format!("{} lacks the permission {}", self.name, right.word())))
    }
}

/// The roles of a membership, those of groups too.
fn roles(memberships: &Value, project: i64) -> BTreeSet<i64> {
    let of = memberships.as_array().into_iter().flatten().filter(|one| one["project"]["id"].as_i64() == Some(project));
    of.flat_map(|one| one["roles"].as_array().into_iter().flatten().filter_map(|role| role["id"].as_i64())).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::roles;

    #[test]
    fn roles_are_those_of_the_project() {
        let memberships = json!([
            { "project": { "id": 1 }, "roles": [{ "id": 4 }, { "id": 5, "inherited": true }, { "id": 4 }] },
            { "project": { "id": 2 }, "roles": [{ "id": 3 }] },
        ]);
        assert_eq!(roles(&memberships, 1).into_iter().collect::<Vec<_>>(), [4, 5]);
        assert!(roles(&memberships, 7).is_empty() && roles(&serde_json::Value::Null, 1).is_empty());
    }
}
