use std::io::Write as _;

use serde_json::json;

use super::*;

const DUMP: &str = r#"[
{"type":"item","id":"Q1","labels":{},"claims":{"P463":[
{"type":"item","id":"Q142","labels":{"en":{"language":"en","value":"a \"Q9\", b"}},"claims":{"P463":[{"mainsnak":{"snaktype":"value","property":"P463","datavalue":{"value":{"entity-type":"item","numeric-id":7184,"id":"Q7184"},"type":"wikibase-entityid"},"datatype":"wikibase-item"},"type":"statement","qualifiers":{"P580":[{"snaktype":"value","property":"P580","datavalue":{"value":{"time":"+1949-08-24T00:00:00Z","timezone":0,"before":0,"after":0,"precision":11,"calendarmodel":"http://www.wikidata.org/entity/Q1985727"},"type":"time"},"datatype":"time"}],"P1":[]},"id":"Q142$1","rank":"normal"},{"mainsnak":{"snaktype":"value","property":"P463","datavalue":{"value":{"entity-type":"item","numeric-id":1065},"type":"wikibase-entityid"}},"type":"statement","rank":"preferred"},{"mainsnak":{"snaktype":"value","property":"P463","datavalue":{"value":{"id":"Q2"},"type":"wikibase-entityid"}},"type":"statement","rank":"deprecated"},{"mainsnak":{"snaktype":"somevalue","property":"P463"},"type":"statement","rank":"normal"}],"P31":[]}},
{"claims":{"P585":[{"mainsnak":{"snaktype":"value","property":"P585","datavalue":{"value":{"time":"+1386-05-09T00:00:00Z","precision":11,"calendarmodel":"http://www.wikidata.org/entity/Q1985786"},"type":"time"}},"rank":"normal"}]},"id":"Q3","type":"item"},
{"id":"Q4","claims":[]},
{"type":"item","id":"Q5","claims":{"P463":[{"mainsnak":{"snaktype":"novalue","property":"P463"},"rank":"normal"}]}}
]
"#;

const TRIPLES: &str = r#"# all of it
<http://www.wikidata.org/value/early> <http://wikiba.se/ontology#timePrecision> "9"^^<http://www.w3.org/2001/XMLSchema#integer> .
<http://www.wikidata.org/entity/Q142> <http://www.wikidata.org/prop/direct/P463> <http://www.wikidata.org/entity/Q1065> .
<http://www.wikidata.org/entity/Q142> <http://www.wikidata.org/prop/P463> <http://www.wikidata.org/entity/statement/q142-A> .
<http://www.wikidata.org/entity/statement/q142-A> <http://wikiba.se/ontology#rank> <http://wikiba.se/ontology#NormalRank> .
<http://www.wikidata.org/entity/statement/q142-A> <http://www.wikidata.org/prop/statement/P463> <http://www.wikidata.org/entity/Q7184> .
<http://www.wikidata.org/entity/statement/q142-A> <http://www.wikidata.org/prop/qualifier/P580> "1949-08-24T00:00:00Z"^^<http://www.w3.org/2001/XMLSchema#dateTime> .
<http://www.wikidata.org/entity/statement/q142-A> <http://www.wikidata.org/prop/qualifier/value/P580> <http://www.wikidata.org/value/late> .
<http://www.wikidata.org/entity/statement/q142-A> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://www.wikidata.org/prop/novalue/P582> .
<http://www.wikidata.org/entity/statement/Q142-B> <http://www.wikidata.org/prop/statement/P463> <http://www.wikidata.org/entity/Q2> .
<http://www.wikidata.org/entity/statement/Q142-B> <http://wikiba.se/ontology#rank> <http://wikiba.se/ontology#DeprecatedRank> .
<http://www.wikidata.org/entity/statement/Q142-C> <http://www.wikidata.org/prop/statement/P463> _:x .
<http://www.wikidata.org/value/late> <http://wikiba.se/ontology#timePrecision> "11"^^<http://www.w3.org/2001/XMLSchema#integer> .
<http://www.wikidata.org/entity/Q3> <http://www.wikidata.org/prop/direct/P585> "1386-05-17T00:00:00Z"^^<http://www.w3.org/2001/XMLSchema#dateTime> .
<http://www.wikidata.org/entity/Q3> <http://www.wikidata.org/prop/direct/P31> <http://www.wikidata.org/entity/Q5> .
<http://www.wikidata.org/entity/Q6> <http://www.w3.org/2002/07/owl#sameAs> <http://www.wikidata.org/entity/Q142> .
<http://www.wikidata.org/entity/Q142> broken
<http://www.wikidata.org/entity/Q1420> broken too, and of nobody's concern
"#;

fn wanted() -> Wanted {
    Wanted { items: [3, 4, 5, 6, 142].map(Item).into(), properties: [463, 580, 582, 585].map(Property).into() }
}

fn read(bytes: &[u8]) -> (Claims, Vec<String>) {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    let (mut claims, mut told) = (Claims::default(), Vec::new());
    read_file(file.path(), &wanted(), &mut claims, &mut |line| told.push(line.rsplit_once('/').unwrap().1.to_owned())).unwrap();
    (claims, told)
}

fn shown(claims: &Claims, item: u32, property: u32) -> Vec<String> {
    let qualifiers = |claim: &Claim| claim.qualifiers.iter().map(|(property, value)| format!(" {property} {value}")).collect::<String>();
    claims.get(Item(item), Property(property)).map(|claim| format!("{}{} {:?}", claim.value, qualifiers(claim), claim.rank)).collect()
}

#[test]
fn a_dump_in_json() {
    let gz = {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(DUMP.as_bytes()).unwrap();
        encoder.finish().unwrap()
    };
    for bytes in [DUMP.as_bytes(), &gz] {
        let (claims, told) = read(bytes);
        // The item whose line is broken is none that is asked for.
        assert_eq!(told, [] as [&str; 0]);
        assert_eq!(shown(&claims, 142, 463), ["Q1065 Preferred", "Q7184 P580 1949-08-24 Normal", "some value Normal"]);
        assert_eq!(shown(&claims, 3, 585), ["1386-05-09 (Julian) Normal"]);
        assert_eq!(shown(&claims, 5, 463), ["no value Normal"]);
        assert!(claims.knows(Item(4)) && !claims.knows(Item(6)) && !claims.knows(Item(1)));
        assert_eq!(claims.len(), 5);
    }
}

#[test]
fn what_is_broken_is_told_and_passed_over() {
    let (claims, told) = read(b"{\"id\": \"Q142\", \"claims\": {\n{\"id\":\"Q3\",\"claims\":{}}\n{}\n{\"type\":\"item\",\"id\":\"Q142\",");
    assert!(claims.knows(Item(3)) && !claims.knows(Item(142)));
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(told[0].contains(":1: no entity in JSON") && told[1].contains(":3: an object without the id"), "{told:?}");
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(b"@prefix wd: <http://x> .").unwrap();
    let error = read_file(file.path(), &wanted(), &mut Claims::default(), &mut |_| ()).unwrap_err();
    assert!(error.to_string().ends_with("neither a JSON dump of Wikidata nor N-Triples"), "{error}");
}

#[test]
fn n_triples_truthy_and_whole() {
    let (claims, told) = read(TRIPLES.as_bytes());
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains(":17: no triple"), "{told:?}");
    assert_eq!(shown(&claims, 142, 463), ["Q7184 P580 1949-08-24 P582 no value Normal", "some value Normal"]);
    assert_eq!(shown(&claims, 3, 585), ["1386-05-17 Normal"]);
    assert_eq!(claims.resolve(Item(6)), Item(142));
    assert!(claims.knows(Item(6)) && !claims.knows(Item(5)));
    assert_eq!(shown(&claims, 6, 463), shown(&claims, 142, 463));
}

#[test]
fn the_api_is_asked_in_batches() {
    let all = Wanted { items: (1..=120).map(Item).collect(), ..wanted() };
    let mut sizes = Vec::new();
    let mut claims = Claims::default();
    let answer = json!({"P463": [{"mainsnak": {"snaktype": "value", "property": "P463",
        "datavalue": {"type": "wikibase-entityid", "value": {"id": "Q7184"}}}, "rank": "normal"}]});
    ask(&all, &mut claims, |items| {
        sizes.push(items.len());
        Ok::<_, String>(items.iter().filter(|item| item.0 != 7).map(|item| (*item, answer.clone())).collect())
    })
    .unwrap();
    assert_eq!(sizes, [50, 50, 20]);
    assert!(!claims.knows(Item(7)) && shown(&claims, 120, 463) == ["Q7184 Normal"]);
    assert_eq!(ask(&all, &mut claims, |_| Err("no answer")), Err("no answer"));
}
