//! Texts put into the order of their bytes, nearly all of which begin as others do.

use std::cmp::Ordering;

/// So few are put into order by comparing them.
const FEW: usize = 12;

/// What stands behind a text, as far as the order of texts goes: an IRI ends in its bracket. No text holds a zero byte.
const END: u8 = b'>';

/// Puts items into the order of their texts, which are alike up to the byte `from`. The number of an item is room for the next eight bytes of its text.
///
/// What all of them begin with is looked at once, not each time that two of them are compared.
pub(crate) fn by_text<'t, T>(items: &mut [(u64, T)], from: usize, text: &impl Fn(&T) -> &'t [u8]) {
    let rest = |item: &(u64, T), from: usize| text(&item.1).get(from..).unwrap_or_default();
    if items.len() <= FEW {
        return items.sort_unstable_by(|a, b| compare(rest(a, from), rest(b, from)));
    }
    let first = rest(&items[0], from);
    let alike = items.iter().fold(first.len(), |alike, item| common(&first[..alike], rest(item, from)));
    let from = from + alike;
    for item in items.iter_mut() {
        item.0 = eight(rest(item, from));
    }
    items.sort_unstable_by_key(|item| item.0);
    for same in items.chunk_by_mut(|a, b| a.0 == b.0) {
        // Those that have ended are the same.
        if same.len() > 1 && same[0].0.to_be_bytes()[7] != 0 {
            by_text(same, from + 8, text);
        }
    }
}

/// The order of two texts, where one that the other begins with does not always come first.
pub(crate) fn compare(a: &[u8], b: &[u8]) -> Ordering {
    let both = a.len().min(b.len());
    let behind = |text: &[u8]| text.get(both).copied().unwrap_or(END);
    a[..both].cmp(&b[..both]).then_with(|| behind(a).cmp(&behind(b)))
}

/// How many bytes two texts have in common at their beginning.
fn common(a: &[u8], b: &[u8]) -> usize {
    let (a_words, b_words) = (a.as_chunks::<8>().0, b.as_chunks::<8>().0);
    let words = 8 * a_words.iter().zip(b_words).take_while(|(a, b)| a == b).count();
    words + a[words..].iter().zip(&b[words..]).take_while(|(a, b)| a == b).count()
}

/// The first eight bytes of a text as a number, with what stands behind it where it is shorter.
fn eight(text: &[u8]) -> u64 {
    let mut bytes = [0; 8];
    if let Some(first) = text.first_chunk() {
        bytes = *first;
    } else {
        bytes[..text.len()].copy_from_slice(text);
        bytes[text.len()] = END;
    }
    u64::from_be_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_order_as_by_comparing() {
        let letters = ["a", "b", "/", "~", "abcdefg", "abcdefgh", "国"];
        for (count, alike) in [(0, ""), (5, "http://"), (400, "http://a.b/"), (3000, "")] {
            let word = |n: usize| -> String { (0..n % 7).map(|at| letters[(n / 7 + n * at * 31) % letters.len()]).collect() };
            let texts: Vec<String> = (0..count).map(|n| format!("{alike}{}", word(n * 7919))).collect();
            let mut items: Vec<(u64, &str)> = texts.iter().map(|text| (0, text.as_str())).collect();
            by_text(&mut items, 0, &|text| text.as_bytes());
            let mut expected: Vec<&str> = texts.iter().map(String::as_str).collect();
            expected.sort_by(|a, b| compare(a.as_bytes(), b.as_bytes()));
            assert_eq!(items.into_iter().map(|(_, text)| text).collect::<Vec<_>>(), expected);
        }
        assert_eq!(compare(b"a", b"a-1"), Ordering::Greater, "`a>` comes behind `a-1>`");
    }
}
