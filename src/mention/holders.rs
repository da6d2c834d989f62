//! Who is named behind an office: `印度总理尼赫鲁`.

use std::ops::Range;

use super::{
    Kind,
    entry::{Entry, Match},
    gazetteer::Gazetteer,
};

/// A name that stands behind an office: where, and whose it is if it is no word but a name.
type Next<'r, 'g> = (&'r Range<usize>, Option<&'g Entry>);

/// What parts those of a list.
const PARTING: [char; 4] = ['、', '和', '与', '及'];
/// Characters of the words that stand between an office and what is no name of who holds it.
const WORDS: &str = "的在和与及同跟对向于是了为以到从至被由将把让使给等都均也则又曾已未不并就而且即或其访问赴会晤见签署举行达成宣布表示意先后分别各自两双请邀派令斥批";

impl Gazetteer {
    /// Takes who holds an office into the match. `listed` is where the next of several would stand: after those told of by office
    /// and name, `和` parts what `、` parts.
    pub(super) fn holder<'r, 'g>(
        &'g self,
        text: &str,
        hit: &mut Match<'g>,
        mut next: impl Iterator<Item = Next<'r, 'g>>,
        listed: &mut usize,
    ) {
        let office = hit.range.end;
        let person = |entry: Option<&'g Entry>| entry.filter(|e| e.kind == Kind::Person);
        let first = next.next();
        if let Some((range, entry)) = first
            && range.start == office
            && let Some(known) = person(entry)
        {
            hit.range.end = range.end;
            hit.person = Some(known);
        }
        let speaks = |person: &Entry| person.offices.iter().any(|office| self.same_lineage(&office.of, &hit.entry.key));
        // `国王沙特·本·阿卜杜勒-阿齐兹` is not who is known by the last of these names, nor `首相保罗·施吕特` who is known by its end.
        let given = given_names(text, hit.range.end);
        let mut end = None;
        if hit.person.is_none() && given > office {
            hit.range.end = given;
            let known =
                first.into_iter().chain(next).find(|(r, _)| r.start >= given).filter(|(r, _)| text[given..r.start].chars().count() <= 3);
            if let Some((range, entry)) = known
                && let Some(known) = person(entry)
            {
                // `总理安德烈·葛罗米柯`: it is, if he spoke for the state that is named.
                if range.start == given && speaks(known) {
                    hit.person = Some(known);
                    hit.range.end = range.end;
                } else {
                    end = Some(range.end);
                }
            }
        } else if hit.person.is_none()
            && let Some((range, entry)) = first
        {
            let between = &text[office..range.start];
            let name = |words: &str| words.chars().all(|c| c.is_alphabetic() && !WORDS.contains(c));
            // `首相施吕特` is not 吕特.
            if between.chars().count() == 1 && name(between) && person(entry).is_some_and(|known| !speaks(known)) {
                end = Some(range.end);
            // `A总统某某、B总理某某和C`
            } else if let Some(words) = between.strip_suffix(PARTING)
                && (between.ends_with('、') || *listed == hit.range.start)
                && (2..=6).contains(&words.chars().count())
                && name(words)
                && entry.is_some_and(|e| e.kind.is_polity() || e.kind == Kind::Organization)
            {
                end = Some(office + words.len());
                *listed = range.start;
            }
        }
        if let Some(end) = end {
            hit.range.end = end;
            hit.unknown = Some(office..end);
        }
    }
}

/// Where names before the last one end, with the middle dot behind them: `沙特·本·`; `at` where no such name stands there.
fn given_names(text: &str, at: usize) -> usize {
    const LONGEST: usize = 8;
    let mut end = at;
    loop {
        let rest = &text[end..];
        let name = rest.chars().take_while(|c| c.is_alphabetic() || *c == '-').take(LONGEST).map(char::len_utf8).sum::<usize>();
        if name == 0 || !rest[name..].starts_with('·') {
            return end;
        }
        end += name + '·'.len_utf8();
    }
}
