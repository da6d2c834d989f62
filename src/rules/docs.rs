//! The rules as a page for people.

use super::{Rule, Yes};

/// Markdown that lists the rules by relation, each with what it reads and examples of it.
#[must_use]
pub fn markdown(rules: &[Rule]) -> String {
    let mut out = String::from(
        "# Rules\n\nMade from `ontology/rules/*.toml`; do not edit. `entente rules explain ID` shows one with its patterns, \
         [CONTRIBUTING.md](../CONTRIBUTING.md) how to add one.\n",
    );
    let mut relation = "";
    for rule in rules {
        if *rule.relation != *relation {
            relation = &rule.relation;
            out.push_str(&format!("\n## {relation}\n"));
        }
        out.push_str(&format!("\n### `{}`\n\n{}\n\n", rule.id, rule.summary));
        for Yes { text, gives, .. } in &rule.yes {
            let gives: Vec<String> = gives.iter().map(|g| format!("`{g}`")).collect();
            out.push_str(&format!("- reads: {text} → {}\n", if gives.is_empty() { "nothing".to_owned() } else { gives.join(", ") }));
        }
        for no in &rule.no {
            out.push_str(&format!("- leaves alone: {} ({})\n", no.text, no.why));
        }
    }
    out
}
