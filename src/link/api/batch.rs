//! Many things asked for in batches.

use std::collections::VecDeque;

/// What a server told of a batch.
#[derive(Debug)]
pub(super) struct Told<K, A> {
    /// What it told of each: none where there is no such thing.
    pub(super) answers: Vec<(K, Option<A>)>,
    /// What it told nothing of. Of a batch of one this is empty.
    pub(super) left_out: Vec<K>,
}

/// Has everything asked for in batches of a size, in order. `ask` gives what was left out, which is asked for in smaller batches.
pub(super) fn in_batches<K: Clone, E>(all: &[K], size: usize, mut ask: impl FnMut(&[K]) -> Result<Vec<K>, E>) -> Result<(), E> {
    let mut waiting: VecDeque<Vec<K>> = all.chunks(size).map(<[K]>::to_vec).collect();
    while let Some(batch) = waiting.pop_front() {
        let mut left_out = ask(&batch)?;
        // Every batch that follows is smaller, so that this ends.
        if batch.len() > 1 && left_out.len() >= batch.len() {
            waiting.push_front(left_out.split_off(batch.len() / 2));
        }
        if batch.len() > 1 && !left_out.is_empty() {
            waiting.push_front(left_out);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_is_asked_for_in_smaller_batches() {
        let mut batches = Vec::new();
        let all: Vec<u32> = (0..9).collect();
        in_batches(&all, 4, |batch| {
            batches.push(batch.to_vec());
            // It answers one thing at a time, and nothing of a batch of four.
            Ok::<_, ()>(if batch.len() == 4 { batch.to_vec() } else { batch[1..].to_vec() })
        })
        .unwrap();
        let lists: Vec<&[u32]> = batches.iter().map(Vec::as_slice).collect();
        assert_eq!(lists, [&[0, 1, 2, 3][..], &[0, 1], &[1], &[2, 3], &[3], &[4, 5, 6, 7], &[4, 5], &[5], &[6, 7], &[7], &[8]]);
        assert_eq!(in_batches(&all, 4, |_| Err(())), Err(()));
        in_batches(&[1], 4, |_| Ok::<_, ()>(vec![1])).unwrap();
    }
}
