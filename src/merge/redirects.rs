//! Pages that stand for others.

use std::collections::BTreeSet;

use oxigraph::model::{NamedNode, Quad, Term};

use super::{
    each,
    source::{Fact, Pattern, QuadSource, SourceError, facts, is_named, matching},
};
use crate::graph::{
    Ent, Names, SharedGraph, Writer, title,
    vocab::{owl, skos},
};

/// The language whose entities have other names.
const LANGUAGE: &str = "zh";
/// Redirects that lead to each other are followed so far: the wiki itself follows one.
const LONGEST: usize = 8;

/// The titles of redirects as other names of the entities that they lead to, as far as some page names these. Where pages name both, they are
/// said to be the same. A redirect to a place in a page is no name of it, and one that leads in a circle leads nowhere.
///
/// # Errors
/// The source cannot be read.
pub fn redirects<'a>(
    source: &'a dyn QuadSource,
    names: &'a Names,
    key: &'a dyn Fn(&str) -> String,
) -> impl Iterator<Item = Result<Quad, SourceError>> + 'a {
    each(facts(source, names, names.ent(Ent::RedirectsTo)), move |fact| redirect(source, names, key, fact))
}

/// What one redirect says.
fn redirect(source: &dyn QuadSource, names: &Names, key: &dyn Fn(&str) -> String, fact: Fact) -> Result<Vec<Quad>, SourceError> {
    let mut writer = Writer::new(names, names.graph(SharedGraph::Redirects), 2);
    let Term::NamedNode(first) = fact.object else { return Ok(Vec::new()) };
    let Some(target) = end(source, names, &fact.subject, first)? else { return Ok(Vec::new()) };
    let (Some(alias), Some(target)) = (title(LANGUAGE, fact.subject.as_ref()), title(LANGUAGE, target.as_ref())) else {
        return Ok(Vec::new());
    };
    let (node, other) = (names.entity(LANGUAGE, &key(&target)), names.entity(LANGUAGE, &key(&alias)));
    if is_named(source, names, node.as_ref())? {
        if alias != target {
            writer.words(&node, skos::ALT_LABEL, &alias);
        }
        if other != node && is_named(source, names, other.as_ref())? {
            writer.add(&other, owl::SAME_AS, &node);
        }
    }
    Ok(writer.finish_sorted())
}

/// Where a redirect leads in the end.
fn end(source: &dyn QuadSource, names: &Names, from: &NamedNode, first: NamedNode) -> Result<Option<NamedNode>, SourceError> {
    let mut seen = BTreeSet::from([from.clone()]);
    let mut target = first;
    while seen.insert(target.clone()) && seen.len() <= LONGEST {
        let pattern = Pattern { subject: Some(target.as_ref()), predicate: Some(names.ent(Ent::RedirectsTo)), ..Pattern::default() };
        let next = matching(source, names, pattern).next().transpose()?;
        match next.map(|fact| fact.object) {
            None => return Ok(Some(target)),
            Some(Term::NamedNode(next)) => target = next,
            Some(_) => return Ok(None),
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::{page, vocab::rdf};

    #[test]
    fn names_chains_places_and_circles() {
        let names = Names::default();
        let mut quads = Vec::new();
        let redirect = |from: &str, to: NamedNode, quads: &mut Vec<Quad>| {
            quads.push(Quad::new(page("zh", from), names.ent(Ent::RedirectsTo), to, names.page_graph("zh", from)));
        };
        for (from, to) in [("露國", "俄國"), ("俄國", "俄羅斯"), ("甲", "乙"), ("乙", "甲"), ("丙", "丙"), ("丁", "無人提到")]
        {
            redirect(from, page("zh", to), &mut quads);
        }
        redirect("俄國史", NamedNode::new_unchecked(format!("{}#歷史", page("zh", "俄羅斯").as_str())), &mut quads);
        for key in ["俄羅斯", "俄國", "甲", "丙"] {
            let class = names.ent(Ent::Thing).into_owned();
            quads.push(Quad::new(names.entity("zh", key), rdf::TYPE, class, names.page_graph("zh", "頁")));
        }
        let found: Vec<Quad> = redirects(&quads, &names, &|title| title.to_owned()).collect::<Result<_, _>>().unwrap();
        let told: Vec<String> =
            found.iter().map(|quad| format!("{} {}", quad.predicate.as_str().rsplit(['#', '/']).next().unwrap(), quad.object)).collect();
        let russia = names.entity("zh", "俄羅斯");
        assert_eq!(told.len(), 3, "{told:?}");
        assert!(told.contains(&format!("sameAs {russia}")));
        assert!(told.iter().any(|line| line.contains("露國")) && told.iter().any(|line| line.starts_with("altLabel \"俄國\"")), "{told:?}");
    }
}
