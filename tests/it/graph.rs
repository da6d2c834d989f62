//! The quads of a page and what follows across pages, against sorted N-Quads in `tests/data/graph`. `UPDATE=1` writes these files anew.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
};

use entente::{
    document::{Block, BlockKind, Category, Document, Loss, LossKind, Note, NoteRef, Piece, Section, Table, Text},
    graph::{Names, PageMeta, SharedGraph, page_graph},
    mention::{Cast, Entity, EntityId, Kind},
    merge::{self, Known, Run},
    ontology::{Assets, Vocabulary, docs},
    rules::{Event, Evidence, Figure, Findings, LinkUse, Poll, PollFlag, Precision, Share, Statement, Status, Via},
    span::Span,
    time::Edtf,
};
use oxigraph::model::{GraphName, NamedNode, NamedOrBlankNode, Quad, Term};

const SOURCE: &str = "甲國和乙國在1950年簽訂《甲乙條約》\\[1\\]，兩國從此成為盟友。\n\n## 東方 國家\n\n甲國計劃承認丙國。\n\n## 東方 國家\n\n據丁報，甲國與乙國交戰。\n";

/// A page under construction.
#[derive(Default)]
struct Page {
    document: Document,
    cast: Cast,
    findings: Findings,
}

fn span_of(words: &str) -> Span {
    let start = SOURCE.find(words).unwrap();
    Span::new(start, start + words.len())
}

fn plain(words: &str, source: Span) -> Text {
    Text { visible: words.to_owned(), pieces: vec![Piece { visible: 0, length: words.len(), source }], ..Text::default() }
}

fn figure(printed: &str) -> Option<Figure> {
    Some(Figure { printed: printed.to_owned(), value: printed.trim_end_matches('%').parse().unwrap() })
}

impl Page {
    fn entity(&mut self, key: &str, label: &str, kind: Kind) -> EntityId {
        let seen = [label, key].into_iter().map(str::to_owned).collect();
        self.cast.add(Entity { key: key.to_owned(), label: label.to_owned(), kind, qid: None, government_of: None, seen })
    }

    fn statement(&mut self, subject: EntityId, relation: &str, object: EntityId, status: Status, words: &str) -> &mut Statement {
        let evidence = Evidence {
            quote: words.to_owned(),
            prefix: String::new(),
            suffix: "。".to_owned(),
            span: span_of(words),
            section: 0,
            notes: Vec::new(),
        };
        self.findings.statements.push(Statement {
            subject,
            relation: relation.into(),
            object,
            date: None,
            via: Vec::new(),
            places: Vec::new(),
            status,
            rule: "test.rule".into(),
            evidence: vec![evidence],
        });
        self.findings.statements.last_mut().unwrap()
    }

    fn quads(&self, title: &str) -> Vec<Quad> {
        let hash = format!("{:064x}", title.len());
        let mut precision = Precision::default();
        precision.rules.insert("test.rule".to_owned(), Share { right: 14, cases: 15 });
        let meta = PageMeta { title, language: "zh", sha256: &hash, revision: None, aliases: &[] };
        page_graph(&meta, &self.document, &self.cast, &self.findings, &precision, &Names::default()).into_quads().collect()
    }
}

/// A page with one of everything.
fn full_page() -> Page {
    let mut page = Page::default();
    let first = "甲國和乙國在1950年簽訂《甲乙條約》";
    let second = "，兩國從此成為盟友。";
    let visible = format!("{first}{second}");
    let pieces = vec![
        Piece { visible: 0, length: first.len(), source: span_of(first) },
        Piece { visible: first.len(), length: second.len(), source: span_of(second) },
    ];
    let notes = vec![NoteRef { at: first.len(), label: "1".to_owned(), span: span_of("\\[1\\]") }];
    let lead = Text { visible, pieces, notes, ..Text::default() };
    page.document.title = "甲乙關係".to_owned();
    page.document.sections = vec![
        Section::default(),
        Section { parent: Some(0), level: 2, heading: plain("東方 國家", span_of("東方 國家")), span: Span::default() },
        Section { parent: Some(1), level: 3, heading: plain("東方 國家", Span::default()), span: Span::default() },
    ];
    let block = |section, text: Text| {
        let span = Span::new(text.pieces[0].source.start, text.pieces.last().unwrap().source.end);
        Block { section, kind: BlockKind::Paragraph, text, span }
    };
    page.document.blocks = vec![
        block(0, lead),
        block(1, plain("甲國計劃承認丙國。", span_of("甲國計劃承認丙國。"))),
        block(2, plain("據丁報，甲國與乙國交戰。", span_of("據丁報，甲國與乙國交戰。"))),
    ];
    page.document.tables = vec![Table { section: 2, caption: Some(plain("某年民調", Span::default())), ..Table::default() }];
    page.document.notes = vec![
        Note {
            label: "1".to_owned(),
            sources: vec![("http://example.org/a b?c=\"d\"".to_owned(), "條約全文".to_owned())],
            ..Note::default()
        },
        Note { label: "2".to_owned(), text: plain("某書第3頁", Span::default()), ..Note::default() },
        Note { label: "3".to_owned(), ..Note::default() },
    ];
    page.document.categories = vec![Category { name: "甲國外交/乙國".to_owned(), span: Span::default() }];
    page.document.losses = [LossKind::Cell, LossKind::Cell, LossKind::Template("flag".to_owned())]
        .into_iter()
        .map(|kind| Loss { kind, span: Span::default(), section: 2 })
        .collect();

    let a = page.entity("甲国", "甲國", Kind::State);
    let b = page.entity("乙国", "乙國", Kind::HistoricalState);
    let c = page.entity("丙国", "丙國", Kind::DisputedState);
    let treaty = page.entity("甲乙条约", "甲乙條約", Kind::Treaty);
    let sea = page.entity("某海", "某海", Kind::Place);
    let asker = page.entity("丁报", "丁報", Kind::Institution);
    page.cast.get_mut(a).qid = Some("Q1".to_owned());
    let cabinet = page.entity("甲国内阁", "甲國內閣", Kind::Government);
    page.cast.get_mut(cabinet).government_of = Some("甲国".to_owned());

    let signed = page.statement(a, "signedTreaty", b, Status::Affirmed, first);
    signed.date = Edtf::new("1950");
    signed.via = vec![Via::Entity(treaty)];
    signed.places = vec![sea];
    signed.evidence[0].notes = vec!["1".to_owned()];
    page.statement(a, "alliedWith", b, Status::Affirmed, "兩國從此成為盟友");
    let recognised = page.statement(a, "recognized", c, Status::Planned, "甲國計劃承認丙國");
    recognised.evidence[0].section = 1;
    recognised.evidence[0].notes = vec!["2".to_owned(), "3".to_owned()];
    let fought = page.statement(a, "foughtAgainst", b, Status::Attributed("丁報".to_owned()), "據丁報，甲國與乙國交戰");
    fought.evidence[0].section = 2;
    fought.date = Edtf::new("195X");
    fought.via = vec![Via::Words("邊境衝突".to_owned())];
    let again = fought.evidence[0].clone();
    fought.evidence.push(again);
    page.statement(a, "alliedWith", b, Status::Denied, "兩國從此成為盟友");
    page.statement(a, "alliedWith", b, Status::Affirmed, "兩國從此成為盟友");

    page.findings.events =
        vec![Event { entity: treaty, participants: vec![a, b], dates: vec![Edtf::new("1950").unwrap()], places: vec![sea] }];
    page.findings.about = vec![None, Some(b), None];
    let link = |section, entity| LinkUse { section, entity, title: (entity == b).then(|| "乙國".to_owned()), span: Span::default() };
    page.findings.links = vec![link(0, b), link(1, b), link(1, b), link(1, sea)];
    page.findings.polls = vec![Poll {
        table: 0,
        row: 1,
        pollster: Some(asker),
        date: Edtf::new("2014"),
        about: Some(b),
        respondents: None,
        positive: figure("5%"),
        negative: figure("68.50%"),
        neutral: None,
        net: figure("-63%"),
        flags: vec![PollFlag::NetDiffers],
        span: Span::new(3, 9),
    }];
    page
}

/// Compares quads with a file, and says which are missing and which are not expected.
fn assert_quads(name: &str, quads: &[Quad]) {
    let found: BTreeSet<String> = quads.iter().map(ToString::to_string).collect();
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/graph").join(name);
    if std::env::var_os("UPDATE").is_some() {
        let text: String = found.iter().map(|quad| format!("{quad} .\n")).collect();
        fs::write(&path, text).unwrap();
    }
    let text = fs::read_to_string(&path).unwrap_or_default();
    let expected: BTreeSet<String> = text.lines().map(|line| line.trim_end_matches(" .").to_owned()).collect();
    let missing: Vec<_> = expected.difference(&found).collect();
    let unexpected: Vec<_> = found.difference(&expected).collect();
    assert!(missing.is_empty() && unexpected.is_empty(), "{name}\nmissing: {missing:#?}\nnot expected: {unexpected:#?}");
}

fn vocabulary() -> Vocabulary {
    Vocabulary::load(&Assets::embedded()).unwrap()
}

#[test]
fn a_page_with_one_of_everything() {
    let quads = full_page().quads("甲乙關係");
    assert_quads("page.nq", &quads);
    let once: BTreeSet<String> = quads.iter().map(ToString::to_string).collect();
    assert_eq!(once.len(), quads.len(), "no quad twice");
}

#[test]
fn no_blank_nodes_and_only_valid_iris() {
    let mut odd = full_page();
    odd.document.notes[0].sources.push(("http://[bad".to_owned(), String::new()));
    odd.document.notes[0].label = "a\"b>c\u{0}".to_owned();
    for title in ["甲乙關係", "a/b?c#d%e <f>\"\\{|}^`", ".", "\u{202e}甲\u{3000}"] {
        for quad in odd.quads(title) {
            let NamedOrBlankNode::NamedNode(subject) = &quad.subject else { panic!("{quad}") };
            let GraphName::NamedNode(graph) = &quad.graph_name else { panic!("{quad}") };
            assert_eq!(*graph, Names::default().page_graph("zh", title));
            let mut nodes = vec![subject, &quad.predicate];
            match &quad.object {
                Term::NamedNode(object) => nodes.push(object),
                Term::Literal(_) => {}
                _ => panic!("{quad}"),
            }
            for node in nodes {
                assert!(NamedNode::new(node.as_str()).is_ok(), "{node}");
            }
        }
    }
}

/// Computed graphs, each sorted and without repetition.
fn merged<'a>(graphs: impl Iterator<Item = Result<merge::Graph<'a>, merge::SourceError>>) -> BTreeMap<NamedNode, Vec<Quad>> {
    let sorted = |quads: merge::Quads<'a>| {
        let mut quads: Vec<Quad> = quads.map(Result::unwrap).collect();
        quads.sort_by_cached_key(ToString::to_string);
        quads.dedup();
        quads
    };
    graphs.map(Result::unwrap).map(|(graph, quads)| (graph, sorted(quads))).collect()
}

#[test]
fn every_term_of_ours_is_defined() {
    let vocabulary = vocabulary();
    let names = Names::default();
    let defined: BTreeSet<String> = vocabulary.quads(&names).iter().map(|quad| quad.subject.to_string()).collect();
    let page = full_page().quads("甲乙關係");
    let run = Run::default();
    let merged = merged(merge::all(&page, &names, &vocabulary, [], &str::to_owned, &run).unwrap());
    for quad in page.iter().chain(merged.values().flatten()) {
        for term in [quad.predicate.to_string(), quad.object.to_string()] {
            if term.starts_with("<https://w3id.org/entente/ontology#") && term.len() > "<https://w3id.org/entente/ontology#>".len() {
                assert!(defined.contains(&term), "{term}");
            }
        }
    }
}

#[test]
fn ids_of_statements_are_stable() {
    let ids = |page: &Page, title: &str| -> BTreeSet<String> {
        page.quads(title).iter().map(|quad| quad.subject.to_string()).filter(|subject| subject.contains("/statement/")).collect()
    };
    let page = full_page();
    let mut moved = full_page();
    moved.findings.statements.reverse();
    let first = ids(&page, "甲乙關係");
    assert_eq!(first.len(), 5, "the repeated one is one, the denied one its own");
    assert!(
        first.contains("<https://w3id.org/entente/statement/c0886ac49bce123d>"),
        "the id of the signed treaty must not change: {first:?}"
    );
    assert_eq!(ids(&page, "乙甲關係").intersection(&first).count(), 0, "another page's statement is another one");
    assert_eq!(ids(&moved, "甲乙關係"), first, "the order of the statements does not matter");
}

#[test]
fn a_symmetric_relation_is_written_once() {
    let names = Names::default();
    let quads = full_page().quads("甲乙關係");
    let allied = names.relation("alliedWith");
    let edges: Vec<_> =
        quads.iter().filter(|quad| quad.predicate == allied).map(ToString::to_string).collect::<BTreeSet<_>>().into_iter().collect();
    assert_eq!(
        edges,
        [
            "<https://w3id.org/entente/zh/甲国> <https://w3id.org/entente/ontology#alliedWith> <https://w3id.org/entente/zh/乙国> <https://w3id.org/entente/graph/zh/甲乙關係>"
        ]
    );
    let planned = names.relation("recognized");
    assert!(quads.iter().all(|quad| quad.predicate != planned), "only what is affirmed is an edge");
}

#[test]
fn what_follows_across_pages() {
    let names = Names::default();
    let vocabulary = vocabulary();
    let mut second = Page::default();
    let (a, b, c) = (
        second.entity("甲国", "甲國", Kind::State),
        second.entity("乙国", "乙國", Kind::HistoricalState),
        second.entity("丙国", "丙國", Kind::DisputedState),
    );
    let treaty = second.entity("甲乙条约", "甲乙条约", Kind::Treaty);
    second.statement(b, "alliedWith", a, Status::Affirmed, "兩國從此成為盟友");
    second.statement(c, "invaded", a, Status::Affirmed, "甲國計劃承認丙國");
    second.findings.events =
        vec![Event { entity: treaty, participants: vec![b, c], dates: vec![Edtf::new("1950-02-14").unwrap()], places: Vec::new() }];
    let mut third = Page::default();
    let exercise = third.entity("联合演习", "聯合演習", Kind::Exercise);
    third.findings.events = vec![Event {
        entity: exercise,
        participants: Vec::new(),
        dates: vec![Edtf::new("1999").unwrap(), Edtf::new("2001-05").unwrap()],
        places: Vec::new(),
    }];

    let known = || {
        let entry = |key, label, kind, qid, end| Known {
            key,
            label,
            kind,
            qid,
            start: Some("1900"),
            end,
            names: vec![label, "Jia"],
            government_of: None,
        };
        [
            entry("甲国", "甲国", Kind::State, Some("Q1"), None),
            entry("己国", "己国", Kind::State, None, None),
            entry("乙国", "乙国", Kind::HistoricalState, None, Some("1960-01-02")),
        ]
    };
    let pages = [full_page().quads("甲乙關係"), second.quads("乙丙關係"), third.quads("演習")];
    let forth: Vec<Quad> = pages.iter().flatten().cloned().collect();
    let mut back: Vec<Quad> = pages.iter().rev().flatten().cloned().collect();
    let run = Run::default();
    let graphs = merged(merge::all(&forth, &names, &vocabulary, known(), &str::to_owned, &run).unwrap());
    // What was merged before is in the source at the next build, and must change nothing.
    back.extend(graphs.values().flatten().cloned());
    let again = merge::all(&back, &names, &vocabulary, known().into_iter().rev(), &str::to_owned, &run).unwrap();
    assert_eq!(merged(again), graphs);

    let vocabulary_graph = names.graph(SharedGraph::Vocabulary);
    let merged: Vec<Quad> = graphs.into_iter().filter(|(graph, _)| *graph != vocabulary_graph).flat_map(|(_, quads)| quads).collect();
    assert_quads("merged.nq", &merged);
}

/// A page with one poll table; each row is respondents and figures.
fn poll_page(about: &str, rows: &[(Option<&str>, [&str; 4])]) -> Page {
    let mut page = Page::default();
    let asker = page.entity("丁报", "丁報", Kind::Institution);
    let about = page.entity(about, about, Kind::State);
    for (index, (respondents, figures)) in rows.iter().enumerate() {
        let respondents = respondents.map(|key| page.entity(key, key, Kind::State));
        page.findings.polls.push(Poll {
            table: 0,
            row: index + 1,
            pollster: Some(asker),
            date: Edtf::new("2014"),
            about: Some(about),
            respondents,
            positive: figure(figures[0]),
            negative: figure(figures[1]),
            neutral: figure(figures[2]),
            net: figure(figures[3]),
            flags: Vec::new(),
            span: Span::default(),
        });
    }
    page
}

/// The repairs of the page `洞` from the pages beside it, as `row respondents`.
fn repaired(hole: &Page, others: &[&Page]) -> Vec<String> {
    let names = Names::default();
    let mut quads = hole.quads("洞");
    for (index, other) in others.iter().enumerate() {
        quads.extend(other.quads(&format!("表{index}")));
    }
    let predicate = names.relation("repairedRespondents");
    let repairs = merge::repairs(&quads, &names).unwrap();
    let end = |term: String| term.trim_end_matches('>').rsplit('/').next().unwrap().to_owned();
    repairs
        .iter()
        .filter(|quad| quad.predicate == predicate)
        .map(|quad| format!("{} {}", end(quad.subject.to_string()), end(quad.object.to_string())))
        .collect()
}

const X: [&str; 4] = ["5%", "68%", "27%", "-63%"];
const Y: [&str; 4] = ["21%", "67%", "12%", "-46%"];
const Z: [&str; 4] = ["23%", "69%", "8%", "-46%"];

#[test]
fn lost_respondents_are_found_in_the_same_table() {
    let hole = poll_page("乙国", &[(None, X), (None, Y), (Some("戊国"), Z)]);
    let whole = poll_page("乙国", &[(Some("丙国"), X), (Some("丁国"), Y), (Some("戊国"), Z)]);
    assert_eq!(repaired(&hole, &[&whole]), ["1 丙国", "2 丁国"]);
    let short = poll_page("乙国", &[(Some("丁国"), Y)]);
    assert_eq!(repaired(&hole, &[&short]), ["2 丁国"], "the same pollster, date and subject are enough");
}

#[test]
fn nothing_is_guessed() {
    let hole = poll_page("乙国", &[(None, X), (None, Y), (Some("戊国"), Z)]);
    let contradicts = poll_page("乙国", &[(Some("丙国"), X), (Some("丁国"), Y), (Some("己国"), Z)]);
    assert!(repaired(&hole, &[&contradicts]).is_empty(), "another table: a row that both know differs");
    let other_subject = poll_page("庚国", &[(Some("丙国"), X), (Some("丁国"), Y), (Some("戊国"), Z)]);
    assert!(repaired(&hole, &[&other_subject]).is_empty(), "another question");
    let left = poll_page("乙国", &[(Some("丙国"), X)]);
    let right = poll_page("乙国", &[(Some("己国"), X)]);
    assert!(repaired(&hole, &[&left, &right]).is_empty(), "two tables that differ");
    assert!(repaired(&hole, &[]).is_empty());
}

#[test]
fn rows_of_equal_figures_need_the_order() {
    let hole = poll_page("乙国", &[(None, X), (None, Y), (None, X), (None, Z)]);
    let same = poll_page("乙国", &[(Some("丙国"), X), (Some("丁国"), Y), (Some("戊国"), X), (Some("己国"), Z)]);
    assert_eq!(repaired(&hole, &[&same]), ["1 丙国", "2 丁国", "3 戊国", "4 己国"]);
    let turned = poll_page("乙国", &[(Some("己国"), Z), (Some("戊国"), X), (Some("丁国"), Y), (Some("丙国"), X)]);
    assert_eq!(repaired(&hole, &[&turned]), ["2 丁国", "4 己国"], "another order settles nothing");
}

#[test]
fn the_documentation_of_the_vocabulary_is_current() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/vocabulary.md");
    let markdown = docs::markdown(&vocabulary());
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &markdown).unwrap();
    }
    assert!(fs::read_to_string(&path).unwrap_or_default() == markdown, "run the tests with UPDATE=1 to write docs/vocabulary.md anew");
}

#[test]
fn the_store_changes_nothing() {
    let store = oxigraph::store::Store::new().unwrap();
    let mut quads = full_page().quads("甲乙關係");
    quads.extend(poll_page("乙国", &[(None, X), (Some("丁国"), Y)]).quads("洞"));
    quads.extend(vocabulary().quads(&Names::default()));
    let before: BTreeSet<String> = quads.iter().map(ToString::to_string).collect();
    store.extend(quads).unwrap();
    let after: BTreeSet<String> = store.iter().map(|quad| quad.unwrap().to_string()).collect();
    let changed: Vec<_> = before.symmetric_difference(&after).collect();
    assert!(changed.is_empty(), "extracts and exports must agree: {changed:#?}");
}
