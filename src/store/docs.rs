//! The canned queries as a page for people.

use super::canned::Library;

/// Markdown that lists the queries with what they take and give.
#[must_use]
pub fn markdown(library: &Library) -> String {
    let mut out = String::from(
        "# Canned queries\n\nMade from the heads of `queries/*.rq`; do not edit. `entente query NAME --help` shows the same.\n",
    );
    for query in library.values() {
        out.push_str(&format!("\n## {}\n\n**{}.** {}\n", query.name, query.title, query.description));
        if !query.parameters.is_empty() {
            out.push_str("\n| parameter | value | |\n|---|---|---|\n");
            for parameter in &query.parameters {
                let default = parameter.default.as_ref().map_or(String::new(), |d| format!(" (default {d})"));
                let needed = if parameter.required { " (needed)" } else { "" };
                out.push_str(&format!(
                    "| `--{}` | {} | {}{default}{needed} |\n",
                    parameter.name,
                    parameter.kind.name(),
                    parameter.description
                ));
            }
        }
        out.push_str("\n| column | |\n|---|---|\n");
        for (name, meaning) in &query.columns {
            out.push_str(&format!("| `{name}` | {meaning} |\n"));
        }
        if !query.examples.is_empty() {
            out.push_str(&format!("\n```sh\n{}\n```\n", query.examples.join("\n")));
        }
    }
    out
}
